# Alerts and incidents as they are shown: from the book, as JSON, and in the reader's language.
from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor import clocks_of
from policies import Title, load_detections, load_flow_policy
from schema import Alert, Handling, Incident

from .interface_words import INTERFACE_RULES
from .monitor_words import MODELS, RISKS, SEVERITY
from .problem import explain, words_at_hand
from .settings import Settings, open_book

__all__ = [
    "alert_json",
    "alert_title",
    "incident_json",
    "incident_title",
    "label_names",
    "list_alerts",
    "list_incidents",
    "risk_word",
    "severity_word",
]


def list_alerts(settings: Settings) -> list[Alert]:
    """The alerts on record, the oldest first."""
    with open_book(settings) as book:
        return sorted(book.list(Alert), key=lambda each: (each.first_seen, each.id))


def list_incidents(settings: Settings) -> list[Incident]:
    """The incidents on record, the oldest first."""
    with open_book(settings) as book:
        return sorted(book.list(Incident), key=lambda each: (each.first_seen, each.id))


def alert_json(alert: Alert) -> dict[str, object]:
    """An alert as it is printed, a line each."""
    return {
        "id": alert.id,
        "time": alert.time,
        "rule": alert.rule,
        "title": alert.title,
        "technique": list(alert.technique),
        "risk_type": alert.risk_type,
        "severity": alert.severity,
        "confidence": alert.confidence,
        "entities": dict(alert.entities),
        "evidence": list(alert.evidence),
        "data": _data(alert),
        "shares": list(alert.shares),
        "because": list(alert.because),
        "muted": alert.muted or None,
        "first_seen": alert.first_seen,
        "last_seen": alert.last_seen,
    }


def incident_json(incident: Incident, decided: Sequence[Handling] = ()) -> dict[str, object]:
    """An incident as it is printed, a line each; `decided` is what people decided about it."""
    return {
        "id": incident.id,
        "time": incident.time,
        "title": incident.title,
        "state": incident.state,
        "severity": incident.severity,
        "confidence": incident.confidence,
        "risk_types": list(incident.risk_types),
        "alerts": list(incident.alerts),
        "entities": {name: list(values) for name, values in incident.entities.items()},
        "evidence": list(incident.evidence),
        "data": _data(incident),
        "shares": list(incident.shares),
        "duties": [
            {"duty": each.duty, "started": each.started, "due": each.due}
            for each in clocks_of(incident)
        ],
        "decisions": [
            {
                "time": each.time,
                "state": each.state,
                "person": each.person,
                "reason": each.reason,
                "verdict": each.verdict or None,
            }
            for each in decided
        ],
        "first_seen": incident.first_seen,
        "last_seen": incident.last_seen,
    }


def alert_title(settings: Settings, alert: Alert, language: str) -> str:
    """What was detected, by the detection's own title where it is still in force."""
    known = load_detections(settings.policies).detections.get(alert.rule)
    if known is not None:
        return _of(known.title, language)
    exports = {each.id: each.title for each in load_flow_policy(settings.policies).exports}
    titles = {**MODELS, **INTERFACE_RULES, **exports}
    return _of(titles[alert.rule], language) if alert.rule in titles else alert.title


def incident_title(settings: Settings, incident: Incident, language: str) -> str:
    """The incident in a sentence of this language."""
    titles = [each.title for each in load_detections(settings.policies).detections.values()]
    titles += [*MODELS.values(), *INTERFACE_RULES.values()]
    titles += [each.title for each in load_flow_policy(settings.policies).exports]
    by_english = {each.en: each for each in titles}
    if incident.title in by_english:
        return _of(by_english[incident.title], language)
    return explain(settings, language, incident.title)


def label_names(settings: Settings, labels: dict[str, int], language: str) -> Iterable[str]:
    """Labels by their titles, each with its count."""
    words = words_at_hand(settings, language)
    return [f"{words.name(label)} {count:,}" for label, count in labels.items()]


def severity_word(severity: str, language: str) -> str:
    """A severity as people read it."""
    return _of(SEVERITY[severity], language) if severity in SEVERITY else severity


def risk_word(risk: str, language: str) -> str:
    """A kind of risk as people read it."""
    return _of(RISKS[risk], language) if risk in RISKS else risk


def _data(found: Alert | Incident) -> dict[str, object]:
    return {
        "labels": dict(found.labels),
        "level": found.level.value,
        "records": found.records,
        "persons": found.persons,
        "datasets": list(found.datasets),
    }


def _of(title: Title, language: str) -> str:
    return title.zh if language == "zh" else title.en
