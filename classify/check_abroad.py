# Numbers under which other places keep their people: Hong Kong and Taiwan first, then those
# that papers of foreigners in China bear most. Each rule is that of python-stdnum where it has
# one, written for many numbers at once: plain digits pass these patterns by the million.
from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from .cells import BoolArray, Cells, Units, by_length
from .check_trade import mod_11_10_passes
from .digit import INVALID, is_calendar_date, number, table, weighted

__all__ = [
    "aadhaar",
    "german_tax",
    "hong_kong",
    "japan",
    "korea",
    "nino",
    "nir",
    "singapore",
    "stdnum_by",
    "taiwan",
    "thailand",
]

_VALUES = table("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# Taiwan: letters of places of birth, in the order their numbers were given out.
_TAIWAN = table("0123456789")
for _place, _letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO"):
    _TAIWAN[ord(_letter)] = 10 + _place
# Verhoeff's tables: the group D5 and the permutation of its digits.
_GROUP = np.array(
    [[(a + b) % 5 if b < 5 else 5 + (a + b) % 5 for b in range(10)] for a in range(5)]
    + [[5 + (a - b) % 5 if b < 5 else (a - b) % 5 for b in range(10)] for a in range(5, 10)],
    dtype=np.uint8,
)
_PERMUTED = [np.arange(10, dtype=np.uint8), np.array([1, 5, 7, 6, 2, 8, 3, 0, 9, 4], np.uint8)]
while len(_PERMUTED) < 8:
    _PERMUTED.append(_PERMUTED[1].take(_PERMUTED[-1]))
_NO_NINO = ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")


@by_length
def hong_kong(rows: Units) -> BoolArray:
    """One or two letters, six digits and a check modulo 11, with or without its brackets."""
    if len(rows) in {10, 11}:
        rows = np.concatenate([rows[:-3], rows[-2:-1]])
    if len(rows) not in {8, 9}:
        return _none(rows)
    values = _of(rows)
    # A single letter has a blank before it, which counts 36.
    first = np.uint16(36 * 9) if len(rows) == 8 else values[0].astype(np.uint16) * np.uint16(9)
    total = weighted(values[-8:-1], (8, 7, 6, 5, 4, 3, 2)) + first
    check = (np.uint16(11) - total % np.uint16(11)) % np.uint16(11)
    passed: BoolArray = (values != INVALID).all(axis=0) & (check == values[-1])
    return passed


@by_length
def taiwan(rows: Units) -> BoolArray:
    """A letter, nine digits, and a sum that ten divides."""
    if len(rows) != 10:
        return _none(rows)
    letter = _TAIWAN.take(rows[0], mode="clip")
    digits = _of(rows[1:])
    total = weighted(digits[:8], (8, 7, 6, 5, 4, 3, 2, 1)) + digits[8]
    total = total + letter // np.uint8(10) + letter % np.uint8(10) * np.uint16(9)
    passed: BoolArray = (digits <= 9).all(axis=0) & (letter >= 10) & (letter != INVALID)
    passed &= total % np.uint16(10) == 0
    return passed


@by_length
def korea(rows: Units) -> BoolArray:
    """Day of birth, century and sex, and a check modulo 11; a hyphen may part them.

    Numbers given out since October 2020 have no check digit and are not told from others.
    """
    if len(rows) == 14:
        rows = np.concatenate([rows[:6], rows[7:]])
    if len(rows) != 13:
        return _none(rows)
    digits = _of(rows)
    century = np.array([1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000, 1800], np.int32)
    year = century.take(np.minimum(digits[6], 9)) + number(rows, 0, 2)
    passed = is_calendar_date(year, number(rows, 2, 2), number(rows, 4, 2))
    passed &= (digits <= 9).all(axis=0)
    passed &= number(rows, 7, 2) <= 96
    total = weighted(digits[:12], (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % np.uint16(11)
    passed &= (np.uint16(11) - total) % np.uint16(10) == digits[12]
    return passed


@by_length
def japan(rows: Units) -> BoolArray:
    """Twelve digits with a check modulo 11 (individual number)."""
    if len(rows) != 12:
        return _none(rows)
    digits = _of(rows)
    total = weighted(digits[:11], (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % np.uint16(11)
    check = (np.uint16(11) - total) % np.uint16(11) % np.uint16(10)
    passed: BoolArray = (digits <= 9).all(axis=0) & (check == digits[11])
    return passed


@by_length
def thailand(rows: Units) -> BoolArray:
    """Thirteen digits, the first 1 to 8, with a check modulo 11."""
    if len(rows) != 13:
        return _none(rows)
    digits = _of(rows)
    total = weighted(digits[:12], range(13, 1, -1)) % np.uint16(11)
    check = (np.uint16(11) - total) % np.uint16(10)
    passed: BoolArray = (digits <= 9).all(axis=0) & (digits[0] >= 1) & (digits[0] <= 8)
    passed &= check == digits[12]
    return passed


@by_length
def singapore(rows: Units) -> BoolArray:
    """A letter of the century, seven digits and a check letter, of two tables."""
    if len(rows) != 9:
        return _none(rows)
    digits = _of(rows[1:8])
    total = weighted(digits, (2, 7, 6, 5, 4, 3, 2))
    first = rows[0]
    shift = np.where((first == ord("T")) | (first == ord("G")), 4, 0) + np.where(
        first == ord("M"), 3, 0
    )
    rest = (total + shift) % 11
    citizens = np.frombuffer(b"JZIHGFEDCBA", dtype=np.uint8).take(rest)
    others = np.frombuffer(b"XWUTRQPNMLK", dtype=np.uint8).take(rest)
    newest = np.frombuffer(b"XWUTRQPNJLK", dtype=np.uint8).take(rest)
    expected = np.where(
        (first == ord("S")) | (first == ord("T")),
        citizens,
        np.where(first == ord("M"), newest, others),
    )
    passed: BoolArray = (digits <= 9).all(axis=0) & (expected == rows[8])
    return passed


@by_length
def aadhaar(rows: Units) -> BoolArray:
    """Twelve digits by Verhoeff's scheme, no palindrome (India)."""
    if len(rows) != 12:
        return _none(rows)
    digits = _of(rows)
    passed: BoolArray = (digits <= 9).all(axis=0) & (digits[0] >= 2)
    state = np.zeros(rows.shape[1], dtype=np.uint8)
    for place, row in enumerate(digits[::-1]):
        state = _GROUP[state, _PERMUTED[place % 8].take(np.minimum(row, 9))]
    passed &= state == 0
    passed &= (rows != rows[::-1]).any(axis=0)
    return passed


@by_length
def german_tax(rows: Units) -> BoolArray:
    """Eleven digits, one of the first ten repeated, by ISO 7064 MOD 11,10 (Germany)."""
    if len(rows) != 11:
        return _none(rows)
    digits = _of(rows)
    passed: BoolArray = mod_11_10_passes(digits) & (digits[0] != 0)
    # One in ten is left: only of these the digits are counted.
    left = np.flatnonzero(passed)
    ten = digits[:10, left]
    counts = np.stack([(ten == each).sum(axis=0) for each in range(10)])
    passed[left] = ((counts > 1).sum(axis=0) == 1) & (counts.max(axis=0, initial=0) <= 3)
    return passed


@by_length
def nir(rows: Units) -> BoolArray:
    """Fifteen characters with a check modulo 97; Corsica counts as 19 and 18 (France)."""
    if len(rows) != 15:
        return _none(rows)
    corsica = (rows[6] == ord("A")) | (rows[6] == ord("B"))
    digits = _of(rows)
    digits = np.where(digits > 9, np.uint8(0), digits)
    digits[5] = np.where(corsica, np.uint8(1), digits[5])
    digits[6] = np.where(rows[6] == ord("A"), 9, np.where(rows[6] == ord("B"), 8, digits[6]))
    rest = np.zeros(rows.shape[1], dtype=np.uint16)
    for row in digits[:13]:
        rest = (rest * np.uint16(10) + row) % np.uint16(97)
    check = digits[13].astype(np.uint16) * np.uint16(10) + digits[14]
    passed: BoolArray = check == np.uint16(97) - rest
    return passed


@by_length
def nino(rows: Units) -> BoolArray:
    """A prefix that is given out: seven pairs of letters are not (United Kingdom)."""
    if len(rows) < 9:
        return _none(rows)
    prefix = rows[0].astype(np.uint16) << 8 | rows[1].astype(np.uint16)
    barred = [ord(pair[0]) << 8 | ord(pair[1]) for pair in _NO_NINO]
    passed: BoolArray = ~np.isin(prefix, barred)
    return passed


def stdnum_by(name: str) -> Callable[[Mapping[str, frozenset[str]]], Callable[[Cells], BoolArray]]:
    """What makes a check from python-stdnum's module of this name (`us.ssn`).

    One value after the other: only for patterns that let few others through.
    """

    def make(_: Mapping[str, frozenset[str]]) -> Callable[[Cells], BoolArray]:
        # stdnum has a module for each number, loaded when a pack asks for it.
        from importlib import import_module  # noqa: PLC0415

        is_valid = import_module(f"stdnum.{name}").is_valid

        def check(cells: Cells) -> BoolArray:
            texts = cells.to_arrow().to_pylist()
            answers = (bool(text) and is_valid(text) for text in texts)
            return np.fromiter(answers, dtype=np.bool_, count=len(texts))

        return check

    return make


def _of(rows: Units) -> npt.NDArray[np.uint8]:
    """Values of characters; INVALID beyond the alphabet."""
    return _VALUES.take(rows, mode="clip")


def _none(rows: Units) -> BoolArray:
    return np.zeros(rows.shape[1], dtype=np.bool_)
