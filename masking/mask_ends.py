# Masks that show how a cell begins and ends, by looking at bytes: of anything its first and
# last character. Cells that the patterns might show otherwise, by blanks around them or
# stars within, are left to them.
from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["WIDTH", "both_ends"]

Rows: TypeAlias = "npt.NDArray[np.uint8]"
Places: TypeAlias = "npt.NDArray[np.integer[Any]]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"
# Offsets and bytes of what was made, and a mark on cells that were not.
Made: TypeAlias = "tuple[Places, Rows, Marks]"

_STARS = np.frombuffer(b"***", np.uint8)
_BLANK = ord(" ")
# Bytes of a character by its first byte: 0 for those that only go on, and for those with which
# a blank beyond ASCII may begin.
WIDTH = np.zeros(256, np.int64)
WIDTH[_BLANK + 1 : 0x7F] = 1
WIDTH[0xC3:0xE0] = 2
WIDTH[0xE4:0xF0] = 3
WIDTH[0xF0:0xF5] = 4


def both_ends(offsets: Places, data: Rows) -> Made | None:
    """The first and the last character of each cell of three or more, with stars between; None
    where the cells of the column do not mostly begin and end in characters of one width.
    """
    lengths = np.diff(offsets)
    filled = lengths > 2
    if not filled.any():
        return None
    starts, ends = offsets[:-1].astype(np.int64), offsets[1:].astype(np.int64)
    starts = np.where(filled, starts, starts[filled][0])
    ends = np.where(filled, ends, ends[filled][0])
    first = WIDTH[data[starts]]
    last = np.zeros(len(lengths), np.int64)
    for width in (4, 3, 2, 1):
        # Where a character of so many bytes begins so far from the end, it is the last one.
        begun = data[np.maximum(ends - width, 0)]
        last = np.where((WIDTH[begun] == width) & (last == 0), width, last)
    head, tail = _commonest(first), _commonest(last)
    served = filled & (first == head) & (last == tail) & (lengths > head + tail)
    if not head or not tail:
        return None
    middle = starts + head
    likely = np.flatnonzero(served & (lengths == head + len(_STARS) + tail))
    if len(likely):
        starred = data[middle[likely][:, None] + np.arange(len(_STARS))] == _STARS
        served[likely[starred.all(axis=1)]] = False
    size = head + len(_STARS) + tail
    rows = np.empty((len(lengths), size), np.uint8)
    for place in range(head):
        # Of what is not served less may be left than is shown of the others.
        rows[:, place] = data[np.minimum(starts + place, len(data) - 1)]
    rows[:, head : head + len(_STARS)] = _STARS
    # What is not served is shorter perhaps, and written over later.
    for place in range(tail):
        rows[:, size - tail + place] = data[ends - tail + place]
    rows[~served] = _STARS[0]
    return np.arange(len(lengths) + 1, dtype=offsets.dtype) * size, rows.reshape(-1), ~served


def _commonest(widths: Places) -> int:
    return int(np.argmax(np.bincount(widths, minlength=1)))
