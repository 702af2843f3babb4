# How an account or machine uses graded data, hour by hour: how much, how often, which data sets,
# where to. Hours add up whatever pieces events come in.
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .column import as_numbers, as_places, taken
from .describe import described

__all__ = ["HOUR_US", "Hour", "Hours", "hours_of", "merge_hours"]

HOUR_US: Final = 3_600_000_000
_MOST_EVIDENCE: Final = 4
_MOST_NAMES: Final = 200

Hours = dict[tuple[str, int], "Hour"]


@dataclass(slots=True)
class Hour:
    """An hour of one account, or of a machine where no account is told.

    `sent` are records by the place they went to; `day` is `working` or `free` by the calendar, ""
    where nobody asked it.
    """

    records: int = 0
    events: int = 0
    datasets: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    evidence: list[tuple[int, str]] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=dict)
    day: str = ""

    def add(self, other: Hour) -> None:
        """Takes another part of the same hour in."""
        self.day = self.day or other.day
        self.records += other.records
        self.events += other.events
        if len(self.datasets) < _MOST_NAMES:
            self.datasets |= other.datasets
        if len(self.places) < _MOST_NAMES:
            self.places |= other.places
        for place, records in other.sent.items():
            if place in self.sent or len(self.sent) < _MOST_NAMES:
                self.sent[place] = self.sent.get(place, 0) + records
        self.evidence = sorted(
            {*self.evidence, *other.evidence}, key=lambda each: (-each[0], each[1])
        )
        del self.evidence[_MOST_EVIDENCE:]


def hours_of(batch: pa.RecordBatch) -> Hours:
    """The hours of a batch of enriched events, by account and hour since 1970."""
    touched = np.flatnonzero(as_places(pc.is_valid(batch.column("tongguan.records"))))
    if not len(touched):
        return {}
    part = taken(batch, touched)
    stamps = part.column("@timestamp").cast(pa.int64()).to_numpy() // HOUR_US
    records = as_numbers(part.column("tongguan.records")).tolist()
    names = (
        "user.name",
        "source.ip",
        "destination.ip",
        "tongguan.datasets",
        "tongguan.way",
        "tongguan.day",
    )
    rows = part.select(list(names)).to_pylist()
    found: Hours = {}
    told = described(part)
    for place, (row, hour) in enumerate(zip(rows, stamps.tolist(), strict=True)):
        entity = row["user.name"] or row["source.ip"]
        if not entity:
            continue
        _, identifier, line = told[place]
        where = row["destination.ip"] if row["tongguan.way"] == "forth" else None
        own = Hour(
            records[place],
            1,
            set(row["tongguan.datasets"] or ()),
            {where} if where else set(),
            [(records[place], f"{identifier} {line}")],
            {where: records[place]} if where else {},
            row["tongguan.day"] or "",
        )
        merge_hours(found, {(entity, hour): own})
    return found


def merge_hours(one: Hours, other: Hours) -> Hours:
    """The first hours with the second in them."""
    for key, hour in other.items():
        if key in one:
            one[key].add(hour)
        else:
            one[key] = hour
    return one
