# Sixty days in which a bureau's accounts use graded data as they always do.
from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

import pyarrow as pa
from graded_events import events, read

BEIJING = dt.timezone(dt.timedelta(hours=8))
START = dt.datetime(2026, 9, 28, tzinfo=BEIJING)


def usual_days(days: int, *, first: int = 0, seed: int = 1) -> Iterator[pa.RecordBatch]:
    """A batch a day: clerks by day, a backup by night, an interface all the time."""
    for day in range(first, first + days):
        draw = random.Random(f"{seed}/{day}")
        rows = [one(day, 2, "backup", 50_000)]
        rows += [
            one(day, hour, f"clerk{clerk}", draw.randint(1, 60) * (clerk + 1))
            for clerk in range(8)
            for hour in range(9, 18)
            if draw.random() < 0.7
        ]
        rows += [one(day, hour, "portal", draw.randint(200, 900)) for hour in range(24)]
        yield events(rows)


def one(day: int, hour: int, user: str, records: int, **more: object) -> dict[str, object]:
    """A reading of an account in an hour of a day."""
    at = START + dt.timedelta(days=day, hours=hour, minutes=7)
    given = {"@timestamp": at, "tongguan.datasets": ("ds-1",), "source.ip": "10.0.0.7", **more}
    return read(user, records, **given)
