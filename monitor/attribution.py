# Who read what was sent: a message with graded data says from which machine it came, and not
# whose hand it was. Statements of the same machine shortly before, that read the same data, name
# the account. What is inferred so is said to be inferred.
from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schema import Alert, Level

from .column import as_places, same_as, taken
from .describe import described

__all__ = ["Reading", "Readings", "attributed"]

_BEFORE: Final = dt.timedelta(hours=1)
_MOST: Final = 100_000
_MOST_CITED: Final = 5
_CLOSE: Final = 0.1
_GRAVE: Final = Level.GENERAL_3
_MARK: Final = "inferred:"


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement that read graded data."""

    time: dt.datetime
    source: str
    user: str
    datasets: frozenset[str]
    labels: frozenset[str]
    records: int
    line: str


class Readings:
    """The readings seen of late."""

    def __init__(self, most: int = _MOST) -> None:
        self._held: deque[Reading] = deque(maxlen=most)

    def all(self) -> Sequence[Reading]:
        """Those that are held, the oldest first."""
        return tuple(self._held)

    def add(self, batch: pa.RecordBatch) -> None:
        """Takes those of a batch of enriched events."""
        grave = pa.array([level.value for level in Level if level.rank >= _GRAVE.rank])
        is_read = as_places(same_as(batch.column("event.category"), "database"))
        is_read &= as_places(pc.is_in(batch.column("tongguan.level"), grave))
        found = taken(batch, np.flatnonzero(is_read))
        if not found.num_rows:
            return
        names = ("@timestamp", "source.ip", "user.name", "tongguan.datasets", "tongguan.labels")
        rows = found.select(list(names)).to_pylist()
        for row, (records, identifier, line) in zip(rows, described(found), strict=True):
            self._held.append(
                Reading(
                    row["@timestamp"],
                    row["source.ip"] or "",
                    row["user.name"] or "",
                    frozenset(row["tongguan.datasets"] or ()),
                    frozenset(row["tongguan.labels"] or ()),
                    records,
                    f"{identifier} {_MARK} {line}",
                )
            )


def attributed(alert: Alert, readings: Sequence[Reading]) -> Alert:
    """The alert with the account that read the data, where exactly one did."""
    if alert.entities.get("user") or not alert.entities.get("source") or not alert.records:
        return alert
    begins = dt.datetime.fromisoformat(alert.first_seen)
    ends = dt.datetime.fromisoformat(alert.last_seen)
    source = alert.entities["source"]
    near = [
        each
        for each in readings
        if each.source == source and begins - _BEFORE <= each.time <= ends and _alike(each, alert)
    ]
    near = [each for each in near if each.records] or near
    if len({each.user for each in near}) > 1:
        # Of several, whoever read about as much as was sent.
        near = [
            each for each in near if abs(each.records - alert.records) <= _CLOSE * alert.records
        ]
    users = {each.user for each in near if each.user}
    if len(users) != 1:
        return alert
    cited = sorted(near, key=lambda each: -each.records)[:_MOST_CITED]
    return replace(
        alert,
        entities={**alert.entities, "user": users.pop()},
        evidence=tuple(dict.fromkeys((*alert.evidence, *(each.line for each in cited)))),
    )


def _alike(reading: Reading, alert: Alert) -> bool:
    """Whether a reading is of the alert's data: of its data sets, else of its kinds."""
    if reading.datasets and alert.datasets:
        return bool(reading.datasets & set(alert.datasets))
    return bool(reading.labels & set(alert.labels))
