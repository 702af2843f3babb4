# Runs of digits inside longer texts: a citizen's number in a remark, a telephone number in a
# sentence. Eleven digits in a row fill two aligned words of four bytes, so a column without
# any is known at a quarter of a comparison for each byte. Exact, and no more than that:
# numbers in groups and everything but digits are left to the reading of free text.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from . import compiled
from .byte_class import DIGIT
from .cells import BoolArray, Cells, Index, Units

__all__ = ["SHORTEST", "Inside", "runs_of"]

# From a mobile number to a card number; the last of a citizen's number may be an X.
SHORTEST, _LONGEST = 11, 19
_BEFORE_X = 17
# With fewer cells of mixed characters than this they are set apart first.
_FEW = 0.5
_UPPER_HALVES, _THREES, _SIXES = (np.uint32(each) for each in (0xF0F0F0F0, 0x30303030, 0x06060606))
_NONE = (
    Cells(np.zeros(0, dtype=np.uint8), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)),
    np.zeros(0, dtype=np.int64),
)


@dataclass(frozen=True, slots=True)
class Inside:
    """What the runs of digits in a column's longer texts are, apart from the cells themselves.

    `claims`, `looks` and `sketch` tell of the `runs` as those of a column of its cells.
    `cells` counts cells by the recognisers that validate some run in them and not the cell
    as a whole.
    """

    runs: int = 0
    claims: Mapping[tuple[int, int], int] = field(default_factory=dict)
    looks: Mapping[tuple[int, int], int] = field(default_factory=dict)
    cells: Mapping[int, int] = field(default_factory=dict)
    sketch: bytes = b""


def runs_of(cells: Cells, classes: npt.NDArray[np.uint8]) -> tuple[Cells, Index]:
    """The runs of 11 to 19 digits that stand by themselves in cells with other characters,
    and for each the place of its cell, in order. The cells must lie in order.
    """
    mixed = (classes & DIGIT) != 0
    mixed &= classes != DIGIT
    chosen = np.flatnonzero(mixed & (cells.lengths > SHORTEST))
    if not len(chosen):
        return _NONE
    if compiled.pays(cells):
        return _walked(cells, chosen)
    few = len(chosen) < _FEW * len(cells)
    looked = cells.take(chosen).packed() if few else cells
    within, owner = _candidates(looked)
    if not len(within):
        return _NONE
    first, end = looked.starts[owner], looked.starts[owner] + looked.lengths[owner]
    units, last = looked.units, len(looked.units) - 1
    start, stop = within.copy(), within + 1
    for _ in range(_LONGEST):
        start -= (start > first) & _are_digits(units[np.maximum(start - 1, 0)])
        stop += (stop < end) & _are_digits(units[np.minimum(stop, last)])
    before = np.where(start > first, units[np.maximum(start - 1, 0)], 0)
    after = np.where(stop < end, units[np.minimum(stop, last)], 0)
    stop += ((after == ord("X")) | (after == ord("x"))) & (stop - start == _BEFORE_X)
    after = np.where(stop < end, units[np.minimum(stop, last)], 0)
    size = stop - start
    alone = (size >= SHORTEST) & (size <= _LONGEST) & (size < end - first)
    alone &= ~_JOINED_BEFORE.take(before, mode="clip") & ~_JOINED_AFTER.take(after, mode="clip")
    if not few:
        alone &= mixed[owner]
    kept = np.flatnonzero(alone)
    kept = kept[np.diff(start[kept], prepend=-1) != 0]
    whose = owner[kept]
    return _cut(units, start[kept], size[kept]), chosen[whose] if few else whose


def _walked(cells: Cells, chosen: Index) -> tuple[Cells, Index]:
    """The same, by a compiled loop."""
    start, size, owner = compiled.digit_runs(
        cells, chosen, SHORTEST, _LONGEST, _JOINED_BEFORE, _JOINED_AFTER
    )
    return _cut(cells.units, start, size), owner


def _cut(units: Units, start: Index, size: Index) -> Cells:
    """The runs as bytes of their own."""
    if not len(start):
        return _NONE[0]
    narrow = Cells(units, start, size).packed()
    return Cells(narrow.units.astype(np.uint8), narrow.starts, narrow.lengths)


def _candidates(cells: Cells) -> tuple[Index, Index]:
    """Places in the units, one or more in every run of eleven digits, and whose they are."""
    low, high = int(cells.starts[0]), int(cells.starts[-1] + cells.lengths[-1])
    window = cells.units[low:high]
    if window.dtype != np.uint8:
        # A run of eleven has an eighth place in it with three of its digits after it.
        found = np.flatnonzero(_are_digits(window[::8])) * 8
        for step in (1, 2, 3):
            found = found[found < len(window) - step]
            found = found[_are_digits(window[found + step])]
        return _owned(cells, found + low)
    words = window[: len(window) // 4 * 4].view(np.uint32)
    # A byte is a digit where its upper half is 3, and still is with 6 added.
    full = (words & _UPPER_HALVES) == _THREES
    full &= ((words + _SIXES) & _UPPER_HALVES) == _THREES
    # The next word must be full too; after the last there may be part of one.
    full[:-1] &= full[1:]
    if not full.any():
        return _NONE[1], _NONE[1]
    found, owner = _owned(cells, np.flatnonzero(full) * 4 + low)
    # One for each stretch of neighbouring words in a cell.
    new = (np.diff(found, prepend=-8) != 4) | (np.diff(owner, prepend=-1) != 0)
    found, owner = found[new], owner[new]
    # Eight of the eleven are known; three more stand after, before, or on both sides.
    after = _reach(cells.units, found + 8, 1)
    enough = after + _reach(cells.units, found - 1, -1) >= SHORTEST - 8
    return found[enough], owner[enough]


def _owned(cells: Cells, places: Index) -> tuple[Index, Index]:
    """Those of the places that lie in a cell, and in which."""
    owner = np.searchsorted(cells.starts, places, side="right") - 1
    inside = places < cells.starts[owner] + cells.lengths[owner]
    return places[inside], owner[inside]


def _reach(units: Units, places: Index, step: int) -> Index:
    """How many digits stand from each place on in this direction, three at most."""
    reach = np.zeros(len(places), dtype=np.int64)
    going = np.flatnonzero((places >= 0) & (places < len(units)))
    for further in range(SHORTEST - 8):
        at = places[going] + further * step
        going = going[(at >= 0) & (at < len(units))]
        going = going[_are_digits(units[places[going] + further * step])]
        reach[going] += 1
    return reach


def _are_digits(units: Units) -> BoolArray:
    found: BoolArray = (units - units.dtype.type(48)) <= 9
    return found


def _signs(signs: str) -> BoolArray:
    """A table of characters; its last place, none of them, stands for all beyond."""
    table = np.zeros(129, dtype=np.bool_)
    table[[ord(sign) for sign in signs]] = True
    return table


_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
# Decimals, codes and mail addresses hold digits that are no number of their own.
_JOINED_BEFORE = _signs(_ALPHANUMERIC + ".")
_JOINED_AFTER = _signs(_ALPHANUMERIC + "@")
