# Alerts that belong together as incidents: of one account or machine, near in time, and, where
# both name data, about the same data. Two accounts are two persons, unless one machine read by the
# one and sent as much by the other. What was taken is counted once: of alerts about the same
# data the largest figure stands, since reading and sending tell of the same records.
from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from schema import Alert, Incident, Level, strictest

from .alert import SEVERITIES, severity

__all__ = ["correlated", "is_incident", "title_of"]

_NEAR: Final = dt.timedelta(hours=1)
# What leaves is as much as was read, within this.
_AS_MUCH: Final = 2
# From this severity on an alert is an incident by itself.
_LEAST: Final = "medium"
_MOST_EVIDENCE: Final = 40
_OPEN: Final = "open"
_CLOSED: Final = "closed"
# Risks in which the destination is where data went, and not where it came from.
_LEAVING: Final = ("leak", "illegal_transfer", "abnormal_flow")


def correlated(
    alerts: Iterable[Alert], known: Sequence[Incident] = (), *, time: str
) -> list[Incident]:
    """The incidents that these alerts make, those already known with what is new in them.

    A known incident keeps its id and takes up alerts that belong to its own; one that was
    closed takes up no more.
    """
    ordered = sorted(alerts, key=lambda each: (each.first_seen, each.id))
    closed = {alert for each in known if each.state == _CLOSED for alert in each.alerts}
    groups: list[list[Alert]] = []
    for alert in ordered:
        if alert.id in closed:
            continue
        meeting = [group for group in groups if any(_belong(alert, each) for each in group)]
        whole = [each for group in meeting for each in group] + [alert]
        groups = [group for group in groups if group not in meeting] + [whole]
    by_alert = {alert: each for each in known if each.state != _CLOSED for alert in each.alerts}
    found = []
    for group in groups:
        if not is_incident(group):
            continue
        before = next((by_alert[each.id] for each in group if each.id in by_alert), None)
        found.append(_incident(group, before, time))
    return sorted(found, key=lambda each: (each.first_seen, each.id))


def is_incident(alerts: Sequence[Alert]) -> bool:
    """Whether alerts that belong together are worth a person's attention."""
    worst = max(SEVERITIES.index(each.severity) for each in alerts)
    return worst >= SEVERITIES.index(_LEAST) or len({each.rule for each in alerts}) > 2


def _belong(one: Alert, other: Alert) -> bool:
    """Whether two alerts tell of one thing: shared account or source, near, the same data."""
    if _apart(one, other) > _NEAR:
        return False
    shared = [
        name
        for name in ("user", "source")
        if one.entities.get(name) and one.entities.get(name) == other.entities.get(name)
    ]
    if not shared:
        return False
    users = {each.entities["user"] for each in (one, other) if each.entities.get("user")}
    if len(users) > 1 and not ("source" in shared and _handed_on(one, other)):
        return False
    if one.datasets and other.datasets:
        return bool(set(one.datasets) & set(other.datasets))
    if one.labels and other.labels:
        return bool(set(one.labels) & set(other.labels))
    return True


def _handed_on(one: Alert, other: Alert) -> bool:
    """Whether one tells of a reading and the other of as much of it leaving: who reads by an account of
    a database sends by one of another server's.
    """
    read, left = sorted((one, other), key=lambda each: each.risk_type in _LEAVING)
    if read.risk_type in _LEAVING or left.risk_type not in _LEAVING:
        return False
    low, high = sorted((read.records, left.records))
    return low > 0 and high <= _AS_MUCH * low and left.last_seen >= read.first_seen


def _apart(one: Alert, other: Alert) -> dt.timedelta:
    first, second = sorted((one, other), key=lambda each: each.first_seen)
    gap = dt.datetime.fromisoformat(second.first_seen) - dt.datetime.fromisoformat(first.last_seen)
    return max(gap, dt.timedelta())


def _incident(alerts: Sequence[Alert], before: Incident | None, time: str) -> Incident:
    level = strictest(each.level for each in alerts)
    graded = [each for each in alerts if each.records]
    largest = max(graded, key=lambda each: each.records, default=None)
    labels: dict[str, int] = {}
    for each in alerts:
        for label, count in each.labels.items():
            labels[label] = max(labels.get(label, 0), count)
    # Independent signs of one thing make it surer than each of them.
    doubt = 1.0
    for rule in {each.rule: each for each in alerts}.values():
        doubt *= 1 - rule.confidence
    confidence = round(1 - doubt, 3)
    records = largest.records if largest else 0
    worst = max(
        (severity(level, records, confidence), *(each.severity for each in alerts)),
        key=SEVERITIES.index,
    )
    first = min(alerts, key=lambda each: (each.first_seen, each.id))
    found = Incident(
        id=f"in-{hashlib.sha256(first.id.encode()).hexdigest()[:16]}",
        unit=first.unit,
        time=time,
        title="",
        state=_OPEN,
        severity=worst,
        alerts=tuple(each.id for each in alerts),
        risk_types=tuple(dict.fromkeys(each.risk_type for each in alerts)),
        confidence=confidence,
        entities=_entities(alerts),
        evidence=tuple(dict.fromkeys(line for each in alerts for line in each.evidence))[
            :_MOST_EVIDENCE
        ],
        labels=dict(sorted(labels.items())),
        level=level,
        datasets=tuple(sorted({name for each in alerts for name in each.datasets})),
        records=records,
        persons=max((each.persons for each in alerts), default=0),
        first_seen=first.first_seen,
        last_seen=max(each.last_seen for each in alerts),
        shares=tuple(sorted({share for each in alerts for share in each.shares})),
    )
    masked = bool(graded) and all(each.shares for each in graded)
    found = replace(found, title=title_of(found, first, masked=masked))
    if before is None:
        return found
    return replace(found, id=before.id, state=before.state, duties=before.duties)


def _entities(alerts: Sequence[Alert]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for each in alerts:
        for name, value in each.entities.items():
            # A database that was asked is the source of the data, not where it went.
            key = "server" if name == "destination" and each.risk_type not in _LEAVING else name
            if value not in found.setdefault(key, []):
                found[key].append(value)
    return {name: tuple(values) for name, values in found.items()}


def title_of(incident: Incident, first: Alert, *, masked: bool = False) -> str:
    """The incident in a sentence; who reads Chinese reads it back by its template.

    `masked` says that all of what left were masked copies.
    """
    user = ", ".join(incident.entities.get("user", ()))
    source = ", ".join(incident.entities.get("source", ()))
    destination = ", ".join(incident.entities.get("destination", ()))
    persons, records = f"{incident.persons:,}", f"{incident.records:,}"
    level = incident.level.value
    if not incident.records or incident.level == Level.GENERAL_1:
        return first.title
    who = user or source or "?"
    if masked:
        recipient = ", ".join(incident.entities.get("recipient", ())) or "?"
        return (
            f"{records} records of a masked copy given to {recipient}, level {level}, left through "
            f"{who} to {destination or '?'}"
        )
    if destination and set(_LEAVING) & set(incident.risk_types):
        return (
            f"{records} records of {persons} persons, level {level}, left through {who} "
            f"to {destination}"
        )
    return f"{records} records of {persons} persons, level {level}, were read by {who}"
