# Sums over positions, the arithmetic that check digits are made of, for many numbers at
# once. A matrix has one row for each position, as `Cells.rows` gives it.
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .cells import BoolArray, Units

__all__ = [
    "INVALID",
    "Numbers",
    "is_calendar_date",
    "luhn_passes",
    "mod_11_2_passes",
    "number",
    "table",
    "weighted",
]

Numbers: TypeAlias = "npt.NDArray[np.signedinteger[Any]]"

# Marks a character without a value; large enough that no sum of real values reaches it.
INVALID = 255
_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0], dtype=np.uint8)
_ISO_7064_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def table(alphabet: str, first: int = 0) -> npt.NDArray[np.uint8]:
    """Values of characters by their place in `alphabet`; INVALID for all others."""
    values = np.full(256, INVALID, dtype=np.uint8)
    for place, character in enumerate(alphabet):
        values[ord(character)] = first + place
    return values


def weighted(values: npt.NDArray[np.uint8], weights: Sequence[int]) -> npt.NDArray[np.uint16]:
    """The sum of each column's values times the weights of their rows; must stay below 65,536."""
    total = np.zeros(values.shape[1], dtype=np.uint16)
    for row, weight in zip(values, weights, strict=False):
        total += np.multiply(row, np.uint16(weight), dtype=np.uint16)
    return total


def number(rows: Units, start: int, count: int) -> npt.NDArray[np.int32]:
    """The decimal number that stands in rows `start` to `start + count`, for digits only."""
    value = np.zeros(rows.shape[1], dtype=np.int32)
    for row in rows[start : start + count]:
        value *= 10
        value += row.astype(np.int32, copy=False) if row.dtype != np.uint8 else row
    value -= int("0" + "1" * count) * 48
    return value


def is_calendar_date(year: Numbers, month: Numbers, day: Numbers) -> BoolArray:
    """Whether each is a day of the Gregorian calendar."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    most = _DAYS.take(month, mode="clip") - ((month == 2) & ~leap)
    found: BoolArray = (month >= 1) & (month <= 12) & (day >= 1) & (day <= most)
    return found


def luhn_passes(rows: Units) -> BoolArray:
    """Whether each column of digits satisfies the Luhn formula (ISO/IEC 7812-1 annex B)."""
    digits = (rows - rows.dtype.type(48)).astype(np.uint8)
    total = np.zeros(rows.shape[1], dtype=np.uint16)
    for place, row in enumerate(digits[::-1]):
        if place % 2:
            doubled = row << 1
            total += doubled - (row > 4) * np.uint8(9)
        else:
            total += row
    passed: BoolArray = (digits <= 9).all(axis=0) & (total % np.uint16(10) == 0)
    return passed


def mod_11_2_passes(rows: Units) -> BoolArray:
    """Whether 18 characters satisfy ISO 7064 MOD 11-2, the last being a digit or X."""
    digits = (rows[:17] - rows.dtype.type(48)).astype(np.uint8)
    last = rows[17]
    check = np.where(last == 88, 10, last - rows.dtype.type(48)).astype(np.uint16)
    total = weighted(digits, _ISO_7064_WEIGHTS) + check
    passed: BoolArray = (digits <= 9).all(axis=0) & (check <= 10) & (total % np.uint16(11) == 1)
    return passed
