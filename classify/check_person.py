# Numbers that name a person and the dates inside them: GB 11643-1999 (18 characters), its
# forerunner of 15 digits, the permanent resident card of 2023, and calendar dates.
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .cells import BoolArray, Units, by_length
from .digit import Numbers, is_calendar_date, mod_11_2_passes, number
from .region import in_force

__all__ = ["date", "frpr", "id15", "id18", "id18_form"]


@by_length
def id18(rows: Units) -> BoolArray:
    """Region once in force, day of birth in the calendar, ISO 7064 MOD 11-2."""
    if len(rows) != 18:
        return _none(rows)
    passed = mod_11_2_passes(_upper(rows))
    year, month, day = number(rows, 6, 4), number(rows, 10, 2), number(rows, 12, 2)
    passed &= is_calendar_date(year, month, day)
    return passed & in_force(number(rows, 0, 6), year)


@by_length
def id18_form(rows: Units) -> BoolArray:
    """Made as such a number, with a day of birth in the calendar, whatever its check digit."""
    if len(rows) != 18:
        return _none(rows)
    end = _upper(rows)[17]
    passed = _digits(rows[:17])
    passed &= (end == ord("X")) | _digits(rows[17:])
    passed &= is_calendar_date(number(rows, 6, 4), number(rows, 10, 2), number(rows, 12, 2))
    return passed


@by_length
def id15(rows: Units) -> BoolArray:
    """Region once in force and a day of the twentieth century; it has no check digit."""
    if len(rows) != 15 or not rows.shape[1]:
        return _none(rows)
    year, month, day = number(rows, 6, 2) + 1900, number(rows, 8, 2), number(rows, 10, 2)
    passed = _digits(rows) & is_calendar_date(year, month, day)
    return passed & in_force(number(rows, 0, 6), year)


@by_length
def frpr(rows: Units) -> BoolArray:
    """First digit 9 and ISO 7064 MOD 11-2, as on the permanent resident card since 2023."""
    if len(rows) != 18:
        return _none(rows)
    passed = mod_11_2_passes(_upper(rows))
    passed &= rows[0] == 57
    return passed


@by_length
def date(rows: Units) -> BoolArray:
    """A day (or month) of the years 1900 to 2099 that the calendar has.

    Written as one run of 8 or 14 digits or of 6 for a month, or year first in runs of
    digits; what follows the day (a time) is not looked at.
    """
    if len(rows) < 6:
        return _none(rows)
    whole = _digits(rows[:8]) if len(rows) >= 8 else _none(rows)
    if len(rows) in {8, 14} and whole.all():
        return _day(number(rows, 0, 4), number(rows, 4, 2), number(rows, 6, 2))
    (year, month, day), widths = _runs(rows, 3)
    compact = widths[0] >= 8
    short = (widths[0] == 6) & (widths[1] == 0)
    parted = (widths[0] == 4) & (widths[1] >= 1) & (widths[1] <= 2)
    scale = np.where(widths[0] == 14, 1_000_000, 1)
    packed = year // scale
    return np.where(
        compact & np.isin(widths[0], (8, 14)),
        _day(packed // 10_000, packed // 100 % 100, packed % 100),
        np.where(
            short,
            _day(year // 100, year % 100, np.ones_like(day)),
            parted
            & (widths[2] <= 2)
            & _day(year, month, np.where(widths[2] > 0, day, np.ones_like(day))),
        ),
    )


def _day(year: Numbers, month: Numbers, day: Numbers) -> BoolArray:
    """Whether it is a day of 1900 to 2099."""
    return is_calendar_date(year, month, day) & (year >= 1900) & (year <= 2099)


def _runs(rows: Units, most: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The first runs of digits in each cell: their values, and how many digits each has."""
    values = np.zeros((most, rows.shape[1]), dtype=np.int64)
    widths = np.zeros((most, rows.shape[1]), dtype=np.int64)
    run = np.zeros(rows.shape[1], dtype=np.int64)
    before: BoolArray = np.zeros(rows.shape[1], dtype=np.bool_)
    for row in rows:
        digit: BoolArray = (row - row.dtype.type(48)) <= 9
        run += digit & ~before
        before = digit
        for place in range(most):
            here = digit & (run == place + 1)
            if here.any():
                grown = values[place] * 10 + (row.astype(np.int64) - 48)
                # Fifteen digits and more are no date; stop before they overflow.
                values[place] = np.where(here & (widths[place] < 15), grown, values[place])
                widths[place] += here
    return values, widths


def _digits(rows: Units) -> BoolArray:
    digits: BoolArray = np.logical_and.reduce((rows - rows.dtype.type(48)) <= 9, axis=0)
    return digits


def _upper(rows: Units) -> Units:
    return np.where(rows == 120, rows.dtype.type(88), rows) if (rows[-1] == 120).any() else rows


def _none(rows: Units) -> BoolArray:
    return np.zeros(rows.shape[1], dtype=np.bool_)
