# The program that takes JSON apart (RFC 8259), run for json_file.py behind guard.py. A parser
# of events (ijson) works in memory that depends on the longest value and not on the file, so
# that one line of any length is like any other. Where each line is a value of its own, one
# that is no JSON is left out and counted; elsewhere reading ends where the JSON does.
#
# Learning, it says "learnt": columns, rows, bytes they were learnt from, and whether each
# line is a value. Reading, it says "rows": a packed batch, the bytes it took, the number of
# the stretch it is from. Either may say "left": what was left out, how often, where it begins.
from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import ijson

from .batch_frame import packed
from .encoding import DecodedStream
from .guard_frame import Fault, Message
from .nested import MAX_DEPTH, Nested

__all__ = ["run"]

_CHUNK = 256 * 1024
_MAX_LINE = 64 * 1024 * 1024
_MAX_WAITING = 8_192
_MAX_TAKEN = 4 * 1024 * 1024
_OPENINGS = ("start_map", "start_array")
_CLOSINGS = ("end_map", "end_array")


def run(
    file: BinaryIO,
    text: tuple[str, int],
    most: int,
    reading: tuple[Sequence[str], bool, Sequence[tuple[int, int]]] | None = None,
) -> Iterator[Message]:
    """What the first `most` bytes teach, or the rows where it is said how to read them.

    `text` is the encoding and where it begins. `reading` are the columns, whether each line
    is a value, and offsets and lengths of stretches to read instead of all: from the start of
    the first line in one to the end of its last.
    """
    encoding, start = text
    file.seek(start)
    if reading is None:
        yield from _learnt(file, encoding, most)
        return
    names, by_line, stretches = reading
    rows = _Reading(names, by_line=by_line)
    for number, (offset, length) in enumerate(stretches):
        stretch = io.BytesIO(_whole_lines(file, offset, length, start))
        for octets in rows.through(DecodedStream(stretch, encoding, _unpaced)):
            yield "rows", packed(rows.nested.take()), octets, number
    if not stretches:
        stream = DecodedStream(file, encoding, _unpaced)
        for octets in rows.through(stream):
            yield "rows", packed(rows.nested.take()), octets, 0
        if stream.first_damage is not None:
            yield "left", "encoding", 1, stream.first_damage
    yield from rows.left()


def _learnt(file: BinaryIO, encoding: str, most: int) -> Iterator[Message]:
    head = file.read(most)
    whole = not file.read(1)
    text = DecodedStream(io.BytesIO(head), encoding, _unpaced).read()
    by_line = _each_line_is_a_value(text)
    if by_line and not whole:
        text = text[: text.rfind(b"\n") + 1]
    reading = _Reading(None, by_line=by_line, whole=whole)
    rows = 0
    for _ in reading.through(io.BytesIO(text)):
        rows += reading.nested.take().num_rows
    yield "learnt", reading.nested.learnt(), rows, len(head), by_line
    yield from reading.left()


def _each_line_is_a_value(text: bytes) -> bool:
    """True where the first line is a whole list or object, and is not all there is."""
    first, _, rest = text.strip().partition(b"\n")
    if not rest or first[:1] not in {b"{", b"["}:
        return False
    events = ijson.sendable_list()
    return _parsed(_parser(events), first) and _is_sound(events)


class _Reading:
    """JSON on its way to rows, with an account of what was left out."""

    def __init__(self, names: Sequence[str] | None, *, by_line: bool, whole: bool = True) -> None:
        self.nested = Nested(names)
        self._by_line = by_line
        self._whole = whole
        self._rows = 0
        self._lines = 0
        self._bad_lines = 0
        self._first_bad = 0
        self._fault = ""

    def through(self, text: io.RawIOBase | BinaryIO) -> Iterator[int]:
        """Feeds all of a text; stops, with the bytes since it last did, for rows to be taken."""
        taken = 0
        steps = self._of_lines(text) if self._by_line else self._of_values(text)
        for octets in steps:
            taken += octets
            if taken >= _MAX_TAKEN or self.nested.lines >= _MAX_WAITING:
                self._rows += self.nested.lines
                yield taken
                taken = 0
        self.nested.forget()
        self._rows += self.nested.lines
        yield taken

    def left(self) -> Iterator[Message]:
        """What was left out, if anything was."""
        if self._bad_lines:
            yield "left", "lines", self._bad_lines, self._first_bad, self._lines
        if self._fault:
            yield "left", self._fault, 1, self._rows

    def _of_values(self, text: io.RawIOBase | BinaryIO) -> Iterator[int]:
        """One value after another, up to a fault."""
        events = ijson.sendable_list()
        parser = _parser(events)
        try:
            while chunk := text.read(_CHUNK):
                good = _parsed(parser, chunk)
                self.nested.feed(events)
                events.clear()
                yield len(chunk)
                if not good:
                    self._fault = "syntax"
                    return
            if self._whole and not _parsed(parser, None):
                self._fault = "cut"
            # A number is one only when it is known to have ended.
            self.nested.feed(events)
        except Fault as fault:
            self._fault = fault.code

    def _of_lines(self, text: io.RawIOBase | BinaryIO) -> Iterator[int]:
        """Many lines at a time, and one by one where there is a bad one among them."""
        events = ijson.sendable_list()
        parser = _parser(events)
        for block in _blocks(text):
            if _parsed(parser, block) and _is_sound(events):
                self.nested.feed(events)
                self._lines += block.count(b"\n")
            else:
                self._one_by_one(block)
                parser = _parser(events)
            events.clear()
            yield len(block)

    def _one_by_one(self, block: bytes) -> None:
        for line in block.rstrip(b"\n").split(b"\n"):
            self._lines += 1
            events = ijson.sendable_list()
            if _parsed(_parser(events), line + b"\n") and _is_sound(events):
                self.nested.feed(events)
            else:
                self._bad_lines += 1
                self._first_bad = self._first_bad or self._lines


def _parser(events: list[Any]) -> Any:  # the library has no type for it
    return ijson.basic_parse_coro(events, multiple_values=True)


def _parsed(parser: Any, text: bytes | None) -> bool:
    """Whether the next text is JSON, or where there is none its end is."""
    try:
        if text is None:
            parser.close()
        else:
            parser.send(text)
    except ijson.JSONError:
        return False
    return True


def _is_sound(events: list[tuple[str, Any]]) -> bool:
    """True where all that is opened is closed, and nothing too deep for rows."""
    depth = 0
    for event, _ in events:
        if event in _OPENINGS:
            depth += 1
            if depth > MAX_DEPTH:
                return False
        elif event in _CLOSINGS:
            depth -= 1
    return depth == 0


def _blocks(text: io.RawIOBase | BinaryIO) -> Iterator[bytes]:
    """Whole lines, many at a time; the last gets an end. A line beyond all bounds is cut."""
    held = b""
    while chunk := text.read(_CHUNK):
        cut = chunk.rfind(b"\n") + 1
        if cut:
            yield held + chunk[:cut]
            held = chunk[cut:]
        else:
            held += chunk
            if len(held) > _MAX_LINE:
                yield held
                held = b""
    if held.strip():
        yield held + b"\n"


def _whole_lines(file: BinaryIO, offset: int, length: int, start: int) -> bytes:
    """The lines that begin after `offset` and end within `length` from there."""
    before = min(1, offset - start)
    file.seek(offset - before)
    raw = file.read(length + before)
    begin = raw.find(b"\n") + 1 if before else 0
    return raw[begin : raw.rfind(b"\n") + 1]


def _unpaced(_size: int) -> None:
    """The process that asks keeps the pace."""
