# What may be seen of a drill while it runs, as JSON: everything for exercise control; for a role
# what its side sees, which is no step of the attack and no plant.
from __future__ import annotations

from .control import Control
from .desk import Waiting
from .journal import Event
from .result import JSON

__all__ = ["role_view", "whole_view"]

# Of the timeline, what the defence team brings about or is told.
_TEAM = frozenset({
    "begin", "alert", "playbook", "gate", "response", "decision", "report", "restored", "traced",
    "control", "joined", "left", "end",
})  # fmt: skip


def whole_view(control: Control, since: int) -> dict[str, JSON]:
    """Exercise control's view; of the timeline what came after its first `since` entries."""
    world = control.world
    injects: list[JSON] = [
        {
            "number": number, "at_s": each.at, "to": each.to, "way": each.kind, "zh": each.text.zh,
            "en": each.text.en, "pending": number in control.injects.pending(),
        }
        for number, each in enumerate(world.drill.injects)
    ]  # fmt: skip
    return {
        **_head(control),
        "timeline": _timeline(world.journal.events, since),
        "questions": [_question(each) for each in control.desk.waiting()],
        "hosts": _hosts(control, whole=True),
        "injects": injects,
        "physical": dict(world.harm()),
        "curves": {
            name: [[time, value] for time, value in curve] for name, curve in world.curves.items()
        },
    }


def role_view(control: Control, role: str, since: int) -> dict[str, JSON]:
    """A role's view: its questions, what it was told, and what its team does."""
    events = control.world.journal.events
    seen = [
        each
        for each in events[since:]
        if each.kind in _TEAM or (each.kind == "inject" and each.values["to"] == role)
    ]
    return {
        **_head(control),
        "next": len(events),
        "timeline": _timeline(seen, 0),
        "questions": [_question(each) for each in control.desk.waiting(role)],
        "hosts": _hosts(control, whole=False),
    }


def _head(control: Control) -> dict[str, JSON]:
    world = control.world
    return {
        "scenario": world.drill.header.id,
        "seed": world.seed,
        "time_s": world.clock.now(),
        "length_s": world.drill.clock.length,
        "speed": world.clock.speed,
        "paused": world.clock.paused,
        "aborted": control.aborted.is_set(),
        "roles": {
            role: {"mode": each.mode, "players": list(control.desk.players(role))}
            for role, each in world.drill.defence.roles.items()
        },
    }


def _timeline(events: list[Event], since: int) -> list[JSON]:
    return [{"time_s": event.time, "kind": event.kind, **event.values} for event in events[since:]]


def _question(waiting: Waiting) -> JSON:
    question = waiting.question
    return {
        "number": waiting.number,
        "role": question.role,
        "asked_s": waiting.asked,
        "until_s": waiting.until,
        "zh": question.text.zh,
        "en": question.text.en,
        "answers": {key: {"zh": each.zh, "en": each.en} for key, each in question.answers.items()},
    }


def _hosts(control: Control, *, whole: bool) -> dict[str, JSON]:
    """Each host with the states that it is in; the attack team's only where all may be seen."""
    world = control.world
    attackers = world.attackers() if whole else set()
    tampered = set(world.tampered()) if whole else set()
    found: dict[str, JSON] = {}
    for name, host in world.drill.lab.hosts.items():
        address = world.lab.addresses[name]
        exchange = world.exchanges.get(name)
        states = {
            "attack": address in attackers,
            "blocked": address in world.lab.blocked,
            "reading-only": address in world.lab.reading_only,
            "tampered": name in tampered,
            "damaged": exchange is not None and exchange.is_damaged,
        }
        found[name] = {
            "zone": host.zone,
            "address": address,
            "device": host.device,
            "states": [each for each, holds in states.items() if holds],
        }
    return found
