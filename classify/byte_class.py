# What characters a text is made of, as eight bits: enough to tell at once, for a whole
# column, which kinds of value are impossible in a cell, before any pattern runs.
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .cells import Cells, Units, joined

__all__ = [
    "ASCII_TABLE",
    "CLASS_SIZES",
    "CLASS_TABLE",
    "DIGIT",
    "DOT",
    "LOWER",
    "MARK",
    "NON_ASCII",
    "OTHER",
    "SEPARATOR",
    "UPPER",
    "alphabet",
    "class_of",
    "classes_of",
]

DIGIT, UPPER, LOWER, SEPARATOR, DOT, MARK, OTHER, NON_ASCII = (1 << bit for bit in range(8))


def class_of(code: int) -> int:
    """The class bit of one code point.

    >>> class_of(ord("7")) == DIGIT
    True
    """
    if code >= 0x80:
        return NON_ASCII
    character = chr(code)
    if character.isdigit():
        return DIGIT
    if character.isalpha():
        return UPPER if character.isupper() else LOWER
    return {" ": SEPARATOR, "-": SEPARATOR, ".": DOT, "@": MARK, ":": MARK}.get(character, OTHER)


ASCII_TABLE = bytes(class_of(code) for code in range(256))
CLASS_TABLE = np.frombuffer(ASCII_TABLE, dtype=np.uint8)

# How many characters a class has, for the ones of which a random text may be made.
CLASS_SIZES = {DIGIT: 10, UPPER: 26, LOWER: 26}


def alphabet(classes: int) -> int:
    """The ASCII characters of these classes, as a 128-bit set."""
    return sum(1 << code for code in range(128) if ASCII_TABLE[code] & classes)


def classes_of(cells: Cells) -> npt.NDArray[np.uint8]:
    """The classes that stand in each cell, together as one byte; 0 for an empty cell."""
    found = np.zeros(len(cells), dtype=np.uint8)
    filled = np.flatnonzero(cells.lengths)
    if len(filled) == 0:
        return found
    # Each segment is read to the next start, so the segments must lie dense.
    packed = (cells if len(filled) == len(cells) else cells.take(filled)).packed()
    if packed.units.dtype == np.uint8 and bool(((packed.units - np.uint8(48)) <= 9).all()):
        found[filled] = DIGIT
        return found
    reduced = joined(np.bitwise_or, unit_classes(packed.units), packed)
    if len(filled) == len(cells):
        return reduced
    found[filled] = reduced
    return found


def unit_classes(units: Units) -> npt.NDArray[np.uint8]:
    """The class bit of every unit."""
    if units.dtype == np.uint8:
        # Three times as fast as indexing a table, which would widen every index to 64 bits.
        return np.frombuffer(units.tobytes().translate(ASCII_TABLE), dtype=np.uint8)
    return CLASS_TABLE.take(units, mode="clip")
