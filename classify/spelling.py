# Ways in which one value is written: blanks around it, full-width digits, separators
# within, small letters. Each is undone only in the cells that have it, so a tidy column
# pays nothing.
from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from .byte_class import LOWER, NON_ASCII, SEPARATOR
from .cells import BoolArray, Cells, Units

__all__ = ["FULLWIDTH", "SEPARATORS", "UPPER_CASE", "needs_of", "respelled", "steps", "trimmed"]

# Steps as bits: what a recogniser asks for and what a cell needs are both sets of these.
UPPER_CASE, SEPARATORS, FULLWIDTH = 1, 2, 4
_STEPS = {"upper": UPPER_CASE, "separators": SEPARATORS, "fullwidth": FULLWIDTH}

_ASCII_BLANKS = np.isin(np.arange(256), [9, 10, 11, 12, 13, 28, 29, 30, 31, 32])
# Unicode White_Space beyond ASCII, with the zero-width marks that spreadsheets leave behind.
_WIDE_BLANKS = np.array(
    [0x85, 0xA0, 0x1680, *range(0x2000, 0x200E), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF],
    dtype=np.uint32,
)
_WIDE_SEPARATORS = np.array([0xA0, *range(0x2010, 0x2016), 0x2212, 0x3000, 0xFF0D], dtype=np.uint32)


def steps(normalise: Collection[str]) -> int:
    """The steps of a recogniser's `normalise` as bits."""
    return sum(_STEPS[name] for name in set(normalise))


def trimmed(cells: Cells) -> tuple[Cells, BoolArray]:
    """The cells without blanks around them, and which of them changed."""
    starts, lengths = cells.starts, cells.lengths
    changed = np.zeros(len(cells), dtype=np.bool_)
    if len(cells.units) == 0:
        return cells, changed
    last = len(cells.units) - 1
    while True:
        head = _blank(cells.units[np.minimum(starts, last)]) & (lengths > 0)
        if not head.any():
            break
        starts, lengths, changed = starts + head, lengths - head, changed | head
    while True:
        tail = _blank(cells.units[np.maximum(starts + lengths - 1, 0)]) & (lengths > 0)
        if not tail.any():
            break
        lengths, changed = lengths - tail, changed | tail
    if not changed.any():
        return cells, changed
    return Cells(cells.units, starts, lengths), changed


def needs_of(cells: Cells, classes: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The steps that would change each cell, as bits."""
    needs = ((classes & LOWER) != 0) * np.uint8(UPPER_CASE)
    needs |= ((classes & SEPARATOR) != 0) * np.uint8(SEPARATORS)
    if cells.units.dtype == np.uint8:
        return needs
    wide = _is_fullwidth(cells.units)
    joined = np.isin(cells.units, _WIDE_SEPARATORS)
    if not (wide.any() or joined.any()):
        return needs
    beyond = np.flatnonzero((classes & NON_ASCII) != 0)
    packed = cells.take(beyond).packed()
    for step, test in ((FULLWIDTH, _is_fullwidth), (SEPARATORS, _is_separator)):
        has = np.logical_or.reduceat(test(packed.units), packed.starts)
        needs[beyond] |= has * np.uint8(step)
    return needs


def respelled(cells: Cells, wanted: int) -> Cells:
    """The cells after these steps; full width first, so that its hyphens go too."""
    if wanted == 0:
        return cells
    packed = cells.packed()
    units, starts, lengths = packed.units, packed.starts, packed.lengths
    if wanted & FULLWIDTH and units.dtype != np.uint8:
        narrow = np.where(_is_fullwidth(units), units - 0xFEE0, units)
        units = np.where(units == 0x3000, 0x20, narrow).astype(np.uint32)
    if wanted & SEPARATORS:
        keep = ~_is_separator(units)
        kept = np.zeros(len(units) + 1, dtype=np.int64)
        np.cumsum(keep, out=kept[1:])
        lengths = kept[starts + lengths] - kept[starts]
        starts = kept[starts]
        units = units[keep]
    if wanted & UPPER_CASE:
        units = units - ((units - units.dtype.type(97)) <= 25) * units.dtype.type(32)
    return Cells(units, starts, lengths)


def _blank(units: Units) -> BoolArray:
    """Whether each unit is a blank."""
    if units.dtype == np.uint8:
        return _ASCII_BLANKS[units]
    return _ASCII_BLANKS[np.minimum(units, 255)] & (units < 128) | np.isin(units, _WIDE_BLANKS)


def _is_fullwidth(units: Units) -> BoolArray:
    """Whether each unit is a full-width form of an ASCII character, or the wide space."""
    return ((units - units.dtype.type(0xFF01)) <= 0x5D) | (units == 0x3000)


def _is_separator(units: Units) -> BoolArray:
    """Whether each unit is a space or a hyphen of any kind."""
    found: BoolArray = (units == 0x20) | (units == 0x2D)
    if units.dtype != np.uint8:
        found |= np.isin(units, _WIDE_SEPARATORS)
    return found
