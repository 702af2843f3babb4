# Packets into flows: who spoke with whom, how much and how long in each direction. Stretches of
# time are grouped at once, so short that no flow can fall silent within one: where batches begin
# makes no difference. A flow that has ended or fallen silent is handed out, so memory
# follows the flows that are open and not the length of the capture.
#
# The first packet's sender is the source, unless it is an answer (`direction`). How long a flow may be
# silent is as with Zeek: five minutes with TCP, one with what knows no connections.
from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from .column import as_codes, column
from .direction import is_answer
from .open_flows import Flows, OpenFlows
from .packet import TCP, Packets
from .reuse import rounds_of

__all__ = ["FlowTable", "flow_keys", "together"]

Integers: TypeAlias = "npt.NDArray[np.int64]"
Words: TypeAlias = "npt.NDArray[np.uint64]"

SYN, FIN, RST, ACK = 2, 1, 4, 16
_IDLE_NS: Final = 60 * 1_000_000_000
_IDLE_TCP_NS: Final = 300 * 1_000_000_000
_ENDED_NS: Final = 5 * 1_000_000_000
# More open flows than this and the longest silent ones are handed out early.
_MOST: Final = 1 << 20
# Of one batch; with more, a clock is wrong or next to nothing is going on.
_MOST_STRETCHES: Final = 2_000
_NEVER: Final = np.iinfo(np.int64).max
_SPAN, _HALF = 1 << 32, 1 << 31


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
        self,
        *,
        seed: int,
        idle_ns: int = _IDLE_NS,
        idle_tcp_ns: int = _IDLE_TCP_NS,
        ended_ns: int = _ENDED_NS,
        most: int = _MOST,
    ) -> None:
        self._seed = seed
        self._idle_ns, self._idle_tcp_ns = idle_ns, idle_tcp_ns
        self._ended_ns = ended_ns
        self._most = most
        self._open = OpenFlows()
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
        self._now = max(self._now, now)
        return self._over()

    def end(self) -> Flows | None:
        """The flows still open, at the end of a capture."""
        return self._open.taken(np.ones(len(self._open), np.bool_))

    def _taken_in(
        self, packets: Packets, key: Words, greater: npt.NDArray[np.bool_]
    ) -> list[Flows]:
        flows = self._open.flows()
        rounds = rounds_of(packets, key, flows)
        if rounds is None:
            over = self._added(packets, key, greater)
        else:
            over = []
            for each in np.unique(rounds).tolist():
                of = rounds == each
                over += self._added(packets.take(of), key[of], greater[of], renewed=each > 0)
        # A clock that jumps back does not call everything silent.
        self._now = int(packets.time.max())
        if (silent := self._over()) is not None:
            over.append(silent)
        return over

    def _added(
        self,
        packets: Packets,
        key: Words,
        greater: npt.NDArray[np.bool_],
        *,
        renewed: bool = False,
    ) -> list[Flows]:
        """Adds packets to their flows; those that are over as others begin in their place."""
        news = _grouped(packets, key, greater)
        over = []
        place = self._open.places(news)
        old = np.flatnonzero(place >= 0)
        # What was over and begins again is another flow, in the place of the first.
        flows = self._open.flows()
        late = old[renewed | (news.first[old] - flows.last[place[old]] > self._ended_ns)]
        if len(late):
            known = flows.take(place[late])
            again = self._is_over(known, news.first[late]) | renewed
            if again.any():
                over.append(known.take(again))
                late = late[again]
                self._open.replace(place[late], news.take(late))
                old = np.setdiff1d(old, late)
        self._open.add_to(place[old], news.take(old))
        self._open.append(news.take(place < 0))
        return over

    def _is_over(self, flows: Flows, now: Integers | int) -> npt.NDArray[np.bool_]:
        """Which flows a packet at this time belongs to no more."""
        silent = now - flows.last
        late = silent > self._ended_ns
        if not late.any():
            return late
        either, both = flows.flags_forth | flows.flags_back, flows.flags_forth & flows.flags_back
        tcp = flows.protocol == TCP
        closed = tcp & ((either & RST != 0) | (both & FIN != 0))
        idle_ns = np.where(tcp, self._idle_tcp_ns, self._idle_ns)
        over: npt.NDArray[np.bool_] = (silent > idle_ns) | (closed & late)
        return over

    def _over(self) -> Flows | None:
        flows = self._open.flows()
        over = self._is_over(flows, self._now)
        if len(flows) - int(over.sum()) > self._most:
            order = np.argsort(flows.last)
            over[order[: len(flows) - self._most]] = True
        return self._open.taken(over)


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
    answered = is_answer(packets, first_place)
    from_greater = greater[first_place] ^ answered
    forth = greater == from_greater[at]
    side = at * 2 + ~forth
    packets_of = np.bincount(side, minlength=2 * count)
    wire = packets.wire.astype(np.float64)
    size, internet, sent, squares = (
        np.bincount(side, weights=each, minlength=2 * count).astype(np.int64)
        for each in (
            wire,
            packets.size.astype(np.float64),
            packets.sent.astype(np.float64),
            wire * wire,
        )
    )
    base, top = _reach(packets, side, 2 * count)
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
        packets_of[::2], packets_of[1::2], size[::2], size[1::2],
        internet[::2], internet[1::2], sent[::2], sent[1::2],
        squares[::2], squares[1::2],
        flags[::2], flags[1::2], base[::2], base[1::2], top[::2], top[1::2],
    )  # fmt: skip


def _reach(packets: Packets, side: Integers, count: int) -> tuple[Integers, Integers]:
    """Of each direction the number of its first segment, and how far its numbers reach from there."""
    base, top = np.full(count, -1), np.zeros(count, np.int64)
    tcp = np.flatnonzero(packets.protocol == TCP)
    if not len(tcp):
        return base, top
    of, number, flags = side[tcp], packets.sequence[tcp], packets.flags[tcp]
    base[of[::-1]] = number[::-1]
    ahead = (number - base[of] + _HALF) % _SPAN - _HALF
    ahead += packets.sent[tcp] + (flags >> 1 & 1) + (flags & 1)
    # What cuts a connection off has a number of its own at times.
    cut = (flags & RST != 0) & (packets.sent[tcp] == 0)
    np.maximum.at(top, of, np.where(cut, 0, ahead))
    return base, top


def together(several: list[Flows]) -> Flows:
    """The flows of several, one after the other."""
    if len(several) == 1:
        return several[0]
    return Flows(
        *(np.concatenate([getattr(one, each.name) for one in several]) for each in fields(Flows))
    )
