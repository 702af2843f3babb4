# A file or a stream of plain text as pieces of Unicode text, in bounded memory whatever the
# length of its lines: one JSON array of hundreds of megabytes is read like any other text.
from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO, cast

from schema import SourceError

from .encoding import DAMAGED, DecodedStream, detect_encoding, mark_length

__all__ = ["text_pieces"]

_HEAD = 64 * 1024
_PIECE = 256 * 1024


def text_pieces(file: BinaryIO, name: str) -> Iterator[str]:
    """The text of an open file in pieces, without its byte order mark.

    Line ends stay as they are. A byte that is no text is one replacement character. Raises
    SourceError where the file is not text in UTF-8, GB18030 or UTF-16.
    """
    head = file.read(_HEAD)
    encoding = detect_encoding(head, whole=len(head) < _HEAD) if head else "utf-8"
    if encoding is None:
        raise SourceError("is not text in UTF-8, GB18030 or UTF-16", source=name)
    # Of a file it asks no more than `read` and `tell`.
    whole = cast("BinaryIO", _Pushed(head[mark_length(head) :], file))
    stream = DecodedStream(whole, encoding, lambda _size: None)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while True:
        raw = stream.read(_PIECE)
        text = decoder.decode(raw, final=not raw).replace(DAMAGED, "\ufffd")
        if text:
            yield text
        if not raw:
            return


class _Pushed:
    """A stream with some bytes put back before it."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self._head = head
        self._file = file

    def tell(self) -> int:
        return 0

    def read(self, size: int = -1) -> bytes:
        if not self._head:
            return self._file.read(size)
        out, self._head = (self._head, b"") if size < 0 else (self._head[:size], self._head[size:])
        return out + self._file.read() if size < 0 else out
