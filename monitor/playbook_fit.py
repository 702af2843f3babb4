# Which playbooks an incident is for, and what they are told of it: accounts and addresses, how much
# of which data, in words and figures. Nothing of the data itself is in it.
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from policies import Playbook
from policies.condition import Value
from policies.playbook import Starts
from schema import Alert, Incident, Level

from .alert import SEVERITIES

__all__ = ["fits", "fitting", "variables_of"]

_ENTITIES: Final = ("user", "source", "destination", "server", "recipient")


def variables_of(incident: Incident, alerts: Iterable[Alert]) -> dict[str, Value]:
    """What a playbook may ask of an incident; `alerts` are its own.

    `masked` says that all of the data that it counts were masked copies.
    """
    own = [each for each in alerts if each.id in incident.alerts]
    graded = [each for each in own if each.records]
    known: dict[str, Value] = {
        "incident": incident.id,
        "title": incident.title,
        "severity": incident.severity,
        "level": incident.level.value,
        "records": incident.records,
        "persons": incident.persons,
        "confidence": incident.confidence,
        "risk_types": incident.risk_types,
        "rules": tuple(dict.fromkeys(each.rule for each in own)),
        "datasets": incident.datasets,
        "labels": tuple(incident.labels),
        "shares": incident.shares,
        "masked": bool(graded) and all(each.shares for each in graded),
    }
    return known | {name: incident.entities.get(name, ()) for name in _ENTITIES}


def fits(starts: Starts | None, variables: Mapping[str, Value]) -> bool:
    """Whether a playbook is for what these variables tell of; without `starts` it is for nothing.

    >>> fits(Starts(severity="high"), {"severity": "critical"}), fits(None, {})
    (True, False)
    """
    if starts is None:
        return False
    severity = str(variables.get("severity", "low"))
    level = variables.get("level")
    wanted: list[bool] = [SEVERITIES.index(severity) >= SEVERITIES.index(starts.severity)]
    if starts.level is not None:
        graded = Level(str(level)) if level else Level.GENERAL_1
        wanted.append(graded.rank >= starts.level.rank)
    if starts.masked is not None:
        wanted.append(bool(variables.get("masked", False)) == starts.masked)
    for name, asked in (("rules", starts.rules), ("risk_types", starts.risk_types)):
        if asked:
            wanted.append(bool(set(asked) & set(_several(variables.get(name, ())))))
    return all(wanted)


def fitting(playbooks: Mapping[str, Playbook], variables: Mapping[str, Value]) -> list[str]:
    """The ids of the playbooks that are for it, in order."""
    return sorted(name for name, each in playbooks.items() if fits(each.starts, variables))


def _several(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)
