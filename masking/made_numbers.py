# Numbers that pass their checks, drawn for citizens, companies and cards: what says where
# somebody belongs stays, what says who it is does not. GB 11643, GB 32100, ISO/IEC 7812.
from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .alphabet import alphabet_of
from .check_characters import credit_check, luhn_check, organisation_check, resident_check
from .counties import FIRST_YEAR
from .resident import LAST_COMMON_YEAR, births_of, days_of
from .row_groups import assembled, groups

__all__ = ["made_cards", "made_credit_codes", "made_residents"]

Texts: TypeAlias = "pa.Array[Any]"
Rows: TypeAlias = "npt.NDArray[np.uint8]"
Words: TypeAlias = "npt.NDArray[np.uint64]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"

_ZERO = ord("0")
_PLACES = 10 ** np.arange(16, -1, -1, dtype=np.int64)
_CREDIT = alphabet_of("uscc").codes.astype(np.uint8)


def made_residents(texts: Texts, words: Words, most_days: int) -> Texts:
    """Citizens' numbers of the same county and sex, born up to `most_days` earlier or later."""

    def made(rows: Rows, words: Words) -> Marks:
        digits, wrong = _digits(rows[:, :17])
        numbers = digits.astype(np.int64) @ _PLACES
        codes, births, sequences = numbers // 10**11, numbers // 1000 % 10**8, numbers % 1000
        days, none = days_of(births)
        days += _shifts(births // 10_000, words, most_days)
        drawn = (words[:, 1] % np.uint64(500)).astype(np.int64) * 2 + sequences % 2
        stems = ((codes * 10**11 + births_of(days) * 1000 + drawn)[:, None] // _PLACES) % 10
        rows[:, :17] = stems + _ZERO
        rows[:, 17] = resident_check(rows[:, :17])
        return wrong | none

    return _made(texts, words, (18,), made)


def made_cards(texts: Texts, words: Words) -> Texts:
    """Card numbers of the same issuer (six digits) and length."""

    def made(rows: Rows, words: Words) -> Marks:
        _, wrong = _digits(rows)
        for place in range(6, rows.shape[1] - 1):
            rows[:, place] = _next(words, 0 if place < 14 else 1, 10) + _ZERO
        safe = np.where(wrong[:, None], _ZERO, rows).astype(np.uint8)
        rows[:, -1] = luhn_check(safe[:, :-1])
        return wrong

    return _made(texts, words, tuple(range(13, 20)), made)


def made_credit_codes(texts: Texts, words: Words) -> Texts:
    """Social credit codes of the same authority, kind and region."""

    def made(rows: Rows, words: Words) -> Marks:
        known = np.zeros(256, np.bool_)
        known[_CREDIT] = True
        wrong: Marks = np.any(~known[rows[:, :8]], axis=1)
        for place in range(8, 16):
            # One in eight has letters, as there are few among real ones.
            lettered = words[:, 1] % np.uint64(8) == 0
            digit = _next(words, 0, 31)
            rows[:, place] = _CREDIT[np.where(lettered, digit, digit % 10)]
        rows[:, 16] = organisation_check(rows[:, 8:16])
        rows[:, 17] = credit_check(np.where(wrong[:, None], _ZERO, rows[:, :17]).astype(np.uint8))
        return wrong

    return _made(texts, words, (18,), made)


def _made(
    texts: Texts, words: Words, lengths: tuple[int, ...], made: Callable[[Rows, Words], Marks]
) -> Texts:
    """The column with rows of these lengths written over, null where a value is of no use."""
    lost = np.ones(len(texts), np.bool_)
    kept = []
    for which, rows in groups(texts):
        if rows.shape[1] in lengths:
            lost[which] = made(rows, words[which])
            good = ~lost[which]
            kept.append((which[good], rows[good]))
    column = assembled(texts, kept).to_pylist()
    made_column: Texts = pa.array(column, texts.type, mask=lost)
    return made_column


def _digits(rows: Rows) -> tuple[Rows, Marks]:
    digits = rows - np.uint8(_ZERO)
    wrong: Marks = np.any(digits > 9, axis=1)
    digits[wrong] = 0
    return digits, wrong


def _shifts(years: npt.NDArray[np.int64], words: Words, most_days: int) -> npt.NDArray[np.int64]:
    """Days to move by, never none; not past the years that numbers are made for."""
    sizes = (words[:, 0] % np.uint64(most_days)).astype(np.int64) + 1
    later = (words[:, 0] >> np.uint64(40)) & np.uint64(1) == 1
    margin = most_days // 365 + 1
    later &= years < LAST_COMMON_YEAR - margin
    later |= years < FIRST_YEAR + margin
    return np.where(later, sizes, -sizes)


def _next(words: Words, column: int, below: int) -> npt.NDArray[np.int64]:
    """A number below a bound, taken off the words; they are used up by it."""
    word = words[:, column]
    quotients = word // np.uint64(below)
    number = (word - quotients * np.uint64(below)).astype(np.int64)
    words[:, column] = quotients
    return number
