# Events as detections see them, from the short form that policy packs write them in.
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pyarrow as pa

from monitor import Noted, events_of

NIGHT = dt.datetime(2026, 11, 28, 2, 13, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def events(short: Sequence[Mapping[str, object]]) -> pa.RecordBatch:
    """A batch of the events; `times` repeats one every `every_s` seconds, {n} is its number."""
    noted = []
    for each in short:
        values = dict(each)
        stamp = values.pop("@timestamp", NIGHT)
        assert isinstance(stamp, dt.datetime)
        times, every = int(values.pop("times", 1)), float(values.pop("every_s", 0))
        for n in range(times):
            said = {
                name: value.replace("{n}", str(n)) if isinstance(value, str) else value
                for name, value in values.items()
            }
            at = round((stamp.timestamp() + n * every) * 1e6) * 1000
            noted.append(Noted(at, said))
    return events_of(noted, "test")


def read(user: str = "li", records: int = 1204, **more: object) -> dict[str, object]:
    """A statement that read graded data."""
    return {
        "event.category": "database",
        "event.outcome": "success",
        "event.action": "statement",
        "user.name": user,
        "source.ip": "10.0.0.7",
        "db.statement": "select * from resident",
        "tongguan.level": "general-4",
        "tongguan.labels": ("cn.id18",),
        "tongguan.records": records,
        "tongguan.persons": records,
        **more,
    }


def sent(records: int = 1204, **more: object) -> dict[str, object]:
    """A request that carried graded data."""
    return {
        "event.category": "web",
        "event.action": "http",
        "tongguan.way": "forth",
        "source.ip": "10.0.0.7",
        "destination.ip": "203.0.113.9",
        "http.request.method": "POST",
        "url.domain": "out.example",
        "url.path": "/up",
        "tongguan.level": "general-4",
        "tongguan.labels": ("cn.id18",),
        "tongguan.records": records,
        "tongguan.persons": records,
        **more,
    }
