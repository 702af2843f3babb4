# Looking into running text: what stands where, with a keyed digest in place of each value.
# Nothing is stored and nothing enters the ledger: no state changes.
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

import store
from classify import Inspector, Spotted
from connectors import text_pieces
from masking.keyed_hash import keyed_hash
from schema import MisuseError, Span

from .lint import compiled
from .settings import Settings, read_policies

__all__ = ["inspect_file", "inspect_stream"]

_CONTEXT = "inspect/digest"


def inspect_file(settings: Settings, path: Path) -> Iterator[Span]:
    """The spans of a text file in order, offsets in characters, digests under our key."""
    if path.is_dir():
        raise MisuseError(f"{path} is a directory; inspect takes one file, or - for a stream")
    with path.open("rb") as file:
        yield from inspect_stream(settings, file, str(path))


def inspect_stream(settings: Settings, file: BinaryIO, name: str) -> Iterator[Span]:
    """The spans of a text that is read once from its start, in bounded memory."""
    inspector = Inspector(compiled(read_policies(settings)))
    key = _key(settings)
    for piece in text_pieces(file, name):
        yield from _digested(list(inspector.feed(piece)), key)
    yield from _digested(list(inspector.end()), key)


def _digested(spotted: list[Spotted], key: bytes) -> Iterator[Span]:
    if not spotted:
        return
    digests = keyed_hash(pa.array([each.value for each in spotted]), key).to_pylist()
    for each, digest in zip(spotted, digests, strict=True):
        yield Span(each.label, each.start, each.end, each.score, str(digest))


def _key(settings: Settings) -> bytes:
    """A key of this installation for digests alone, the same at every call."""
    store.make_home(settings.home)
    is_new = not (settings.home / store.DATABASE_FILE).exists()
    return store.Seal.open(settings.home, create=is_new).derive(_CONTEXT)
