# Packets into flows: who spoke with whom, how much and how long in each direction. Stretches of
# time are grouped at once, so short that no flow can fall silent within one: where batches begin
# makes no difference. A flow that has ended or fallen silent is handed out, so memory
# follows the flows that are open and not the length of the capture.
#
# The first packet's sender is the source; where that packet is a TCP answer (SYN and ACK), its
# receiver is, as the beginning was not seen.
from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from .column import as_codes, column
from .packet import TCP, Packets

__all__ = ["FlowTable", "Flows", "flow_keys", "together"]

Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

SYN, FIN, RST, ACK = 2, 1, 4, 16
_IDLE_NS: Final = 120 * 1_000_000_000
_ENDED_NS: Final = 5 * 1_000_000_000
# More open flows than this and the longest silent ones are handed out early.
_MOST: Final = 1 << 20
# Of one batch; with more, a clock is wrong or next to nothing is going on.
_MOST_STRETCHES: Final = 2_000
_NEVER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Flows:
    """Flows as columns, a value for each; "forth" is from the source, "back" to it.

    Addresses are as in `Packets`; times in nanoseconds; bytes are those of frames on the wire,
    `payload` those the transport carried. `squares` are sums of squared frame sizes, from which
    their spread follows; `flags` all TCP flags seen in a direction, or-ed together.
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
    payload_forth: Integers
    payload_back: Integers
    squares_forth: Integers
    squares_back: Integers
    flags_forth: Integers
    flags_back: Integers

    def __len__(self) -> int:
        return len(self.key)

    def take(self, places: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Flows:
        """Some of the flows."""
        return Flows(*(getattr(self, each.name)[places] for each in fields(self)))


def flow_keys(packets: Packets, seed: int) -> tuple[Words, npt.NDArray[np.bool_]]:
    """A key for each packet, the same in both directions, and whether it goes from the greater end.

    Keys are hashes under `seed`: two flows share one with a probability of 2**-64, and nobody
    who does not know the seed can make them.
    """
    odd = np.random.default_rng(seed).integers(1 << 62, (1 << 63) - 1, 6, dtype=np.uint64)
    odd = odd << np.uint64(1) | np.uint64(1)
    ends = []
    for (high, low), port in (
        (packets.source, packets.source_port),
        (packets.destination, packets.destination_port),
    ):
        mixed = low * odd[0] + port.astype(np.uint64) * odd[1]
        if high.any():
            mixed += high * odd[2]
        mixed ^= mixed >> np.uint64(29)
        mixed *= odd[3]
        mixed ^= mixed >> np.uint64(32)
        ends.append(mixed)
    one, other = ends
    key = np.maximum(one, other) * odd[4] + np.minimum(one, other) * odd[5]
    key ^= key >> np.uint64(31)
    key += packets.protocol.astype(np.uint64) * odd[4]
    return key, one >= other


class FlowTable:
    """The flows that are open; fed with packets, it hands out those that are over."""

    def __init__(
        self, *, seed: int, idle_ns: int = _IDLE_NS, ended_ns: int = _ENDED_NS, most: int = _MOST
    ) -> None:
        self._seed = seed
        self._idle_ns = idle_ns
        self._ended_ns = ended_ns
        self._most = most
        self._open: Flows | None = None
        self._now = 0

    def feed(self, packets: Packets) -> Flows | None:
        """Takes packets in; the flows that are over by their time, None where none is."""
        if not len(packets):
            return None
        key, greater = flow_keys(packets, self._seed)
        over: list[Flows] = []
        cuts = _cuts(packets.time, self._ended_ns)
        for begin, end in pairwise(cuts):
            part = packets if len(cuts) == 2 else packets.part(begin, end)
            over += self._taken_in(part, key[begin:end], greater[begin:end])
        return together(over) if over else None

    def silent(self, now: int) -> Flows | None:
        """The flows that are over by this time, where no packet came to say so."""
        if self._open is None or not len(self._open):
            return None
        self._now = max(self._now, now)
        return self._over()

    def _taken_in(
        self, packets: Packets, key: Words, greater: npt.NDArray[np.bool_]
    ) -> list[Flows]:
        news = _grouped(packets, key, greater)
        over: list[Flows] = []
        if self._open is None:
            self._open = news
        else:
            place, old = _meeting(self._open, news)
            again = place[self._is_over(self._open.take(place), news.first[old])]
            if len(again):
                over.append(self._open.take(again))
                self._open = self._open.take(np.delete(np.arange(len(self._open)), again))
            self._open = _merged(self._open, news)
        # A clock that jumps back does not call everything silent.
        self._now = int(packets.time.max())
        if (silent := self._over()) is not None:
            over.append(silent)
        return over

    def end(self) -> Flows | None:
        """The flows still open, at the end of a capture."""
        left, self._open = self._open, None
        return left if left is not None and len(left) else None

    def _is_over(self, flows: Flows, now: Integers | int) -> npt.NDArray[np.bool_]:
        """Which flows a packet at this time belongs to no more."""
        silent = now - flows.last
        either, both = flows.flags_forth | flows.flags_back, flows.flags_forth & flows.flags_back
        closed = (flows.protocol == TCP) & ((either & RST != 0) | (both & FIN != 0))
        over: npt.NDArray[np.bool_] = (silent > self._idle_ns) | (
            closed & (silent > self._ended_ns)
        )
        return over

    def _over(self) -> Flows | None:
        assert self._open is not None
        flows = self._open
        over = self._is_over(flows, self._now)
        if len(flows) - int(over.sum()) > self._most:
            order = np.argsort(flows.last)
            over[order[: len(flows) - self._most]] = True
        if not over.any():
            return None
        self._open = flows.take(~over)
        return flows.take(over)


def _cuts(time: Integers, most_ns: int) -> list[int]:
    """Where stretches of at most so much time begin, and the end of the last."""
    span = int(time.max()) - int(time.min())
    if span <= most_ns:
        return [0, len(time)]
    stretch = (time - time[0]) // max(most_ns, span // _MOST_STRETCHES)
    return [0, *(np.flatnonzero(np.diff(stretch)) + 1).tolist(), len(time)]


def _grouped(packets: Packets, key: Words, greater: npt.NDArray[np.bool_]) -> Flows:
    """The flows of one batch, in the order in which they first appear."""
    at, keys = as_codes(column(key))
    count = len(keys)
    first_place = np.empty(count, np.int64)
    first_place[at[::-1]] = np.arange(len(at) - 1, -1, -1)
    # Whether a flow's first packet went from its greater end, and whether that was the source.
    answered = (packets.flags[first_place] & (SYN | ACK)) == (SYN | ACK)
    from_greater = greater[first_place] ^ answered
    forth = greater == from_greater[at]
    side = at * 2 + ~forth
    packets_of = np.bincount(side, minlength=2 * count)
    wire = packets.wire.astype(np.float64)
    size, sent, squares = (
        np.bincount(side, weights=each, minlength=2 * count).astype(np.int64)
        for each in (wire, packets.sent.astype(np.float64), wire * wire)
    )
    flags = np.zeros(2 * count, np.int64)
    np.bitwise_or.at(flags, side, packets.flags)
    first = np.full(count, _NEVER)
    last = np.full(count, -_NEVER)
    np.minimum.at(first, at, packets.time)
    np.maximum.at(last, at, packets.time)

    def end(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
        a, b = one[first_place], other[first_place]
        return [np.where(answered, b, a), np.where(answered, a, b)]

    high = end(packets.source[0], packets.destination[0])
    low = end(packets.source[1], packets.destination[1])
    port = end(packets.source_port, packets.destination_port)
    return Flows(
        keys.to_numpy(), high[0], low[0], high[1], low[1], port[0], port[1],
        packets.protocol[first_place], first, last,
        packets_of[::2], packets_of[1::2], size[::2], size[1::2], sent[::2], sent[1::2],
        squares[::2], squares[1::2],
        flags[::2], flags[1::2],
    )  # fmt: skip


def _meeting(known: Flows, news: Flows) -> tuple[Integers, npt.NDArray[np.intp]]:
    """The places of flows that are in both, among the known and among the new."""
    at = as_codes(column(np.concatenate([known.key, news.key])))[0][len(known) :]
    old = np.flatnonzero(at < len(known))
    return at[old], old


def together(several: list[Flows]) -> Flows:
    """The flows of several, one after the other."""
    if len(several) == 1:
        return several[0]
    return Flows(
        *(np.concatenate([getattr(one, each.name) for one in several]) for each in fields(Flows))
    )


def _merged(known: Flows, news: Flows) -> Flows:
    """Open flows with a batch's added to them."""
    # Keys of a batch differ, so no place stands twice and plain assignment adds up.
    place, old = _meeting(known, news)
    turned = (known.source_low[place] != news.source_low[old]) | (
        known.source_port[place] != news.source_port[old]
    )
    turned |= known.source_high[place] != news.source_high[old]
    columns = {each.name: np.array(getattr(known, each.name)) for each in fields(known)}
    for name in ("packets", "bytes", "payload", "squares", "flags"):
        forth, back = getattr(news, f"{name}_forth")[old], getattr(news, f"{name}_back")[old]
        mine = (np.where(turned, back, forth), np.where(turned, forth, back))
        for way, more in zip(("forth", "back"), mine, strict=True):
            sums = columns[f"{name}_{way}"]
            sums[place] = sums[place] | more if name == "flags" else sums[place] + more
    columns["first"][place] = np.minimum(columns["first"][place], news.first[old])
    columns["last"][place] = np.maximum(columns["last"][place], news.last[old])
    fresh = news.take(np.delete(np.arange(len(news)), old))
    return Flows(
        *(np.concatenate([columns[each.name], getattr(fresh, each.name)]) for each in fields(known))
    )
