# One plan for tables that refer to one another. Columns of a foreign key and the key it refers
# to are masked alike, or the copies would not join; the strictest plan among them holds for
# all, and it must keep values apart and equal values equal. A column that nobody recognised
# goes with the key it refers to; every other fault stays one.
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from policies import Purpose
from schema import DatasetFinding, RefusedError

from .operators import OPERATORS
from .planning import Plan, PlannedColumn, planned_column

__all__ = ["JOINING", "Place", "plan_linked"]

# A table and a column of it.
Place: TypeAlias = tuple[str, str]

JOINING = frozenset({"keep", "fpe", "tokenise", "encrypt", "keyed_hash"})
"""Operators under which equal values stay equal and others stay apart."""

_NONE_KNOWN: Mapping[str, str] = {}


def plan_linked(
    findings: Mapping[str, DatasetFinding],
    links: Sequence[tuple[Place, Place]],
    purpose: Purpose,
    *,
    keys: Collection[Place] = (),
    drop: Collection[Place] = (),
    categories: Mapping[str, str] = _NONE_KNOWN,
    subjects: Mapping[str, str] = _NONE_KNOWN,
) -> dict[str, Plan]:
    """The plan of each table, by the names of `findings`.

    `links` pair each column of a foreign key with the one it refers to, `keys` are columns of
    primary keys, `drop` columns left out. Otherwise as `plan`. Raises RefusedError naming
    every column at fault, ValueError where `drop` names what is not there.
    """
    places = [(name, field.name) for name, found in findings.items() for field in found.fields]
    if unknown := sorted(".".join(place) for place in set(drop) - set(places)):
        raise ValueError(f"no column is called {', '.join(unknown)}: nothing to drop there")
    outcomes: dict[Place, PlannedColumn | str] = {}
    unseen: set[Place] = set()
    for name, found in findings.items():
        for field in found.fields:
            if (name, field.name) in drop:
                continue
            place = (name, field.name)
            outcomes[place] = planned_column(field, purpose, categories, subjects)
            reviewed = any(reason.kind == "review" for reason in field.reasons)
            if field.label is None and not reviewed:
                unseen.add(place)
    for group in _groups([pair for pair in links if not {*pair} & set(drop)]):
        _alike(group, outcomes, unseen)
    for place in keys:
        planned = outcomes.get(place)
        if place in drop:
            outcomes[place] = _told(place, "is a key of its table and cannot be left out")
        elif isinstance(planned, PlannedColumn) and not _joins(planned):
            outcomes[place] = _told(
                place, f"is a key of its table, and {planned.operator} does not keep keys apart"
            )
    _refuse_strangers(outcomes, findings)
    faults = [fault for fault in outcomes.values() if isinstance(fault, str)]
    if faults:
        raise RefusedError(
            f"purpose {purpose.id} cannot share this database: {'; '.join(faults)}. Say what such a "
            "column is (tongguan classify catalogue review) or leave it out (--drop TABLE.COLUMN)"
        )
    return {name: _plan(name, found, outcomes, purpose) for name, found in findings.items()}


def _plan(
    name: str,
    found: DatasetFinding,
    outcomes: Mapping[Place, PlannedColumn | str],
    purpose: Purpose,
) -> Plan:
    planned = [outcomes.get((name, field.name)) for field in found.fields]
    columns = tuple(column for column in planned if isinstance(column, PlannedColumn))
    gone = tuple(field.name for field in found.fields if (name, field.name) not in outcomes)
    return Plan(purpose.id, columns, gone)


def _alike(
    group: Sequence[Place], outcomes: dict[Place, PlannedColumn | str], unseen: Collection[Place]
) -> None:
    """All columns of a group under the strictest plan that one of them has."""
    decided = [each for place in group if isinstance(each := outcomes[place], PlannedColumn)]
    if not decided:
        return
    leading = max(decided, key=lambda each: OPERATORS[each.operator].strictness)
    for place in group:
        own = outcomes[place]
        if not _joins(leading):
            if isinstance(own, PlannedColumn):
                outcomes[place] = _told(
                    place, f"refers to a key or is one, and {leading.operator} would part them"
                )
        elif isinstance(own, PlannedColumn):
            outcomes[place] = replace(
                own,
                operator=leading.operator,
                parameters=leading.parameters,
                reason=leading.reason,
            )
        elif place in unseen:
            outcomes[place] = replace(leading, name=place[1], label="")


def _joins(planned: PlannedColumn) -> bool:
    # What hides some cells, or looks at a column beside it, parts equal values or joins others.
    return (
        planned.operator in JOINING
        and "by" not in planned.parameters
        and planned.parameters.get("others", "refuse") == "refuse"
    )


def _told(place: Place, what: str) -> str:
    return f"column {'.'.join(place)} {what}"


def _refuse_strangers(
    outcomes: dict[Place, PlannedColumn | str], findings: Mapping[str, DatasetFinding]
) -> None:
    """Faults in place of plans that go by a column which is not beside theirs."""
    for place, planned in outcomes.items():
        if isinstance(planned, PlannedColumn):
            by = planned.parameters.get("by")
            if by is not None and by not in {field.name for field in findings[place[0]].fields}:
                outcomes[place] = _told(place, f"goes by {by!r}, which is no column beside it")


def _groups(links: Sequence[tuple[Place, Place]]) -> list[list[Place]]:
    """Columns that hang together, however long the way from one to the other."""
    leader: dict[Place, Place] = {}

    def first(place: Place) -> Place:
        while leader.setdefault(place, place) != place:
            place = leader[place]
        return place

    for child, parent in links:
        leader[first(child)] = first(parent)
    groups: dict[Place, list[Place]] = {}
    for place in leader:
        groups.setdefault(first(place), []).append(place)
    return [sorted(group) for group in groups.values()]
