# Texts of a document on their way out of a guarded program: pairs of where and what, many to
# a message, none blank and none longer than a reader of prose should have to hold.
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .guard_frame import Fault, Message

__all__ = ["MAX_TEXT", "Left", "rows_of"]

MAX_TEXT = 16_384
_MAX_ROWS = 2_048
_MAX_CHARACTERS = 256 * 1024
# Where a text may be cut, the better places first.
_CUTS = (re.compile(r"[\n\r]"), re.compile(r"[。！？；;.!?]\s*"), re.compile(r"[\s,，、]"))
_LAST = MAX_TEXT // 4


class Left(NamedTuple):
    """What of a document was left out: a code, and the numbers that go with it."""

    code: str
    numbers: tuple[int, ...] = ()


def rows_of(texts: Iterator[tuple[str, str] | Left]) -> Iterator[Message]:
    """Messages "rows" with parts and their texts, "left" with what was left out.

    >>> list(rows_of(iter([("line 1", "a"), ("line 2", " "), ("line 3", "b")])))
    [('rows', ['line 1', 'line 3'], ['a', 'b'])]
    """
    parts: list[str] = []
    rows: list[str] = []
    held = 0
    try:
        for found in texts:
            if isinstance(found, Left):
                yield "left", found.code, *found.numbers
                continue
            part, text = found
            for piece in _pieces(text):
                parts.append(part)
                rows.append(piece)
                held += len(piece)
                if len(rows) >= _MAX_ROWS or held >= _MAX_CHARACTERS:
                    yield "rows", parts, rows
                    parts, rows, held = [], [], 0
    except Fault:
        # What came before it is told as well.
        if rows:
            yield "rows", parts, rows
        raise
    if rows:
        yield "rows", parts, rows


def _pieces(text: str) -> Iterator[str]:
    """The text without white space around it, cut where sentences or at least words end."""
    # A surrogate alone, which careless writers leave, is no text to anybody else.
    text = text.strip().encode("utf-8", "replace").decode()
    start = 0
    while len(text) - start > MAX_TEXT:
        end = start + _cut(text[start : start + MAX_TEXT])
        if piece := text[start:end].strip():
            yield piece
        start = end
    if piece := text[start:].strip():
        yield piece


def _cut(text: str) -> int:
    """Where to end a piece: after the last good place in its last quarter, or at its end."""
    for cuts in _CUTS:
        last = 0
        for found in cuts.finditer(text, len(text) - _LAST):
            last = found.end()
        if last:
            return last
    return len(text)
