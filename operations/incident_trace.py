# tongguan monitor trace: what led to an incident, from the archive of events and the catalogue,
# in the forms that people and other tools read.
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa

from monitor import BACK, Known, Trace, as_attack_flow, stix_bundle, technique_of, traced
from policies import Title
from schema import Alert, Incident, MisuseError, RefusedError

from .event_archive import event_archive
from .history import History
from .recording import Book, utc_now
from .settings import Settings, open_book, read_policies
from .trace_page import trace_page
from .trace_svg import trace_svg
from .trace_words import NODE_WORDS, TRACE_WORDS, VERB_WORDS

__all__ = [
    "TRACE_FORMS",
    "IncidentTrace",
    "TraceForm",
    "edge_rows",
    "find_incident",
    "trace_incident",
    "trace_json",
    "trace_text",
    "trace_word",
]

TraceForm = Literal["json", "stix", "attack-flow", "svg", "html"]
TRACE_FORMS: Final[tuple[TraceForm, ...]] = ("json", "stix", "attack-flow", "svg", "html")
_LITTLE: Final = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class IncidentTrace:
    """An incident with its alerts and what led to it."""

    incident: Incident
    alerts: tuple[Alert, ...]
    trace: Trace


def trace_incident(settings: Settings, identifier: str) -> IncidentTrace:
    """The trace of an incident; the beginning of its id is enough where no other begins so.

    Raises MisuseError where there is no such incident, RefusedError where the archive has
    none of its events any more, StoreError where it cannot be read.
    """
    with open_book(settings) as book, event_archive(settings, book) as archive:
        incident = find_incident(book, identifier)
        own = set(incident.alerts)
        alerts = tuple(each for each in book.list(Alert) if each.id in own)
        since = dt.datetime.fromisoformat(incident.first_seen) - BACK
        until = dt.datetime.fromisoformat(incident.last_seen) + _LITTLE

        def scan() -> Iterator[pa.RecordBatch]:
            return archive.scan(since, until)

        trace = traced(incident, alerts, scan, _known(settings, book))
    if not trace.edges:
        raise RefusedError(
            f"none of the events of incident {incident.id} is in the archive: nothing can be traced"
        )
    return IncidentTrace(incident, alerts, trace)


def trace_text(settings: Settings, found: IncidentTrace, form: TraceForm, *, language: str) -> str:
    """The trace as a text in this form; what people read is in `language`."""
    if form == "svg":
        return trace_svg(found.trace, language=language)
    if form == "html":
        return trace_page(settings, found.incident, found.trace, language=language, time=utc_now())
    if form == "stix":
        shown: object = stix_bundle(found.trace, found.incident)
    elif form == "attack-flow":
        shown = as_attack_flow(found.trace, found.incident, found.alerts)
    else:
        shown = trace_json(found)
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def trace_json(found: IncidentTrace) -> dict[str, object]:
    """The trace with fixed keys."""
    trace = found.trace
    return {
        "incident": trace.incident,
        "nodes": [
            {"id": each.id, "kind": each.kind, "name": each.name, "facts": dict(each.facts)}
            for each in trace.nodes
        ],
        "edges": [
            {
                "source": each.source,
                "target": each.target,
                "verb": each.verb,
                "events": list(each.events),
                "first": each.first,
                "last": each.last,
                "inferred": each.inferred,
                "techniques": list(each.techniques),
            }
            for each in trace.edges
        ],
        "techniques": [
            {
                "id": name,
                "title": technique_of(name).title.en,
                "tactic": technique_of(name).tactic,
                "alerts": list(alerts),
            }
            for name, alerts in sorted(trace.techniques.items())
        ],
        "missing": list(trace.missing),
        "cut": trace.cut,
    }


def edge_rows(found: IncidentTrace, language: str) -> list[list[str]]:
    """The edges as rows of a table: when, who, did what, with what, by which events."""
    nodes = {each.id: each for each in found.trace.nodes}

    def named(identifier: str) -> str:
        node = nodes[identifier]
        return f"{_of(NODE_WORDS[node.kind], language)} {node.name}"

    rows = []
    for each in found.trace.edges:
        how = f" ({trace_word('inferred', language)})" if each.inferred else ""
        rows.append(
            [
                each.first[:19].replace("T", " "),
                named(each.source),
                _of(VERB_WORDS[each.verb], language) + how,
                named(each.target),
                " ".join(each.events),
            ]
        )
    return rows


def trace_word(key: str, language: str) -> str:
    """A word of traces as people read it."""
    return _of(TRACE_WORDS[key], language)


def _of(title: Title, language: str) -> str:
    return title.zh if language == "zh" else title.en


def find_incident(book: Book, identifier: str) -> Incident:
    """The incident of that id, or the one whose id begins so. Raises MisuseError otherwise."""
    found = [each for each in book.list(Incident) if each.id.startswith(identifier)]
    exact = [each for each in found if each.id == identifier]
    if not (exact or found):
        raise MisuseError(f"no incident is recorded as {identifier}")
    if not exact and len(found) > 1:
        raise MisuseError(f"several incidents begin with {identifier}")
    return (exact or found)[0]


def _known(settings: Settings, book: Book) -> dict[str, Known]:
    history = History(book, read_policies(settings))
    known = {}
    for identifier in history.datasets:
        finding = history.decided(identifier)
        if finding is not None:
            is_file = "://" not in finding.source
            known[identifier] = Known(finding.name, finding.source, is_file)
    return known
