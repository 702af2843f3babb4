# What a model found as an alert record, with the figures that drove it.
from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from schema import Alert, Level

from .alert import SEVERITIES, moment, severity

__all__ = ["Finding", "alert_of_model"]

_MOST_EVIDENCE: Final = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """What a model takes for a risk: `key` tells it from others of its rule, times are in
    microseconds, `because` names figures with their values.
    """

    rule: str
    title: str
    risk_type: str
    technique: tuple[str, ...]
    confidence: float
    entities: Mapping[str, str]
    evidence: tuple[str, ...]
    because: tuple[str, ...]
    key: tuple[str, ...]
    first: int
    last: int
    severity_at_least: str = "medium"
    level: Level = Level.GENERAL_1
    records: int = 0
    datasets: tuple[str, ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict)


def alert_of_model(finding: Finding, *, unit: str, time: str) -> Alert:
    """The alert record; `time` is now, for the record."""
    digest = hashlib.sha256("\0".join([finding.rule, *finding.key]).encode())
    return Alert(
        id=f"al-{digest.hexdigest()[:16]}",
        unit=unit,
        time=time,
        rule=finding.rule,
        title=finding.title,
        risk_type=finding.risk_type,
        severity=max(
            severity(finding.level, finding.records, finding.confidence),
            finding.severity_at_least,
            key=SEVERITIES.index,
        ),
        confidence=finding.confidence,
        technique=finding.technique,
        entities={name: value for name, value in finding.entities.items() if value},
        evidence=tuple(dict.fromkeys(finding.evidence))[:_MOST_EVIDENCE],
        labels=dict(finding.labels),
        level=finding.level,
        records=finding.records,
        first_seen=moment(finding.first),
        last_seen=moment(finding.last),
        datasets=finding.datasets,
        because=finding.because,
    )
