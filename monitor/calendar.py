# Working days and days off of mainland China: the State Council's holidays with the working days
# moved for them, from a package that holds them by year (chinesecalendar, MIT), and what the operator
# wrote. Of years that neither knows the week alone decides, which is told.
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .column import Column, column

__all__ = ["Calendar"]

_US_PER_MINUTE: Final = 60_000_000
_US_PER_DAY: Final = 1_440 * _US_PER_MINUTE
_EPOCH: Final = dt.date(1970, 1, 1)
_SATURDAY: Final = 5


class Calendar:
    """Tells days apart; `own` are the operator's: whether they are worked.

    `guessed` are the years of which days were asked that nobody knows.
    """

    def __init__(
        self, own: Mapping[dt.date, bool] | None = None, offset_minutes: int = 480
    ) -> None:
        self._own = dict(own or {})
        self._own_years = {day.year for day in self._own}
        self._offset_us = offset_minutes * _US_PER_MINUTE
        self._known: dict[int, str] = {}
        self.guessed: set[int] = set()

    def days(self, stamps: npt.NDArray[np.int64]) -> Column:
        """`working` or `free` for each time in microseconds, by the local day."""
        numbers = (stamps + self._offset_us) // _US_PER_DAY
        different, places = np.unique(numbers, return_inverse=True)
        told = [self._day(number) for number in different.tolist()]
        return column(told, pa.string()).take(column(places.astype(np.int64)))

    def is_working(self, day: dt.date) -> bool:
        """Whether a day is worked."""
        from chinese_calendar import is_workday  # noqa: PLC0415  an extra

        if day in self._own:
            return self._own[day]
        try:
            return bool(is_workday(day))
        except NotImplementedError:
            if day.year not in self._own_years:
                self.guessed.add(day.year)
            return day.weekday() < _SATURDAY

    def _day(self, number: int) -> str:
        if number not in self._known:
            day = _EPOCH + dt.timedelta(days=max(-700_000, min(number, 2_900_000)))
            self._known[number] = "working" if self.is_working(day) else "free"
        return self._known[number]
