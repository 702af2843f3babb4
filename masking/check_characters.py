# Check characters over rows of bytes: ISO 7064 MOD 11-2 (GB 11643), GB 32100, GB 11714 and
# ISO/IEC 7812 (Luhn). Each function takes the characters before the check, one row a value,
# and gives the check as one byte a value.
from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .alphabet import alphabet_of

__all__ = ["credit_check", "luhn_check", "organisation_check", "resident_check"]

Rows: TypeAlias = "npt.NDArray[np.uint8]"

_RESIDENT_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = np.frombuffer(b"10X98765432", np.uint8)
# Eleven less the remainder: 11 is written 0, 10 is written X.
_ORGANISATION_CHECKS = np.frombuffer(b"0X987654321", np.uint8)
_DOUBLED = np.array([0, 2, 4, 6, 8, 1, 3, 5, 7, 9], np.uint32)


def resident_check(rows: Rows) -> Rows:
    """The last character of citizens' numbers, from rows of 17 digits."""
    return _RESIDENT_CHECKS[_weighed(rows - ord("0"), _RESIDENT_WEIGHTS) % 11]


def credit_check(rows: Rows) -> Rows:
    """The last character of unified social credit codes, from rows of 17 of the 31 characters."""
    characters = alphabet_of("uscc").codes.astype(np.uint8)
    values = np.zeros(256, np.uint8)
    values[characters] = np.arange(31)
    return characters[(31 - _weighed(values[rows], _CREDIT_WEIGHTS) % 31) % 31]


def organisation_check(rows: Rows) -> Rows:
    """The ninth character of organisation codes, from rows of 8 digits and capitals."""
    values = np.where(rows > ord("9"), rows - (ord("A") - 10), rows - ord("0"))
    return _ORGANISATION_CHECKS[_weighed(values, _ORGANISATION_WEIGHTS) % 11]


def luhn_check(rows: Rows) -> Rows:
    """The last digit of card numbers, from rows of the digits before it."""
    total = np.zeros(len(rows), np.uint32)
    for place in range(rows.shape[1]):
        digits = rows[:, place] - np.uint8(ord("0"))
        doubled = (rows.shape[1] - place) % 2
        total += _DOUBLED[digits] if doubled else digits
    return ((10 - total % 10) % 10 + ord("0")).astype(np.uint8)


def _weighed(values: npt.NDArray[Any], weights: tuple[int, ...]) -> npt.NDArray[np.uint32]:
    total = np.zeros(len(values), np.uint32)
    for place, weight in enumerate(weights):
        total += values[:, place].astype(np.uint32) * np.uint32(weight)
    return total
