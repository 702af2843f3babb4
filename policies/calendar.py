# Days that the operator knows better: holidays of years that no package holds yet, days a bureau
# works or rests on its own.
from __future__ import annotations

import datetime as dt

from pydantic import Field

from .pack import Header, Model

__all__ = ["CalendarDay", "CalendarPack"]


class CalendarDay(Model):
    """Days from `day` to `until`, itself alone without that: worked or free."""

    day: dt.date
    until: dt.date | None = None
    working: bool
    reason: str = Field(min_length=1)


class CalendarPack(Model):
    """A file of days."""

    header: Header
    days: tuple[CalendarDay, ...]
