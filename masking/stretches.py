# Stretches of text, cut from where they stand and put one after the other in one step for a
# whole column: each is moved as a word of fixed width, and what the word carries too much
# lies where the next stretch is written after it.
from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["SPARE", "cells_at", "moved", "only_one", "words"]

Rows: TypeAlias = "npt.NDArray[np.uint8]"
Places: TypeAlias = "npt.NDArray[np.integer[Any]]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"

SPARE = 64
"""Bytes behind the last stretch that a word may reach, and so the longest stretch."""

_WIDTHS = (8, 16, 24, 32, 48, SPARE)
# The byte of an eight-byte word in which its only bit stands, read from the product's top.
_WHICH = np.uint64(sum((7 - byte) << 8 * byte for byte in range(8)))


def words(data: Rows, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """The bytes as words that begin at each of them; only `data` itself bounds the last one."""
    kind = np.dtype(kind)
    return np.ndarray((max(len(data) - kind.itemsize + 1, 0),), kind, data.data, 0, (1,))


def moved(source: Rows, starts: Places, lengths: Places, target: Rows, places: Places) -> None:
    """Each stretch of `source` to its place in `target`, in rising order of places; what lies
    behind each place up to the next is overwritten. Both have SPARE bytes behind all stretches.

    >>> shown = np.zeros(5 + SPARE, np.uint8)
    >>> held = np.frombuffer(b"one,two" + bytes(SPARE), np.uint8)
    >>> moved(held, np.array([4, 0]), np.array([2, 3]), shown, np.array([0, 2]))
    >>> shown.tobytes()[:5]
    b'twone'
    """
    longest = int(lengths.max(initial=0))
    width = next(width for width in _WIDTHS if width >= longest)
    kind = np.dtype(np.uint64 if width == 8 else f"V{width}")
    words(target, kind)[places] = words(source, kind)[starts]


def only_one(marks: Marks, offsets: Places) -> tuple[Places, Marks]:
    """Of each cell the place of its only marked byte, and whether it has just one; where it has
    not, the place is the cell's beginning. `marks` may be longer than the cells.
    """
    marks = marks[: int(offsets[-1])]
    found = _marked(marks)
    starts, ends = offsets[:-1], offsets[1:]
    if len(found) == len(starts) and (found >= starts).all() and (found < ends).all():
        return found, np.ones(len(starts), np.bool_)
    before = np.searchsorted(found, offsets)
    just_one = np.diff(before) == 1
    places = starts.astype(np.int64)
    places[just_one] = found[before[:-1][just_one]]
    return places, just_one


def cells_at(places: Places, offsets: Places) -> Places:
    """The cells that these bytes belong to."""
    return np.searchsorted(offsets, places, side="right") - 1


def _marked(marks: Marks) -> Places:
    """Where there is a mark: eight bytes are passed over at once where few have one."""
    whole = len(marks) & ~7
    grouped = marks[:whole].view(np.uint64)
    which = np.flatnonzero(grouped != 0)
    if len(which) + np.count_nonzero(marks[whole:]) != np.count_nonzero(marks):
        return np.flatnonzero(marks)
    within = grouped[which] * _WHICH >> np.uint64(56)
    found = which * 8 + within.astype(np.int64)
    return np.concatenate([found, whole + np.flatnonzero(marks[whole:])])
