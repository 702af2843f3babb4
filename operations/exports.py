# What of graded data crossed borders in a year, against the thresholds of the flow policy: from
# the archive, in which every event says what it carried and where to.
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from monitor import EXPORT_COLUMNS, Export, exports_of
from policies import load_flow_policy
from store import EventArchive

from .event_archive import event_archive
from .recording import utc_now
from .settings import Settings, open_book

__all__ = ["Sent", "export_json", "list_exports", "list_sent", "year_of_exports"]

_SUMS = ("tongguan.records", "tongguan.persons")
_YEAR_BEGINS = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Sent:
    """What one receiver got of data of one level in a year, over which border."""

    border: str
    level: str
    receiver: str
    events: int
    records: int
    persons: int


def year_of_exports(settings: Settings, archive: EventArchive, year: int) -> list[Export]:
    """Every threshold of the policy with what the year comes to so far."""
    groups = _groups(archive, year)
    return exports_of(groups, load_flow_policy(settings.policies).exports, year)


def list_exports(settings: Settings, year: int | None = None) -> list[Export]:
    """The same for an installation; this year's unless another is asked for."""
    with open_book(settings) as book, event_archive(settings, book) as archive:
        return year_of_exports(settings, archive, year or int(utc_now()[:4]))


def list_sent(settings: Settings, year: int | None = None) -> list[Sent]:
    """Who got how much of which level over which border, the most persons first."""
    with open_book(settings) as book, event_archive(settings, book) as archive:
        groups = _groups(archive, year or int(utc_now()[:4]))
    sums: dict[tuple[str, str, str], list[int]] = {}
    for each in groups:
        if not each["tongguan.border"]:
            continue
        receiver = each["tongguan.recipient"] or each["url.domain"] or each["destination.ip"]
        key = str(each["tongguan.border"]), str(each["tongguan.level"] or ""), str(receiver or "?")
        own = sums.setdefault(key, [0, 0, 0])
        for place, name in enumerate(("count", *_SUMS)):
            own[place] += int(str(each[name] or 0))
    found = [Sent(*key, *own) for key, own in sums.items()]
    return sorted(found, key=lambda each: (-each.persons, -each.records, each.receiver))


def export_json(export: Export) -> dict[str, object]:
    """A threshold as it is printed."""
    return {
        "id": export.threshold.id,
        "year": export.year,
        "receiver": export.receiver,
        "level": export.level.value,
        "persons": export.persons,
        "records": export.records,
        "at_least": export.threshold.at_least,
        "reached": export.is_reached,
    }


def _groups(archive: EventArchive, year: int) -> list[dict[str, object]]:
    """The year's events by what exports are counted by; years are those of Beijing."""
    since, until = (dt.datetime(each, 1, 1, tzinfo=_YEAR_BEGINS) for each in (year, year + 1))
    return archive.aggregate(since, until, EXPORT_COLUMNS, _SUMS).to_pylist()
