# What industrial masters ask over and over: alike requests are counted and told once a minute,
# so that a station that is polled ten times a second does not fill the archive.
from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final

from .noted import Noted, Value

__all__ = ["Polls"]

_WINDOW_NS: Final = 60 * 1_000_000_000
_MOST: Final = 4_096


@dataclass(slots=True)
class _Poll:
    first: int
    last: int
    times: int
    values: Mapping[str, Value]


class Polls:
    """Counts what is alike; each window of it is one event."""

    def __init__(self, window_ns: int = _WINDOW_NS) -> None:
        self._window_ns = window_ns
        self._open: OrderedDict[Hashable, _Poll] = OrderedDict()

    def add(
        self, key: Hashable, time: int, values: Mapping[str, Value], times: int = 1
    ) -> list[Noted]:
        """One more under this key; the windows that have passed. The first one's values are told."""
        noted = []
        # In the order in which they began, so that the oldest comes first.
        while self._open and (
            time - next(iter(self._open.values())).first > self._window_ns
            or len(self._open) > _MOST
        ):
            noted.append(_told(self._open.popitem(last=False)[1]))
        known = self._open.get(key)
        if known is None:
            self._open[key] = _Poll(time, time, times, values)
        else:
            known.last, known.times = max(time, known.last), known.times + times
        return noted

    def end(self) -> list[Noted]:
        """The windows that are open."""
        noted = [_told(each) for each in self._open.values()]
        self._open.clear()
        return noted


def _told(poll: _Poll) -> Noted:
    more: dict[str, Value] = {
        "tongguan.times": poll.times,
        "event.duration": poll.last - poll.first,
    }
    return Noted(poll.first, {**poll.values, **more})
