# What a detection counts, window by window and group by group: the state that batches of
# events are added to and detections are judged by. A window is two halves; each half is added
# up once and every two neighbours are looked at together, so that what straddles a boundary is
# seen whole. States of two parts of a log merge into that of the whole.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from schema import Level, strictest

__all__ = ["MOST_EVIDENCE", "Group", "Half", "Halves", "merged"]

Group = tuple[str, ...]

MOST_EVIDENCE: Final = 8
# Different values remembered in a half window; what has more is over any threshold of ours.
_MOST_DISTINCT: Final = 50_000
# Times remembered of each step; of what comes more often the first will do.
_MOST_TIMES: Final = 2_000


@dataclass(slots=True)
class Half:
    """Half a window of one group.

    `steps` are the times of events of each step of a sequence, the first of them.
    `evidence` are ids and descriptions of some events, those with most records first;
    `entities` what its events have in common by name.
    """

    value: int = 0
    events: int = 0
    first: int = 1 << 62
    last: int = 0
    records: int = 0
    persons: int = 0
    level: Level = Level.GENERAL_1
    distinct: set[str] = field(default_factory=set)
    labels: dict[str, int] = field(default_factory=dict)
    datasets: set[str] = field(default_factory=set)
    evidence: list[tuple[int, str, str]] = field(default_factory=list)
    entities: dict[str, set[str]] = field(default_factory=dict)
    shares: set[str] = field(default_factory=set)
    steps: dict[int, list[int]] = field(default_factory=dict)

    def add(self, other: Half) -> None:
        """Takes another part of the same half, or the next half, in."""
        self.value += other.value
        self.events += other.events
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        self.records += other.records
        self.persons += other.persons
        self.level = strictest([self.level, other.level])
        if len(self.distinct) < _MOST_DISTINCT:
            self.distinct |= other.distinct
        for label, count in other.labels.items():
            self.labels[label] = self.labels.get(label, 0) + count
        self.datasets |= other.datasets
        self.shares |= other.shares
        for step, times in other.steps.items():
            self.steps[step] = sorted([*self.steps.get(step, ()), *times])[:_MOST_TIMES]
        self.evidence = _strongest([*self.evidence, *other.evidence])
        for name, values in other.entities.items():
            self.entities.setdefault(name, set()).update(values)

    def measured(self, *, distinct: bool) -> int:
        """What counts towards the threshold."""
        return len(self.distinct) if distinct else self.value


Halves = dict[Group, dict[int, Half]]


def merged(one: Halves, other: Mapping[Group, Mapping[int, Half]]) -> Halves:
    """The first state with the second in it."""
    for group, halves in other.items():
        mine = one.setdefault(group, {})
        for place, half in halves.items():
            if place in mine:
                mine[place].add(half)
            else:
                mine[place] = half
    return one


def _strongest(evidence: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    distinct = dict.fromkeys(sorted(evidence, key=lambda each: (-each[0], each[1])))
    return list(distinct)[:MOST_EVIDENCE]
