# Ways in which one value is written: blanks around it, full-width digits, separators
# within, small letters. Each is undone only in the cells that have it, so a tidy column
# pays nothing.
from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from . import compiled
from .byte_class import LOWER, NON_ASCII, SEPARATOR, UPPER, classes_of
from .cells import BoolArray, Cells, Units, count_within

__all__ = [
    "FULLWIDTH",
    "SEPARATORS",
    "UPPER_CASE",
    "classes_after",
    "needs_of",
    "respelled",
    "steps",
    "trimmed",
]


# Steps as bits: what a recogniser asks for and what a cell needs are both sets of these.
UPPER_CASE, SEPARATORS, FULLWIDTH = 1, 2, 4
_STEPS = {"upper": UPPER_CASE, "separators": SEPARATORS, "fullwidth": FULLWIDTH}


def _plane(codes: list[int]) -> BoolArray:
    """A table of some code points; its last place, no character, stands for all beyond."""
    table = np.zeros(1 << 16, dtype=np.bool_)
    table[codes] = True
    return table


# White space of ASCII and of Unicode, with the zero-width marks that spreadsheets leave.
_BLANKS = _plane([*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200E),
                  0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF])  # fmt: skip
_SEPARATORS = _plane([0x20, 0x2D, 0xA0, *range(0x2010, 0x2016), 0x2212, 0x3000, 0xFF0D])
# What a step would change beyond ASCII.
_CHANGING = _SEPARATORS | _plane([0x3000, *range(0xFF01, 0xFF5F)])
_CHANGING[:128] = False
_ASCII_BLANKS = _BLANKS[:256] & (np.arange(256) < 128)


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
    needs: npt.NDArray[np.uint8] = ((classes & LOWER) != 0) * np.uint8(UPPER_CASE)
    needs |= ((classes & SEPARATOR) != 0) * np.uint8(SEPARATORS)
    if cells.units.dtype == np.uint8:
        return needs
    if compiled.pays(cells):
        beyond = np.flatnonzero(compiled.counts_in(cells, _CHANGING))
    else:
        # Every code point that a step would change lies in one of these two stretches.
        units = cells.units
        if not (((units - 0x80) <= 0x2F80).any() or (units >= 0xFF01).any()):
            return needs
        beyond = np.flatnonzero((classes & NON_ASCII) != 0)
    if not len(beyond):
        return needs
    packed = cells.take(beyond).packed()
    for step, test in ((FULLWIDTH, _is_fullwidth), (SEPARATORS, _is_separator)):
        changing = test(packed.units)
        if changing.any():
            has = np.logical_or.reduceat(changing, packed.starts)
            needs[beyond] |= has * np.uint8(step)
    return needs


def respelled(cells: Cells, wanted: int) -> Cells:
    """The cells after these steps; full width first, so that its hyphens go too.

    No cell may be empty before; one of separators alone is empty after.
    """
    if wanted == 0:
        return cells
    packed = cells.packed()
    units, starts, lengths = packed.units, packed.starts, packed.lengths
    if wanted & FULLWIDTH and units.dtype != np.uint8:
        narrow = np.where(_is_fullwidth(units), units - 0xFEE0, units)
        units = np.where(units == 0x3000, 0x20, narrow).astype(np.uint32)
    if wanted & SEPARATORS:
        keep = ~_is_separator(units)
        lengths = count_within(keep, packed)
        starts = np.zeros(len(lengths), dtype=np.int64)
        np.cumsum(lengths[:-1], out=starts[1:])
        units = units[keep]
    if wanted & UPPER_CASE:
        units = units - ((units - units.dtype.type(97)) <= 25) * units.dtype.type(32)
    return Cells(units, starts, lengths)


def classes_after(
    classes: npt.NDArray[np.uint8], cells: Cells, wanted: int
) -> npt.NDArray[np.uint8]:
    """The classes of respelled cells, without reading them again where that can be."""
    if wanted & FULLWIDTH:
        return classes_of(cells)
    if wanted & SEPARATORS:
        if cells.units.dtype != np.uint8:
            return classes_of(cells)
        classes = classes & np.uint8(~SEPARATOR & 0xFF)
    if wanted & UPPER_CASE:
        raised = ((classes & LOWER) != 0) * np.uint8(UPPER)
        classes = (classes & np.uint8(~LOWER & 0xFF)) | raised
    return classes


def _blank(units: Units) -> BoolArray:
    """Whether each unit is a blank; bytes beyond ASCII are parts of characters and none."""
    if units.dtype == np.uint8:
        return _ASCII_BLANKS.take(units)
    return _BLANKS.take(units, mode="clip")


def _is_fullwidth(units: Units) -> BoolArray:
    """Whether each unit is a full-width form of an ASCII character, or the wide space."""
    found: BoolArray = ((units - units.dtype.type(0xFF01)) <= 0x5D) | (units == 0x3000)
    return found


def _is_separator(units: Units) -> BoolArray:
    """Whether each unit is a space or a hyphen of any kind."""
    if units.dtype == np.uint8:
        found: BoolArray = (units == 0x20) | (units == 0x2D)
        return found
    return _SEPARATORS.take(units, mode="clip")
