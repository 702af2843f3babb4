# Looking into running text: what stands where, with a keyed digest in place of each value.
# A document is taken apart by its format's reader and its texts are read as one text.
# Nothing is stored and nothing enters the ledger: no state changes.
from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

import store
from classify import Inspector, Spotted
from connectors import discover, holds_documents, read, text_pieces
from masking.keyed_hash import keyed_hash
from schema import Access, MisuseError, Sample, Skipped, SourceError, Span, Table

from .lint import compiled
from .settings import Settings, read_policies

__all__ = ["inspect_file", "inspect_stream"]

_CONTEXT = "inspect/digest"
_NO_TEXT = "holds no running text: look into its tables with tongguan classify scan"


def inspect_file(settings: Settings, path: Path) -> Iterator[Span | Skipped]:
    """The spans of a text or document in order, digests under our key; what could not be read.

    Offsets count characters: of a text as it is, of a document in its texts, each with a line
    feed after it. There `part` tells the page, sheet or paragraph, and of an archive the file.
    """
    if path.is_dir():
        raise MisuseError(f"{path} is a directory; inspect takes one file, or - for a stream")
    if holds_documents(str(path)):
        yield from _inspect_documents(settings, path)
        return
    with path.open("rb") as file:
        yield from inspect_stream(settings, file, str(path))


def inspect_stream(settings: Settings, file: BinaryIO, name: str) -> Iterator[Span]:
    """The spans of a text that is read once from its start, in bounded memory."""
    inspector = Inspector(compiled(read_policies(settings)))
    key = _key(settings)
    for piece in text_pieces(file, name):
        yield from _digested(list(inspector.feed(piece)), key)
    yield from _digested(list(inspector.end()), key)


def _inspect_documents(settings: Settings, path: Path) -> Iterator[Span | Skipped]:
    recognisers = compiled(read_policies(settings))
    key = _key(settings)
    access = Access()
    offset = 0
    for found in discover(str(path), access):
        if isinstance(found, Skipped):
            yield found
        elif "document" not in (found.kind, found.options.get("kind")):
            yield Skipped(found.source, _NO_TEXT)
        else:
            texts = _Texts(found, access, whole=found.kind == "document")
            inspector = Inspector(recognisers)
            for text in texts.read():
                spotted = _digested(list(inspector.feed(text)), key)
                yield from (texts.placed(each, offset) for each in spotted)
            spotted = _digested(list(inspector.end()), key)
            yield from (texts.placed(each, offset) for each in spotted)
            yield from texts.left_out
            offset += texts.size


class _Texts:
    """A document's texts as one, and which part of it each character is of."""

    def __init__(self, table: Table, access: Access, *, whole: bool) -> None:
        self._table = table
        self._access = access
        self._prefix = "" if whole else f"{table.name} "
        self._starts: list[int] = []
        self._parts: list[str] = []
        self.size = 0
        self.left_out: list[Skipped] = []

    def read(self) -> Iterator[str]:
        """Each text with a line feed after it."""
        for batch in self._batches():
            if isinstance(batch, Skipped):
                self.left_out.append(batch)
                continue
            parts, texts = (batch.column(name).to_pylist() for name in ("part", "text"))
            for part, text in zip(parts, texts, strict=True):
                if not self._parts or self._parts[-1] != part:
                    self._starts.append(self.size)
                    self._parts.append(part or "")
                line = f"{text or ''}\n"
                self.size += len(line)
                yield line

    def _batches(self) -> Iterator[pa.RecordBatch | Skipped]:
        try:
            yield from read(self._table, Sample(rows=None), self._access)
        except SourceError as error:
            yield Skipped(error.source, error.problem)

    def placed(self, span: Span, offset: int) -> Span:
        """The span with its part, and its offsets in all of the file's documents."""
        part = self._parts[bisect.bisect_right(self._starts, span.start) - 1]
        return dataclasses.replace(
            span, start=span.start + offset, end=span.end + offset, part=self._prefix + part
        )


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
