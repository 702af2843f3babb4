# Playbooks that a policy lets the monitor begin by itself: for each incident that they are for, once,
# in the mode that the policy says. What is open goes on by time, and messages are handed on.
from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from monitor import fits, variables_of
from policies import load_playbooks
from schema import Alert, Incident, Response

from .notify import Delivered, deliver_notices
from .respond import Responded, advance_responses, begin_response
from .settings import Settings, open_book

__all__ = ["Answered", "respond_to"]


@dataclass(frozen=True, slots=True)
class Answered:
    """Responses that were begun, those that went on, and what became of messages."""

    begun: tuple[Responded, ...]
    advanced: tuple[Responded, ...]
    delivered: Delivered


def respond_to(
    settings: Settings,
    incidents: Iterable[Incident],
    *,
    clock: Callable[[], float] = time.time,
) -> Answered:
    """Begins what a policy switches on for these incidents, and moves on all that is open."""
    advanced = tuple(advance_responses(settings, clock=clock))
    begun = tuple(_begun(settings, incidents, clock))
    return Answered(begun, advanced, deliver_notices(settings, clock=clock))


def _begun(
    settings: Settings, incidents: Iterable[Incident], clock: Callable[[], float]
) -> Iterable[Responded]:
    found = load_playbooks(settings.policies)
    wanted = [each for each in incidents if each.state == "open"]
    if not found.automatic or not wanted:
        return
    with open_book(settings) as book:
        alerts = book.list(Alert)
        had = {(each.incident, each.playbook, each.mode) for each in book.list(Response)}
    for incident in wanted:
        variables = variables_of(incident, alerts)
        for name, switched in sorted(found.automatic.items()):
            known = (incident.id, name, switched.mode)
            if known in had or not fits(found.playbooks[name].starts, variables):
                continue
            yield begin_response(
                settings, incident.id, playbook=name, for_real=switched.mode == "for-real",
                clock=clock, automatic=True,
            )  # fmt: skip
