# A capture's packets in, events and content out. Every packet goes through the flow table;
# only flows whose first bytes are those of a protocol that is read here are put back together,
# and only as long as there is something to learn from them.
from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .awaited import Awaiting
from .beginning import beginnings, confirmed
from .conversation import Conversation, Segment
from .dissected import Dissected
from .ends import ends_of, payload_of
from .flow import ACK, FIN, RST, SYN, FlowTable, flow_keys, together
from .fragment import Fragments
from .noted import Noted
from .open_flows import Flows
from .packet import TCP, Packets, read_packets
from .questions import Questions
from .tunnel import inside

__all__ = ["Sensed", "Sensor"]

# Conversations followed at a time, and finished ones remembered so as not to begin again.
_MOST_OPEN: Final = 20_000
_MOST_FINISHED: Final = 200_000
# Kept in memory of all conversations together; and how long one may be silent, which is as long
# as systems wait before they ask whether the other side is still there.
_MOST_KEPT: Final = 256 << 20
# A tunnel in a tunnel is read, and what is deeper is not.
_DEEPEST: Final = 3
_SILENT_NS: Final = 7_200 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class Sensed:
    """What a batch of packets gave: events, and flows that are over."""

    noted: list[Noted] = field(default_factory=list)
    flows: Flows | None = None


@dataclass(frozen=True, slots=True)
class _Batch:
    """Packets with the keys of their flows, and those that may begin a conversation."""

    packets: Packets
    key: npt.NDArray[np.uint64]
    greater: npt.NDArray[np.bool_]
    begun: dict[int, str]


class Sensor:
    """Reads captured frames batch by batch; `seed` makes the flows' keys.

    `missing` counts bytes of connections that never came, `given_up` connections that were
    let go with something of them read, as more were open or kept than `most_open` and `most_kept`
    (bytes) allow. `dissected` chooses packets of protocols that a site has dissected.
    """

    def __init__(
        self,
        *,
        seed: int,
        content: bool = True,
        most_open: int = _MOST_OPEN,
        most_kept: int = _MOST_KEPT,
        dissected: Dissected | None = None,
    ) -> None:
        self._seed = seed
        self._content = content
        self._table = FlowTable(seed=seed)
        self._open: OrderedDict[int, Conversation] = OrderedDict()
        self._finished: OrderedDict[int, None] = OrderedDict()
        self._questions = Questions()
        self._awaiting = Awaiting()
        self._dissected = dissected
        self._fragments = Fragments()
        self._most_open, self._most_kept = most_open, most_kept
        self._kept = 0
        self.packets = 0
        self.others = 0
        self.missing = 0
        self.given_up = 0

    def feed(self, batch: pa.RecordBatch) -> Sensed:
        """The events that a batch of `CAPTURED` completes."""
        packets = read_packets(batch)
        self.packets += len(packets)
        self.others += packets.others
        return self._sensed(self._fragments.feed(packets))

    def _sensed(self, packets: Packets | None) -> Sensed:
        """What these packets give, and what is in tunnels among them."""
        found = Sensed()
        flows: list[Flows] = []
        for _ in range(_DEEPEST):
            if packets is None or not len(packets):
                break
            if (over := self._table.feed(packets)) is not None:
                flows.append(over)
            if self._content:
                found.noted.extend(self._read(packets))
            packets = inside(packets)
        return Sensed(found.noted, together(flows) if flows else None)

    def _read(self, packets: Packets) -> list[Noted]:
        """The events that a batch of packets completes."""
        key, greater = flow_keys(packets, self._seed)
        noted = [*self._questions.feed(packets, key)]
        noted += self._conversations(packets, key, greater)
        if self._dissected is not None:
            noted += self._dissected.feed(packets)
        return noted

    def end(self) -> Sensed:
        """What is still open, at the end of a capture."""
        found = self._sensed(self._fragments.end())
        noted = found.noted + self._questions.end()
        while self._open:
            _, conversation = self._open.popitem(last=False)
            noted += self._ended(conversation)
        flows = [each for each in (found.flows, self._table.end()) if each is not None]
        return Sensed(noted, together(flows) if flows else None)

    @property
    def incomplete(self) -> int:
        """How many datagrams never became whole, as fragments of them are not there."""
        return self._fragments.incomplete

    def silent(self, now: int) -> Sensed:
        """What is over by this time (nanoseconds), where no packet comes to say so."""
        noted = [*self._questions.unanswered(now), *self._fallen_silent(now)]
        return Sensed(noted, self._table.silent(now))

    def _fallen_silent(self, now: int) -> Iterator[Noted]:
        """Ends conversations nobody said anything in for long, the longest silent first."""
        while self._open and now - next(iter(self._open.values())).last > _SILENT_NS:
            yield from self._ended(self._open.popitem(last=False)[1])

    def _conversations(
        self, packets: Packets, key: npt.NDArray[np.uint64], greater: npt.NDArray[np.bool_]
    ) -> Iterator[Noted]:
        is_tcp = packets.protocol == TCP
        batch = _Batch(packets, key, greater, beginnings(packets, is_tcp))
        self._begun_again(packets, key, is_tcp)
        # Now, since a flow's first segment may come after its second.
        for place in self._fresh(batch):
            yield from self._begin(batch, place)
        telling = is_tcp & ((packets.sent > 0) | (packets.flags & (SYN | FIN | RST) != 0))
        places = np.flatnonzero(telling)
        followed: set[int] = set()
        while more := set(self._open) - followed:
            wanted = np.fromiter(more, np.uint64, len(more))
            yield from self._follow(batch, places[np.isin(key[places], wanted)])
            followed |= more
            # Connections that were announced in these may be in this batch already.
            for place, ends, reader in self._awaiting.found(packets, is_tcp):
                who = int(key[place])
                if (known := self._open.pop(who, None)) is not None:
                    yield from self._ended(known)
                    followed.discard(who)
                self._finished.pop(who, None)
                turned = ends != ends_of(packets, place)
                is_greater = bool(greater[place]) ^ turned
                self._open[who] = Conversation(reader, ends, greater=is_greater)
        yield from self._within_limits()
        yield from self._fallen_silent(int(packets.time.max()))

    def _follow(self, batch: _Batch, places: npt.NDArray[np.intp]) -> Iterator[Noted]:
        """Takes these segments in, in order."""
        for place in places.tolist():
            who = int(batch.key[place])
            if int(batch.packets.flags[place]) & (SYN | ACK) == SYN:
                self._finished.pop(who, None)
            if who not in self._open and place in batch.begun:
                yield from self._begin(batch, place)
            yield from self._segment(batch, place)

    def _fresh(self, batch: _Batch) -> list[int]:
        """The beginnings in connections that are not followed yet."""
        places = np.fromiter(batch.begun, np.intp, len(batch.begun))
        if len(places) and self._open:
            followed = np.fromiter(self._open, np.uint64, len(self._open))
            places = places[~np.isin(batch.key[places], followed)]
        return [int(each) for each in places]

    def _begin(self, batch: _Batch, place: int) -> Iterator[Noted]:
        """Follows a connection from a packet that begins as a protocol does."""
        who = int(batch.key[place])
        if who in self._open or who in self._finished:
            return
        found = confirmed(batch.packets, place, batch.begun[place])
        if found is None:
            return
        protocol, turned = found
        ends = ends_of(batch.packets, place, turned=turned)
        self._open[who] = Conversation(protocol, ends, greater=bool(batch.greater[place]) ^ turned)
        yield from self._within_limits()

    def _segment(self, batch: _Batch, place: int) -> Iterator[Noted]:
        packets, who = batch.packets, int(batch.key[place])
        conversation = self._open.get(who)
        if conversation is None:
            return
        self._open.move_to_end(who)
        before = conversation.held
        yield from conversation.take(
            Segment(
                int(packets.time[place]),
                bool(batch.greater[place]),
                int(packets.flags[place]),
                int(packets.sequence[place]),
                payload_of(packets, place),
                int(packets.sent[place]),
            )
        )
        self._kept += conversation.held - before
        for each in conversation.awaited():
            self._awaiting.add(each, conversation.ends)
        if conversation.over:
            del self._open[who]
            self._finish(who)
            yield from self._ended(conversation)
        elif self._kept > self._most_kept:
            yield from self._within_limits()

    def _within_limits(self) -> Iterator[Noted]:
        """Lets go of the conversations that were silent longest while there are too many."""
        while len(self._open) > self._most_open or (self._open and self._kept > self._most_kept):
            _, conversation = self._open.popitem(last=False)
            self.given_up += conversation.held > 0
            yield from self._ended(conversation)

    def _ended(self, conversation: Conversation) -> list[Noted]:
        self._kept -= conversation.held
        noted = conversation.end()
        self.missing += conversation.missing
        return noted

    def _finish(self, who: int) -> None:
        self._finished[who] = None
        if len(self._finished) > _MOST_FINISHED:
            self._finished.popitem(last=False)

    def _begun_again(
        self, packets: Packets, key: npt.NDArray[np.uint64], is_tcp: npt.NDArray[np.bool_]
    ) -> None:
        """Ports are used again: a new connection between the same ends is read anew."""
        if self._finished:
            fresh = is_tcp & ((packets.flags & (SYN | ACK)) == SYN)
            for who in key[fresh].tolist():
                self._finished.pop(who, None)
