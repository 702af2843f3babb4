# Where each cell of a delimited text lies among its bytes, so that some can be changed and all
# others stay what they are. The rules are those of the parser that reads the cells: a quote
# opens a cell only at its beginning, blank lines are no records, CR, LF and CR LF end one.
# Signs are found in all of a block at once; text whose quotes stand elsewhere, or that
# escapes, is walked sign by sign.
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Bounds", "Signs", "cell_bounds"]

Places = npt.NDArray[np.int64]

_CR, _LF = 13, 10
# A longer character of GB18030: bytes after its first may look like a delimiter or escape.
_LONGER = re.compile(rb"[\x81-\xfe](?:[\x30-\x39][\x81-\xfe][\x30-\x39]|[\x40-\x7e\x80-\xfe])")
_TRAILING = range(0x30, 0x7F)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a delimited text is written with; `quote` and `escape` are "" for none."""

    encoding: str
    delimiter: str
    quote: str
    escape: str

    @property
    def size(self) -> int:
        """The bytes of a sign."""
        return 2 if self.encoding.startswith("utf-16") else 1


@dataclass(frozen=True, slots=True)
class Bounds:
    """Offsets in bytes of the cells of whole records, a row each; `end` is behind the last."""

    starts: Places
    ends: Places
    end: int


def cell_bounds(raw: bytes, signs: Signs, width: int, *, last: bool) -> Bounds | None:
    r"""The cells of the whole records in a text that begins with one; None where a record has
    another number of cells than `width`.

    What follows the last whole record is left, unless this is the `last` of the text.

    >>> found = cell_bounds(b'a,"b,"\r\nc,\r\nd', Signs("utf-8", ",", '"', ""), 2, last=False)
    >>> found.starts.tolist(), found.ends.tolist(), found.end
    ([[0, 2], [8, 10]], [[1, 6], [9, 10]], 12)
    """
    units = _units(raw, signs)
    delimiter = ord(signs.delimiter)
    # Where signs are escaped, a quote within quotes is not doubled.
    walked = bool(signs.escape) and any(ord(sign) in units for sign in (signs.escape, signs.quote))
    found = None if walked else _at_once(units, signs, delimiter)
    marks, ends = found if found is not None else _walked(units, signs, delimiter)
    ends_line = units[marks] != delimiter
    if not last:
        # A CR at the end may be half of CR LF.
        whole = np.flatnonzero(ends_line & ~((units[marks] == _CR) & (marks == len(units) - 1)))
        upto = int(whole[-1]) + 1 if len(whole) else 0
        marks, ends, ends_line = marks[:upto], ends[:upto], ends_line[:upto]
        end = int(marks[-1]) + 1 if upto else 0
    else:
        end = len(units)
        if end and (not len(marks) or not ends_line[-1] or int(marks[-1]) < end - 1):
            marks, ends = np.append(marks, end), np.append(ends, end)
            ends_line = np.append(ends_line, True)
    starts = np.concatenate([np.zeros(1, np.int64), marks[:-1] + 1]) if len(marks) else marks
    first = np.concatenate([np.ones(1, bool), ends_line[:-1]])[: len(marks)]
    blank = ends_line & first & (starts == ends)
    if blank.any():
        starts, ends, ends_line = starts[~blank], ends[~blank], ends_line[~blank]
    count, rest = divmod(len(starts), width)
    shape = np.zeros(width, bool)
    shape[-1] = True
    if rest or not np.array_equal(ends_line, np.tile(shape, count)):
        return None
    size = signs.size
    grid = (count, width)
    return Bounds(starts.reshape(grid) * size, ends.reshape(grid) * size, end * size)


def _units(raw: bytes, signs: Signs) -> npt.NDArray[Any]:
    if signs.size == 2:
        order = "<" if signs.encoding.endswith("le") else ">"
        return np.frombuffer(raw, np.dtype(f"{order}u2"), len(raw) // 2)
    if signs.encoding == "gb18030" and any(
        ord(sign) in _TRAILING for sign in (signs.delimiter, signs.escape) if sign
    ):
        raw = _LONGER.sub(lambda found: b"\xff" * len(found[0]), raw)
    return np.frombuffer(raw, np.uint8)


def _at_once(units: npt.NDArray[Any], signs: Signs, delimiter: int) -> tuple[Places, Places] | None:
    """The signs that cells end with, and where those cells end: before the CR of CR LF. None
    where quotes stand in places that need a walk.
    """
    are_marks = (units == delimiter) | (units == _LF)
    returns = np.flatnonzero(units == _CR)
    if len(returns):
        followed = returns[returns + 1 < len(units)]
        followed = followed[units[followed + 1] == _LF]
        are_marks[returns] = True
        are_marks[followed] = False
    marks = np.flatnonzero(are_marks)
    ends = marks.copy()
    if len(returns):
        ends[np.isin(marks - 1, followed, assume_unique=True)] -= 1
    quotes = np.flatnonzero(units == ord(signs.quote)) if signs.quote else marks[:0]
    if not len(quotes):
        return marks, ends
    opening = quotes[::2]
    before = units[np.maximum(opening - 1, 0)]
    begins = (opening == 0) | (before == delimiter) | (before == _LF) | (before == _CR)
    begins[1:] |= opening[1:] - 1 == quotes[1::2][: len(opening) - 1]
    if not begins.all():
        return None
    outside = np.searchsorted(quotes, marks) % 2 == 0
    return marks[outside], ends[outside]


def _walked(units: npt.NDArray[Any], signs: Signs, delimiter: int) -> tuple[Places, Places]:
    """The same by the parser's states: at a cell's beginning, in it, in quotes."""
    quote = ord(signs.quote) if signs.quote else -1
    escape = ord(signs.escape) if signs.escape else -1
    wanted = np.isin(units, [sign for sign in (delimiter, _LF, _CR, quote, escape) if sign >= 0])
    places: Sequence[int] = np.flatnonzero(wanted).tolist()
    found: list[tuple[int, int]] = []
    begin, quoted, passed, returned = 0, False, -1, -2
    for at in places:
        if at <= passed:
            continue
        sign = int(units[at])
        if sign == escape and (quoted or at != begin or sign != quote):
            passed = at + 1
        elif quoted:
            if sign == quote:
                if escape < 0 and at + 1 < len(units) and int(units[at + 1]) == quote:
                    passed = at + 1
                else:
                    quoted = False
        elif sign == quote:
            quoted = at == begin
        elif sign == _CR and at + 1 < len(units) and int(units[at + 1]) == _LF:
            returned = at
        else:
            found.append((at, at - (returned == at - 1)))
            begin = at + 1
    both = np.array(found, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]
