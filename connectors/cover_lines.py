# The program that covers values in text and source code, run for covered_document.py behind
# guard.py: each line is a text. Lines that nothing is covered in keep their bytes, all keep their
# ends, and the file its byte order mark and encoding.
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from .covering import Edits, by_unit, in_chunks, texts_of
from .encoding import detect_encoding, mark_length
from .guard_frame import Fault, Message

__all__ = ["lines_of", "run"]

_END = re.compile(r"(\r\n|\n|\r)")
_END_OF_BYTES = re.compile(rb"(\r\n|\n|\r)")


def run(file: BinaryIO, _limits: tuple[int, int], edits: Edits | None = None) -> Iterator[Message]:
    """The lines, or with edits the file in which they are made."""
    raw = file.read()
    mark, encoding, lines, ends = lines_of(raw)
    if edits is None:
        yield from texts_of([text for text, _ in lines])
        return
    changes = by_unit(edits)
    out = [mark]
    for number, ((text, written), end) in enumerate(zip(lines, ends, strict=True)):
        if number in changes:
            at, parts = 0, []
            for start, stop, shown in changes[number]:
                parts += [text[at:start], shown]
                at = stop
            out.append("".join((*parts, text[at:])).encode(encoding))
        else:
            out.append(written)
        out.append(end)
    yield from in_chunks(b"".join(out))


def lines_of(raw: bytes) -> tuple[bytes, str, list[tuple[str, bytes]], list[bytes]]:
    """Byte order mark, encoding, lines with their bytes, and what ends each. Raises Fault for what
    is no text, or is damaged.
    """
    encoding = detect_encoding(raw, whole=True)
    if encoding is None:
        raise Fault("damaged")
    length = mark_length(raw)
    mark, body = raw[:length], raw[length:]
    try:
        if encoding.startswith("utf-16"):
            pieces = _END.split(body.decode(encoding))
            both = [(piece, piece.encode(encoding)) for piece in pieces]
        else:
            # No byte of a longer character looks like a line end.
            both = [(piece.decode(encoding), piece) for piece in _END_OF_BYTES.split(body)]
    except UnicodeDecodeError:
        raise Fault("encoding", _damage(body, encoding) + length) from None
    return mark, encoding, both[::2], [written for _, written in both[1::2]] + [b""]


def _damage(body: bytes, encoding: str) -> int:
    try:
        body.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return 0
