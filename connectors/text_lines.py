# The program that reads text, source code and settings, run for document.py behind guard.py:
# each line with its number. A line may be of any length; the memory it takes is bounded.
from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from .encoding import DecodedStream, detect_encoding, mark_length
from .guard_frame import Fault, Message
from .text_rows import MAX_TEXT, Left, rows_of

__all__ = ["run"]

_HEAD = 64 * 1024
_CHUNK = 256 * 1024


def run(file: BinaryIO, _limits: tuple[int, int] = (0, 0)) -> Iterator[Message]:
    """The lines that are not blank."""
    yield from rows_of(_lines(file))


def _lines(file: BinaryIO) -> Iterator[tuple[str, str] | Left]:
    head = file.read(_HEAD)
    encoding = detect_encoding(head, whole=len(head) < _HEAD)
    if encoding is None:
        raise Fault("damaged")
    file.seek(mark_length(head))
    stream = DecodedStream(file, encoding, lambda _size: None)
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")(), translate=True)
    number, held = 1, ""
    while chunk := stream.read(_CHUNK):
        *lines, held = (held + decoder.decode(chunk)).split("\n")
        for line in lines:
            yield f"line {number}", line
            number += 1
        if len(held) > 4 * MAX_TEXT:
            yield f"line {number}", held[:-MAX_TEXT]
            held = held[-MAX_TEXT:]
    yield f"line {number}", held + decoder.decode(b"", final=True)
    if stream.first_damage is not None:
        yield Left("encoding", (stream.first_damage,))
