# Numbers that must stay valid: which stretch of one is encrypted, what stays, and how its
# checks are worked out anew. A bijection among valid numbers, so that joins and uniqueness
# hold and the key undoes it.
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .alphabet import alphabet_of
from .check_characters import credit_check, luhn_check, organisation_check
from .ff1 import Ff1
from .fpe import encrypted_rows
from .resident import permuted_residents

__all__ = ["FORMS", "Form"]

Rows: TypeAlias = "npt.NDArray[np.uint8]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of numbers: their lengths, the radix FF1 works in, and the work on rows of bytes.

    `work` writes rows over and marks those that are no valid number, which it leaves alone.
    """

    lengths: tuple[int, ...]
    radix: int
    work: Callable[[Rows, Ff1, bool], Marks]


def _mobile(rows: Rows, ff1: Ff1, reverse: bool) -> Marks:
    """Mobile numbers of 11 digits: the three of the segment stay."""
    invalid = (rows[:, 0] != ord("1")) | (rows[:, 1] < ord("3")) | ~_digits(rows[:, :3])
    return _stretch(rows, (3, 11, "digits"), invalid, ff1, reverse=reverse)


def _card(rows: Rows, ff1: Ff1, reverse: bool) -> Marks:
    """Payment cards: the issuer's six digits stay, the Luhn digit is made anew."""
    invalid: Marks = ~_digits(rows)
    invalid |= luhn_check(np.where(invalid[:, None], ord("0"), rows)[:, :-1]) != rows[:, -1]
    marks = _stretch(rows, (6, rows.shape[1] - 1, "digits"), invalid, ff1, reverse=reverse)
    rows[~marks, -1] = luhn_check(rows[~marks, :-1])
    return marks


def _credit(rows: Rows, ff1: Ff1, reverse: bool) -> Marks:
    """Unified social credit codes: authority, kind and region stay, the organisation does not."""
    known = np.zeros(256, np.bool_)
    known[alphabet_of("uscc").codes] = True
    invalid: Marks = np.any(~known[rows], axis=1)
    safe = np.where(invalid[:, None], ord("0"), rows).astype(np.uint8)
    invalid |= organisation_check(safe[:, 8:16]) != rows[:, 16]
    invalid |= credit_check(safe[:, :17]) != rows[:, 17]
    marks = _stretch(rows, (8, 16, "uscc"), invalid, ff1, reverse=reverse)
    rows[~marks, 16] = organisation_check(rows[~marks, 8:16])
    rows[~marks, 17] = credit_check(rows[~marks, :17])
    return marks


def _resident(rows: Rows, ff1: Ff1, reverse: bool) -> Marks:
    return permuted_residents(rows, ff1, reverse=reverse)


FORMS: Mapping[str, Form] = {
    "card": Form((13, 14, 15, 16, 17, 18, 19), 10, _card),
    "id18": Form((18,), 2, _resident),
    "mobile": Form((11,), 10, _mobile),
    "uscc": Form((18,), 31, _credit),
}
"""The forms by the name that policies use."""


def _stretch(
    rows: Rows, stretch: tuple[int, int, str], invalid: Marks, ff1: Ff1, *, reverse: bool
) -> Marks:
    """The bytes from one place to another, of an alphabet, encrypted in the valid rows; the
    marks once more.
    """
    start, stop, alphabet = stretch
    payload = np.ascontiguousarray(rows[:, start:stop])
    marks = invalid | encrypted_rows(payload, alphabet_of(alphabet), ff1, reverse=reverse)
    rows[~marks, start:stop] = payload[~marks]
    return marks


def _digits(rows: Rows) -> Marks:
    within: Marks = np.all((rows >= ord("0")) & (rows <= ord("9")), axis=1)
    return within
