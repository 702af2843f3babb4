# What an incident makes due and by when: duties of the reporters that the bureau is, whose
# conditions the incident meets. A clock that was started runs on from where it began, and no
# later finding takes it back.
from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from policies import Duty, IncidentLevel, Regime
from schema import Incident

__all__ = ["Clock", "clocks_of", "gravity", "owed"]

_ORDER: Final[tuple[IncidentLevel, ...]] = (
    "ordinary", "fairly-serious", "serious", "particularly-serious",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock:
    """A duty's clock: when it began and when it runs out, RFC 3339."""

    duty: str
    started: str
    due: str

    def left_s(self, now: str) -> float:
        """Seconds until it runs out; below zero it has."""
        until = dt.datetime.fromisoformat(self.due)
        return (until - dt.datetime.fromisoformat(now)).total_seconds()


def owed(
    incident: Incident,
    duties: Mapping[str, Duty],
    regimes: Mapping[str, Regime],
    reporters: Collection[str],
    *,
    now: str,
) -> tuple[str, ...]:
    """The incident's clocks, as records keep them: `duty started due` for each.

    Clocks that run already stay as they are; what is newly due starts `now`.
    """
    known = clocks_of(incident)
    running = {each.duty for each in known}
    started = dt.datetime.fromisoformat(now)
    new = [
        Clock(each.id, now, _later(started, each.within))
        for each in duties.values()
        if each.id not in running
        and each.reporter in reporters
        and _is_due(each, incident, regimes)
    ]
    ordered = sorted([*known, *new], key=lambda each: (each.due, each.duty))
    return tuple(f"{each.duty} {each.started} {each.due}" for each in ordered)


def clocks_of(incident: Incident) -> list[Clock]:
    """The clocks of an incident, the next to run out first."""
    return [Clock(*each.split(" ")) for each in incident.duties]


def gravity(incident: Incident, regime: Regime) -> IncidentLevel:
    """The incident's level by the persons whose data left, as far as that tells it."""
    reached = [
        bound.level
        for bound in regime.bounds
        if bound.figure == "persons_leaked" and incident.persons >= bound.least
    ]
    return max(reached, key=_ORDER.index, default="ordinary")


def _is_due(duty: Duty, incident: Incident, regimes: Mapping[str, Regime]) -> bool:
    if not set(duty.risk_types) & set(incident.risk_types) or incident.persons < duty.persons:
        return False
    if duty.level is not None and incident.level.rank < duty.level.rank:
        return False
    if duty.regime is not None:
        regime = regimes[duty.regime]
        least = duty.from_level or regime.from_level
        return _ORDER.index(gravity(incident, regime)) >= _ORDER.index(least)
    return True


def _later(start: dt.datetime, seconds: float) -> str:
    until = start + dt.timedelta(seconds=seconds)
    return until.isoformat(timespec="microseconds").replace("+00:00", "Z")
