# When a source is to be scanned, as a cron expression (crontab(5), POSIX with the steps and
# names that every cron knows). It is kept for the operator's own scheduler, so what that
# would refuse in the middle of some night is refused here, when it is written.
from __future__ import annotations

import re

from schema import MisuseError

__all__ = ["refuse_schedule"]

_NICKNAMES = frozenset(
    {"@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually"}
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# What stands in each place: its name, least and greatest number, and names that may stand
# for numbers. Sunday is 0 and 7.
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of the month", 1, 31, {}),
    ("month", 1, 12, {name: at for at, name in enumerate(_MONTHS, start=1)}),
    ("day of the week", 0, 7, {name: at for at, name in enumerate(_DAYS)}),
)
_ITEM = re.compile(r"(?:\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>\d+))?")


def refuse_schedule(text: str) -> None:
    """Nothing for a cron expression of five fields, a nickname (`@daily`) or "".

    Raises MisuseError naming the field that cannot be.

    >>> refuse_schedule("30 2 * * mon-fri")
    """
    if not text or text.lower() in _NICKNAMES:
        return
    places = text.split()
    if len(places) != len(_FIELDS):
        raise MisuseError(
            f"schedule {text!r}: expected a cron expression of five fields, as '0 2 * * *' "
            "(minute, hour, day of the month, month, day of the week)"
        )
    for place, (title, least, most, names) in zip(places, _FIELDS, strict=True):
        for item in place.split(","):
            if not _may_be(item, least, most, names):
                named = ", or names" if names else ""
                raise MisuseError(
                    f"schedule {text!r}: {item!r} is no {title}; expected {least} to {most}{named}"
                )


def _may_be(item: str, least: int, most: int, names: dict[str, int]) -> bool:
    found = _ITEM.fullmatch(item)
    if found is None or found["step"] in {"0", "00"}:
        return False
    ends = [
        names.get(end.lower(), int(end) if re.fullmatch(r"[0-9]{1,2}", end) else -1)
        for end in (found["first"], found["last"])
        if end is not None
    ]
    return all(least <= end <= most for end in ends) and ends == sorted(ends)
