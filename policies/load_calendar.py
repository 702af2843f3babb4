# The operator's days, those of later files over those of earlier ones; we ship none, since the
# State Council's stand in a package.
from __future__ import annotations

import datetime as dt
from pathlib import Path

from schema import PolicyError

from .calendar import CalendarPack
from .read import read_yaml

__all__ = ["load_calendar"]

_FAMILY = "calendar"
_LONGEST = dt.timedelta(days=366)


def load_calendar(extra: Path | None = None) -> dict[dt.date, bool]:
    """Whether days are worked, by `extra`/calendar/*.yaml. Raises PolicyError where a file is wrong."""
    found: dict[dt.date, bool] = {}
    for path in sorted((extra / _FAMILY).glob("*.yaml")) if extra is not None else ():
        for each in read_yaml(path, CalendarPack).days:
            last = each.until or each.day
            if not dt.timedelta() <= last - each.day < _LONGEST:
                raise PolicyError(f"{each.day} to {last} are no days of a year", file=str(path))
            for number in range((last - each.day).days + 1):
                found[each.day + dt.timedelta(days=number)] = each.working
    return found
