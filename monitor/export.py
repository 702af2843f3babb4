# A year's transfers across borders against the thresholds from which they need more than they
# have: persons of all events that carried such data are added up from 1 January on, over all who
# received or for each by itself. Whoever is sent twice counts twice: the sum errs upwards.
from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from policies import ExportThreshold
from schema import Alert, Level

from .alert import SEVERITIES, severity

__all__ = ["EXPORT_COLUMNS", "Export", "export_alerts", "exports_of"]

# What the archive is asked for: groups of these columns, with the sums of records and persons.
EXPORT_COLUMNS: Final = ("tongguan.border", "tongguan.level", "tongguan.recipient",
                         "url.domain", "destination.ip")  # fmt: skip
_SURE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Export:
    """What of a threshold was sent to whom in a year; `receiver` "" is everybody together."""

    threshold: ExportThreshold
    receiver: str
    year: int
    persons: int
    records: int
    level: Level

    @property
    def is_reached(self) -> bool:
        """Whether it needs what the threshold says."""
        return self.persons >= self.threshold.at_least


def exports_of(
    groups: Iterable[Mapping[str, Any]], thresholds: Sequence[ExportThreshold], year: int
) -> list[Export]:
    """Each threshold with what a year's groups of events come to, reached or not.

    A group has the columns `EXPORT_COLUMNS` with `tongguan.persons` and `tongguan.records`
    added up. Important data without persons in it counts by its records.
    """
    sums: dict[tuple[str, str], list[int]] = {}
    levels: dict[tuple[str, str], Level] = {}
    held = list(groups)
    for threshold in thresholds:
        for group in held:
            if group["tongguan.border"] != threshold.border or not group["tongguan.level"]:
                continue
            level = Level(group["tongguan.level"])
            if level.rank < threshold.level.rank:
                continue
            receiver = _receiver(group) if threshold.per == "recipient" else ""
            key = threshold.id, receiver
            own = sums.setdefault(key, [0, 0])
            own[0] += group["tongguan.persons"] or 0
            own[1] += group["tongguan.records"] or 0
            levels[key] = max(levels.get(key, level), level, key=lambda each: each.rank)
    by_id = {each.id: each for each in thresholds}
    return [
        Export(by_id[name], receiver, year, persons or records, records, levels[name, receiver])
        for (name, receiver), (persons, records) in sorted(sums.items())
    ]


def export_alerts(
    exports: Iterable[Export], *, unit: str, time: str, last: str, evidence: Sequence[str] = ()
) -> list[Alert]:
    """An alert for each threshold that is reached; the same one for the whole year."""
    found = []
    for each in exports:
        if not each.is_reached:
            continue
        name = f"{each.threshold.id}\0{each.year}\0{each.receiver}"
        grave = severity(each.level, each.records, _SURE)
        found.append(
            Alert(
                id=f"al-{hashlib.sha256(name.encode()).hexdigest()[:16]}",
                unit=unit,
                time=time,
                rule=each.threshold.id,
                title=each.threshold.title.en,
                risk_type="illegal_transfer",
                severity=max(grave, "high", key=SEVERITIES.index),
                confidence=_SURE,
                entities={"recipient": each.receiver} if each.receiver else {},
                evidence=tuple(evidence),
                labels={},
                level=each.level,
                records=each.records,
                persons=each.persons,
                first_seen=f"{each.year}-01-01T00:00:00.000000Z",
                last_seen=last,
            )
        )
    return found


def _receiver(group: Mapping[str, Any]) -> str:
    for name in ("tongguan.recipient", "url.domain", "destination.ip"):
        if group[name]:
            return str(group[name])
    return "?"
