# Flows as columns, and those that are open: rows side by side, found by their keys, in place. What
# is over is taken out and its place is filled by the last one, so that taking in a batch costs
# what is in the batch.
from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Flows", "OpenFlows"]

Integers: TypeAlias = "npt.NDArray[np.int64]"
Words: TypeAlias = "npt.NDArray[np.uint64]"
Places: TypeAlias = "npt.NDArray[np.intp] | npt.NDArray[np.bool_]"

_LEAST: Final = 1_024


@dataclass(frozen=True, slots=True)
class Flows:
    """Flows as columns, a value for each; "forth" is from the source, "back" to it.

    Addresses are as in `Packets`; times in nanoseconds; bytes are those of frames on the wire,
    `internet` those of IP packets with their heads, `payload` those the transport carried.
    `squares` are sums of squared frame sizes, from which their spread follows; `flags` all TCP flags
    seen in a direction, or-ed together. `base` is the number of the first segment of a direction, -1
    where there is none, and `top` how far from there its numbers reach.
    """

    key: Words
    source_high: Words
    source_low: Words
    destination_high: Words
    destination_low: Words
    source_port: Integers
    destination_port: Integers
    protocol: Integers
    first: Integers
    last: Integers
    packets_forth: Integers
    packets_back: Integers
    bytes_forth: Integers
    bytes_back: Integers
    internet_forth: Integers
    internet_back: Integers
    payload_forth: Integers
    payload_back: Integers
    squares_forth: Integers
    squares_back: Integers
    flags_forth: Integers
    flags_back: Integers
    base_forth: Integers
    base_back: Integers
    top_forth: Integers
    top_back: Integers

    def __len__(self) -> int:
        return len(self.key)

    def take(self, places: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Flows:
        """Some of the flows."""
        return Flows(*(getattr(self, each.name)[places] for each in fields(self)))


_NAMES: Final = tuple(each.name for each in fields(Flows))
# The first columns are words, the others numbers; sums of two directions stand side by side.
_WORDS: Final = 5
_FIRST, _LAST = _NAMES.index("first") - _WORDS, _NAMES.index("last") - _WORDS
_SUMS: Final = slice(_NAMES.index("packets_forth") - _WORDS, _NAMES.index("flags_forth") - _WORDS)
_FLAGS: Final = slice(_NAMES.index("flags_forth") - _WORDS, _NAMES.index("base_forth") - _WORDS)
_BASE, _TOP = _NAMES.index("base_forth") - _WORDS, _NAMES.index("top_forth") - _WORDS
_SPAN, _HALF = 1 << 32, 1 << 31


class OpenFlows:
    """Flows by their keys."""

    def __init__(self) -> None:
        self._words = np.zeros((_WORDS, _LEAST), np.uint64)
        self._numbers = np.zeros((len(_NAMES) - _WORDS, _LEAST), np.int64)
        # Their keys in order, and the place of each.
        self._keys = np.zeros(0, np.uint64)
        self._at = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self._keys)

    def flows(self) -> Flows:
        """All of them, as they are until something changes."""
        count = len(self)
        return Flows(*self._words[:, :count], *self._numbers[:, :count])

    def places(self, flows: Flows) -> Integers:
        """Where flows of the same keys are; -1 for those that are not here."""
        if not len(self):
            return np.full(len(flows), -1)
        near = np.minimum(np.searchsorted(self._keys, flows.key), len(self) - 1)
        return np.where(self._keys[near] == flows.key, self._at[near], -1)

    def replace(self, places: Integers, flows: Flows) -> None:
        """Other flows of the same keys in these places."""
        self._words[:, places], self._numbers[:, places] = _tables(flows)

    def append(self, flows: Flows) -> None:
        """More flows, whose keys are not here."""
        count, more = len(self), len(flows)
        if not more:
            return
        room = self._words.shape[1]
        if count + more > room:
            wider = max(2 * room, count + more) - room
            self._words = np.pad(self._words, ((0, 0), (0, wider)))
            self._numbers = np.pad(self._numbers, ((0, 0), (0, wider)))
        every = slice(count, count + more)
        self._words[:, every], self._numbers[:, every] = _tables(flows)
        order = np.argsort(flows.key)
        keys = flows.key[order]
        at = np.searchsorted(self._keys, keys)
        self._keys = np.insert(self._keys, at, keys)
        self._at = np.insert(self._at, at, count + order)

    def add_to(self, places: Integers, flows: Flows) -> None:
        """More of the flows in these places, each of which stands there once."""
        if not len(places):
            return
        mine, (words, more) = self._words[:, places], _tables(flows)
        # Who sent the first packet of this batch may have been the destination so far.
        turned = (mine[1] != words[1]) | (mine[2] != words[2])
        port = _NAMES.index("source_port") - _WORDS
        numbers = self._numbers[:, places]
        turned |= numbers[port] != more[port]
        if turned.any():
            for forth in range(_SUMS.start, len(more), 2):
                pair = more[forth : forth + 2]
                pair[:, turned] = pair[::-1, turned]
        numbers[_FIRST] = np.minimum(numbers[_FIRST], more[_FIRST])
        numbers[_LAST] = np.maximum(numbers[_LAST], more[_LAST])
        numbers[_SUMS] += more[_SUMS]
        numbers[_FLAGS] |= more[_FLAGS]
        for base, top in ((_BASE, _TOP), (_BASE + 1, _TOP + 1)):
            _reach(numbers, more, base, top)
        self._numbers[:, places] = numbers

    def taken(self, over: npt.NDArray[np.bool_]) -> Flows | None:
        """The flows that are marked, which are here no more; None where none is."""
        gone = np.flatnonzero(over)
        if not len(gone):
            return None
        found = self.flows().take(gone)
        left = len(self) - len(gone)
        kept = ~over[self._at]
        self._keys, self._at = self._keys[kept], self._at[kept]
        holes = gone[gone < left]
        last = left + np.flatnonzero(~over[left:])
        self._words[:, holes] = self._words[:, last]
        self._numbers[:, holes] = self._numbers[:, last]
        moved = np.arange(left + len(gone))
        moved[last] = holes
        self._at = moved[self._at]
        return found


def _reach(numbers: Integers, more: Integers, base: int, top: int) -> None:
    """How far a direction reaches with more of it: counted from where it reached, as numbers of
    segments go round.
    """
    begun, said = numbers[base] >= 0, more[base] >= 0
    from_top = more[base] - numbers[base] - numbers[top]
    ahead = (from_top + _HALF) % _SPAN - _HALF + numbers[top] + more[top]
    further = begun & said
    numbers[top, further] = np.maximum(numbers[top, further], ahead[further])
    fresh = said & ~begun
    numbers[base, fresh], numbers[top, fresh] = more[base, fresh], more[top, fresh]


def _tables(flows: Flows) -> tuple[Words, Integers]:
    """Words and numbers of flows, a row for each column."""
    columns = [getattr(flows, name) for name in _NAMES]
    return np.stack(columns[:_WORDS]), np.stack(columns[_WORDS:])
