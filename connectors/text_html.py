# The program that reads pages, run for document.py behind guard.py: blocks of text with the
# line each begins on.
from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from .encoding import DecodedStream, detect_encoding, mark_length
from .guard_frame import Fault, Message
from .html_text import blocks_of
from .text_rows import Left, rows_of

__all__ = ["run"]

_HEAD = 64 * 1024
_CHUNK = 1024 * 1024
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
# Told from the bytes, whatever is declared.
_TOLD = frozenset(
    {"utf-8", "gb18030", "gbk", "gb2312", "ascii", "utf-16", "utf-16-le", "utf-16-be"}
)


def run(file: BinaryIO, _limits: tuple[int, int] = (0, 0)) -> Iterator[Message]:
    """The blocks that are not blank."""
    yield from rows_of(_blocks(file))


def _blocks(file: BinaryIO) -> Iterator[tuple[str, str] | Left]:
    head = file.read(_HEAD)
    encoding = _declared(head) or detect_encoding(head, whole=len(head) < _HEAD)
    if encoding is None:
        raise Fault("damaged")
    file.seek(mark_length(head))
    stream = DecodedStream(file, encoding, lambda _size: None)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def page() -> Iterator[str]:
        while chunk := stream.read(_CHUNK):
            yield decoder.decode(chunk)

    for line, kind, text in blocks_of(page()):
        yield (f"line {line}, {kind}" if kind else f"line {line}"), text
    if stream.first_damage is not None:
        yield Left("encoding", (stream.first_damage,))


def _declared(head: bytes) -> str | None:
    """The encoding a page declares, where its bytes alone would not tell it (Big5, say)."""
    found = _DECLARED.search(head)
    if found is None:
        return None
    try:
        codec = codecs.lookup(found[1].decode("ascii"))
    except LookupError:
        return None
    # A codec that turns bytes into bytes is none for text.
    text = getattr(codec, "_is_text_encoding", True)
    return codec.name if text and codec.name not in _TOLD else None
