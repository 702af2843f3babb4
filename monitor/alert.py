# What was detected as an alert record, and how severe it is: the level of the data, how many
# records of it, and how sure we are, multiplied. Ids follow from the detection, the group and
# the time, so that the same capture replayed gives the same alerts and no second ones.
from __future__ import annotations

import datetime as dt
import hashlib
import math
from typing import Final

from schema import Alert, Level

from .aggregate import Raised

__all__ = ["SEVERITIES", "alert_of", "moment", "severity"]

SEVERITIES: Final = ("low", "medium", "high", "critical")
# From these scores on. A thousand records of general-4 with confidence .7 score 8.4.
_STEPS: Final = (3.0, 6.0, 10.0)
_ENTITIES: Final = {
    "source.ip": "source",
    "destination.ip": "destination",
    "user.name": "user",
    "tongguan.recipient": "recipient",
}
_US: Final = 1_000_000


def alert_of(raised: Raised, *, unit: str, time: str) -> Alert:
    """The alert record of what was raised; `time` is now, for the record."""
    wanted, half = raised.detection, raised.half
    by = dict(zip((*wanted.by, *wanted.first_seen), raised.group, strict=True))
    entities = {}
    for column, name in _ENTITIES.items():
        values = {by[column]} if by.get(column) else half.entities.get(column, set())
        if len(values) == 1:
            entities[name] = next(iter(values))
    records = half.records
    digest = hashlib.sha256("\0".join([wanted.id, *raised.group, str(raised.begins)]).encode())
    return Alert(
        id=f"al-{digest.hexdigest()[:16]}",
        unit=unit,
        time=time,
        rule=wanted.id,
        title=wanted.title.en,
        risk_type=wanted.risk_type,
        severity=max(
            severity(half.level, records, wanted.confidence),
            wanted.severity_at_least,
            key=SEVERITIES.index,
        ),
        confidence=wanted.confidence,
        technique=wanted.technique,
        entities=entities,
        evidence=tuple(f"{identifier} {line}" for _, identifier, line in half.evidence),
        labels=dict(sorted(half.labels.items())),
        level=half.level,
        records=records,
        persons=min(half.persons, records),
        first_seen=moment(half.first),
        last_seen=moment(half.last),
        datasets=tuple(sorted(half.datasets)),
        shares=tuple(sorted(half.shares)),
    )


def severity(level: Level, records: int, confidence: float) -> str:
    """A word for level x records x confidence; the number of records by its magnitude.

    >>> severity(Level.GENERAL_4, 1204, 0.8), severity(Level.GENERAL_1, 0, 0.6)
    ('high', 'low')
    """
    score = (level.rank + 1) * math.log10(records + 10) * confidence
    return SEVERITIES[sum(score >= step for step in _STEPS)]


def moment(microseconds: int) -> str:
    """A time of events as records keep it.

    >>> moment(0)
    '1970-01-01T00:00:00.000000Z'
    """
    at = dt.datetime.fromtimestamp(microseconds // _US, dt.UTC)
    whole = at.replace(microsecond=microseconds % _US)
    return whole.isoformat(timespec="microseconds").replace("+00:00", "Z")
