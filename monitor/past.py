# What a detection remembers of windows that it counts no more: when a group was first seen and
# what its fullest window of each day held. That is what habits and first times are judged by, and
# it is little; the windows themselves are let go once nothing can be added to them.
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from .window import Group, Half

__all__ = ["Past", "forgettable"]


@dataclass(slots=True)
class Past:
    """Of a group's windows that were let go; `earliest` and `last` are places, `first` a time."""

    first: int = 1 << 62
    earliest: int = 1 << 62
    last: int = -(1 << 62)
    days: dict[int, int] = field(default_factory=dict)

    def add(self, place: int, half: Half, day: int, value: int) -> None:
        """Takes what there is to remember of a half window."""
        self.first = min(self.first, half.first)
        self.earliest, self.last = min(self.earliest, place), max(self.last, place)
        self.days[day] = max(self.days.get(day, 0), value)


def forgettable(
    halves: Mapping[Group, Mapping[int, Half]],
    touched: Collection[Group],
    now: int,
    kept: int,
    hot: Mapping[Group, Iterable[int]],
) -> dict[Group, list[int]]:
    """The half windows that may go: `kept` places and more behind, and not under way.

    A group that something was added to lately is measured by its own newest window, since its log
    may be late; others by `now`. What is `hot` and goes on into what is kept stays, so that
    one thing that lasts stays one.
    """
    found = {}
    for group, own in halves.items():
        newest = max(own)
        limit = (newest if group in touched else max(newest, now)) - kept
        old = [place for place in own if place < limit]
        if not old:
            continue
        near = {each for place in hot.get(group, ()) for each in (place, place + 1)} & set(own)
        lasting = set()
        place = limit
        while place - 1 in near and (place in near or place == limit):
            place -= 1
            lasting.add(place)
        found[group] = [each for each in old if each not in lasting]
    return {group: places for group, places in found.items() if places}
