# What people decide about incidents: taken note of, closed with a verdict, opened again. Each
# decision is a record with its reason; the incident carries the state it has now.
from __future__ import annotations

from dataclasses import replace
from typing import Final

from schema import Handling, Incident, MisuseError, RefusedError

from .incident_trace import find_incident
from .recording import new_id
from .settings import Settings, open_book

__all__ = ["VERDICTS", "handle_incident", "handlings_of"]

VERDICTS: Final = ("real", "false-alarm", "expected", "drill")
_VERBS: Final = {
    "acknowledged": "incident.acknowledge",
    "closed": "incident.close",
    "open": "incident.reopen",
}
# From which states each can be reached.
_FROM: Final = {
    "acknowledged": ("open",),
    "closed": ("open", "acknowledged"),
    "open": ("acknowledged", "closed"),
}


def handle_incident(
    settings: Settings, identifier: str, state: str, *, reason: str, verdict: str = ""
) -> Incident:
    """The incident in its new state, with the decision on record.

    The beginning of an id is enough. Raises MisuseError for an incident that is not there or a
    reason that is empty, RefusedError where it is in that state already.
    """
    if not reason.strip():
        raise MisuseError("what is decided about an incident needs a reason")
    with open_book(settings) as book:
        found = find_incident(book, identifier)
        if found.state not in _FROM[state]:
            raise RefusedError(f"incident {found.id} is in that state already")
        now = book.now()
        decided = Handling(
            id=new_id("hd"),
            unit=found.unit,
            time=now,
            incident=found.id,
            state=state,
            person=settings.actor,
            reason=reason,
            verdict=verdict,
        )
        moved = replace(found, state=state, time=now)
        book.record(
            [moved, decided],
            action=_VERBS[state],
            actor=settings.actor,
            unit=found.unit,
            detail={"incident": found.id, "verdict": verdict},
        )
    return moved


def handlings_of(settings: Settings) -> dict[str, list[Handling]]:
    """What was decided about each incident, the oldest first."""
    with open_book(settings) as book:
        found: dict[str, list[Handling]] = {}
        for each in sorted(book.list(Handling), key=lambda each: (each.time, each.id)):
            found.setdefault(each.incident, []).append(each)
    return found
