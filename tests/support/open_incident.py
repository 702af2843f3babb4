# An incident with its alert in a book of its own, for what is done about it.
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from operations import Settings
from operations.settings import open_book
from schema import Alert, Incident, Level

__all__ = ["ALERT", "INCIDENT", "here", "recorded"]

ALERT = Alert(
    id="al-0000000000000001", unit="local", time="2026-11-28T02:14:00.000000Z", rule="data.sent-out",
    risk_type="leak", severity="critical", confidence=0.8,
    entities={"user": "li", "source": "10.0.0.7", "destination": "203.0.113.9"},
    evidence=("ev-1 li -> 203.0.113.9",), labels={"cn.id18": 1204}, level=Level.GENERAL_4,
    records=1204, persons=1204, first_seen="2026-11-28T02:13:00.000000Z",
    last_seen="2026-11-28T02:13:30.000000Z",
)  # fmt: skip
INCIDENT = Incident(
    id="in-0000000000000001", unit="local", time="2026-11-28T02:14:00.000000Z",
    title="1,204 records of 1,204 persons, level general-4, left through li to 203.0.113.9",
    state="open", severity="critical", alerts=(ALERT.id,), risk_types=("leak",), confidence=0.9,
    entities={"user": ("li",), "source": ("10.0.0.7",), "destination": ("203.0.113.9",)},
    evidence=ALERT.evidence, labels={"cn.id18": 1204}, level=Level.GENERAL_4, records=1204,
    persons=1204, first_seen=ALERT.first_seen, last_seen=ALERT.last_seen,
)  # fmt: skip


def here(folder: Path, *, policies: Path | None = None, actor: str = "zhang") -> Settings:
    return Settings(home=folder / "home", actor=actor, policies=policies)


def recorded(settings: Settings, **changed: object) -> Incident:
    """The incident in the book, with what is said otherwise."""
    incident = replace(INCIDENT, **changed)  # type: ignore[arg-type]
    with open_book(settings) as book:
        book.record([ALERT, incident], action="monitor.replay", actor="t", unit="local")
    return incident
