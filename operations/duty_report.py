# What an incident makes due: the clocks that run, and for each a draft of the report with what
# the evidence says filled in and what only people know left open.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from monitor import Clock, clocks_of, technique_of
from policies import Duty, Site, Title, load_duties
from schema import Alert, DatasetFinding, Incident, RefusedError

from .duty_words import DUTY_WORDS
from .history import History
from .incident_trace import find_incident
from .monitoring import alert_title, incident_title, label_names, risk_word
from .problem import words_at_hand
from .recording import utc_now
from .settings import Settings, open_book, read_policies, read_site

__all__ = ["DueReport", "clock_line", "due_reports", "incident_clocks", "report_text"]

_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class DueReport:
    """A duty's clock on an incident, with what a report on it can be filled with."""

    duty: Duty
    clock: Clock
    incident: Incident
    alerts: tuple[Alert, ...]
    findings: tuple[DatasetFinding, ...]
    site: Site


def due_reports(settings: Settings, identifier: str) -> list[DueReport]:
    """What an incident makes due, the next deadline first.

    Raises MisuseError where there is no such incident, RefusedError where nothing is due.
    """
    duties = load_duties(settings.policies)
    site = read_site(settings)
    with open_book(settings) as book:
        incident = find_incident(book, identifier)
        alerts = tuple(each for each in book.list(Alert) if each.id in set(incident.alerts))
        history = History(book, read_policies(settings))
        found = [history.decided(each) for each in incident.datasets]
    findings = tuple(each for each in found if each is not None)
    due = [
        DueReport(duties[clock.duty], clock, incident, alerts, findings, site)
        for clock in clocks_of(incident)
        if clock.duty in duties
    ]
    if not due:
        raise RefusedError(f"incident {incident.id} makes nothing due by the duties in force")
    return due


def clock_line(clock: Clock, language: str, *, now: str | None = None) -> str:
    """When a duty is due and how long that is, as people read it."""
    left = clock.left_s(now or utc_now())
    hours, minutes = divmod(int(abs(left)) // 60, 60)
    word = _word("left" if left >= 0 else "over", language).format(hours, minutes)
    return f"{clock.due[:16].replace('T', ' ')} UTC ({word})"


def incident_clocks(settings: Settings, incident: Incident, language: str) -> list[str]:
    """A line for each clock that runs on an incident."""
    duties = load_duties(settings.policies)
    return [
        f"{_of(duties[each.duty].title, language)}: {clock_line(each, language)}"
        for each in clocks_of(incident)
        if each.duty in duties
    ]


def report_text(settings: Settings, due: DueReport, *, language: str) -> str:
    """The draft of a report as Markdown."""
    duty, incident = due.duty, due.incident
    lines = [
        f"# {_of(duty.title, language)} ({_word('report', language)})",
        "",
        f"{_word('incident', language)}: {incident.id} {incident_title(settings, incident, language)}",
        f"{_word('to', language)}: {_of(duty.to, language)}",
        f"{_word('rule', language)}: {_of(duty.rule, language)} ({_word(duty.status, language)})",
        f"{_word('started', language)}: {due.clock.started[:16].replace('T', ' ')} UTC",
        f"{_word('due', language)}: {clock_line(due.clock, language)}",
    ]
    if duty.closing is not None:
        start = dt.datetime.fromisoformat(due.clock.started)
        until = start + dt.timedelta(seconds=duty.closing)
        lines.append(f"{_word('closing', language)}: {until:%Y-%m-%d %H:%M} UTC")
    for place, item in enumerate(duty.report, 1):
        later = "" if item.first else f" ({_word('follows', language)})"
        lines += ["", f"## {place}. {_of(item.title, language)}{later}", ""]
        known = [line for key in item.filled for line in _FILLED[key](settings, due, language)]
        lines += [f"- {line}" for line in known] or [_word("to_write", language)]
    return "\n".join(lines) + "\n"


def _site(_settings: Settings, due: DueReport, language: str) -> Iterator[str]:
    site = due.site
    yield f"{_word('unit', language)}: {site.name or site.unit}"
    if site.uscc:
        yield f"{_word('uscc', language)}: {site.uscc}"
    for each in site.departments:
        if each.officer or each.contact:
            yield f"{_word('contact', language)}: {each.name} {each.officer} {each.contact}".rstrip()


def _systems(_settings: Settings, due: DueReport, language: str) -> Iterator[str]:
    sources = {each.source for each in due.findings}
    named = [
        f"{each.name} {each.protection_level}".rstrip()
        for each in due.site.systems
        if any(source.startswith(prefix) for source in sources for prefix in each.sources)
    ]
    if named:
        yield f"{_word('systems', language)}: {', '.join(named)}"
    if due.findings:
        yield f"{_word('datasets', language)}: {', '.join(each.name for each in due.findings)}"


def _time(_settings: Settings, due: DueReport, language: str) -> Iterator[str]:
    first, last = due.incident.first_seen[:19], due.incident.last_seen[:19]
    yield f"{_word('period', language)}: {first} – {last}"


def _kind(_settings: Settings, due: DueReport, language: str) -> Iterator[str]:
    risks = ", ".join(risk_word(each, language) for each in due.incident.risk_types)
    yield f"{_word('kind', language)}: {risks}"


def _harm(_settings: Settings, due: DueReport, language: str) -> Iterator[str]:
    incident = due.incident
    yield _word("records", language).format(f"{incident.records:,}", f"{incident.persons:,}")
    if where := incident.entities.get("destination"):
        yield f"{_word('destinations', language)}: {', '.join(where)}"


def _data(settings: Settings, due: DueReport, language: str) -> Iterator[str]:
    level = words_at_hand(settings, language).name(due.incident.level.value)
    yield f"{_word('level', language)}: {level}"
    if due.incident.labels:
        labels = ", ".join(label_names(settings, due.incident.labels, language))
        yield f"{_word('labels', language)}: {labels}"


def _cause(settings: Settings, due: DueReport, language: str) -> Iterator[str]:
    titles = dict.fromkeys(alert_title(settings, each, language) for each in due.alerts)
    yield f"{_word('detected', language)}: {', '.join(titles)}"


def _clues(_settings: Settings, due: DueReport, language: str) -> Iterator[str]:
    for key, entity in (("accounts", "user"), ("sources", "source"), ("recipients", "recipient")):
        if values := due.incident.entities.get(entity):
            yield f"{_word(key, language)}: {', '.join(values)}"
    for each in due.incident.evidence[:_MOST_LINES]:
        yield f"{_word('evidence', language)}: {each}"


def _techniques(_settings: Settings, due: DueReport, language: str) -> Iterator[str]:
    names = dict.fromkeys(name for alert in due.alerts for name in alert.technique)
    if names:
        told = [f"{name} {_of(technique_of(name).title, language)}" for name in names]
        yield f"{_word('techniques', language)}: {', '.join(told)}"


def _response(_settings: Settings, _due: DueReport, language: str) -> Iterator[str]:
    yield _word("to_write", language)


_FILLED = {
    "site": _site, "systems": _systems, "time": _time, "kind": _kind, "harm": _harm,
    "data": _data, "cause": _cause, "clues": _clues, "techniques": _techniques,
    "response": _response,
}  # fmt: skip


def _word(key: str, language: str) -> str:
    return _of(DUTY_WORDS[key], language)


def _of(title: Title, language: str) -> str:
    return title.zh if language == "zh" else title.en
