# A capture's packets in, events and content out. Every packet goes through the flow table;
# only flows whose first bytes are those of a protocol that is read here are put back together,
# and only as long as there is something to learn from them.
from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .address import address_text
from .conversation import Conversation, Ends, Segment
from .dns import Message, read_message
from .flow import ACK, FIN, RST, SYN, Flows, FlowTable, flow_keys
from .noted import Noted
from .packet import TCP, UDP, Packets, read_packets
from .postgresql import begins_postgresql

__all__ = ["Sensed", "Sensor"]

Protocol = Literal["http", "tls", "postgresql"]

_DNS_PORT: Final = 53
_REQUESTS: Final = (
    b"GET ", b"POST", b"PUT ", b"HEAD", b"DELE", b"OPTI", b"PATC", b"PROP", b"CONN", b"TRAC",
    b"MKCO", b"MOVE", b"COPY",
)  # fmt: skip
_ANSWER: Final = b"HTTP"
_HELLOS: Final = tuple(bytes([22, 3, minor, high]) for minor in (0, 1, 2, 3) for high in range(65))
_PG_CODES: Final = (0x00030000, 80877103, 80877104)
# Conversations followed at a time, and finished ones remembered so as not to begin again.
_MOST_OPEN: Final = 20_000
_MOST_FINISHED: Final = 200_000
_UNANSWERED_NS: Final = 30 * 1_000_000_000
# Kept in memory of all conversations together; and how long one may be silent, which is as long
# as systems wait before they ask whether the other side is still there.
_MOST_KEPT: Final = 256 << 20
_SILENT_NS: Final = 7_200 * 1_000_000_000


def _words(beginnings: tuple[bytes, ...]) -> npt.NDArray[np.uint32]:
    return np.array([int.from_bytes(each, "big") for each in beginnings], np.uint32)


_REQUEST_WORDS, _ANSWER_WORD = _words(_REQUESTS), _words((_ANSWER,))
_HELLO_WORDS = _words(_HELLOS)


@dataclass(frozen=True, slots=True)
class Sensed:
    """What a batch of packets gave: events, and flows that are over."""

    noted: list[Noted] = field(default_factory=list)
    flows: Flows | None = None


class Sensor:
    """Reads captured frames batch by batch; `seed` makes the flows' keys.

    `missing` counts bytes of connections that never came, `given_up` connections that were
    let go with something of them read, as more were open or kept than `most_open` and `most_kept`
    (bytes) allow.
    """

    def __init__(
        self,
        *,
        seed: int,
        content: bool = True,
        most_open: int = _MOST_OPEN,
        most_kept: int = _MOST_KEPT,
    ) -> None:
        self._seed = seed
        self._content = content
        self._table = FlowTable(seed=seed)
        self._open: OrderedDict[int, Conversation] = OrderedDict()
        self._finished: OrderedDict[int, None] = OrderedDict()
        self._asked: OrderedDict[tuple[int, int, str], Noted] = OrderedDict()
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
        flows = self._table.feed(packets)
        if not self._content or not len(packets):
            return Sensed(flows=flows)
        key, greater = flow_keys(packets, self._seed)
        noted = [*self._dns(packets, key), *self._conversations(packets, key, greater)]
        return Sensed(noted, flows)

    def silent(self, now: int) -> Sensed:
        """What is over by this time (nanoseconds), where no packet comes to say so."""
        return Sensed([*self._unanswered(now), *self._fallen_silent(now)], self._table.silent(now))

    def end(self) -> Sensed:
        """What is still open, at the end of a capture."""
        noted = list(self._asked.values())
        self._asked.clear()
        while self._open:
            _, conversation = self._open.popitem(last=False)
            noted += self._ended(conversation)
        return Sensed(noted, self._table.end())

    def _dns(self, packets: Packets, key: npt.NDArray[np.uint64]) -> Iterator[Noted]:
        asked = (packets.source_port == _DNS_PORT) | (packets.destination_port == _DNS_PORT)
        places = np.flatnonzero(asked & (packets.protocol == UDP) & (packets.held >= 12))
        for place in places.tolist():
            payload = _payload(packets, place)
            message = read_message(payload)
            if message is None:
                continue
            time, who = int(packets.time[place]), int(key[place])
            name = (who, message.id, message.name)
            if not message.response:
                self._asked[name] = _dns_noted(_ends(packets, place, turned=False), time, message)
                continue
            query = self._asked.pop(name, None)
            ends = _ends(packets, place, turned=True)
            asked_at = time if query is None else query.time
            yield _dns_noted(ends, asked_at, message, len(payload))
        yield from self._unanswered(int(packets.time.max()))

    def _unanswered(self, now: int) -> Iterator[Noted]:
        while self._asked and now - next(iter(self._asked.values())).time > _UNANSWERED_NS:
            yield self._asked.popitem(last=False)[1]

    def _fallen_silent(self, now: int) -> Iterator[Noted]:
        """Ends conversations nobody said anything in for long, the longest silent first."""
        while self._open and now - next(iter(self._open.values())).last > _SILENT_NS:
            yield from self._ended(self._open.popitem(last=False)[1])

    def _conversations(
        self, packets: Packets, key: npt.NDArray[np.uint64], greater: npt.NDArray[np.bool_]
    ) -> Iterator[Noted]:
        is_tcp = packets.protocol == TCP
        begun = {each[0]: each for each in _beginnings(packets, is_tcp)}
        self._begun_again(packets, key, is_tcp)
        for place, beginning in begun.items():
            # Now, since a flow's first segment may come after its second.
            yield from self._begin(packets, beginning, int(key[place]), greater)
        if not self._open:
            return
        followed = np.fromiter(self._open, np.uint64, len(self._open))
        telling = is_tcp & ((packets.sent > 0) | (packets.flags & (SYN | FIN | RST) != 0))
        places = np.flatnonzero(telling)
        places = places[np.isin(key[places], followed)]
        for place in places.tolist():
            who = int(key[place])
            if int(packets.flags[place]) & (SYN | ACK) == SYN:
                self._finished.pop(who, None)
            if who not in self._open and place in begun:
                yield from self._begin(packets, begun[place], who, greater)
            yield from self._segment(packets, place, who, greater=bool(greater[place]))
        yield from self._fallen_silent(int(packets.time.max()))

    def _begin(
        self,
        packets: Packets,
        begun: tuple[int, Protocol, bool],
        who: int,
        greater: npt.NDArray[np.bool_],
    ) -> Iterator[Noted]:
        """Follows a connection from a packet that begins as a protocol does."""
        place, protocol, turned = begun
        if who in self._open or who in self._finished:
            return
        ends = _ends(packets, place, turned=turned)
        self._open[who] = Conversation(protocol, ends, greater=bool(greater[place]) ^ turned)
        yield from self._within_limits()

    def _segment(self, packets: Packets, place: int, who: int, *, greater: bool) -> Iterator[Noted]:
        conversation = self._open.get(who)
        if conversation is None:
            return
        self._open.move_to_end(who)
        before = conversation.held
        yield from conversation.take(
            Segment(
                int(packets.time[place]),
                greater,
                int(packets.flags[place]),
                int(packets.sequence[place]),
                _payload(packets, place),
                int(packets.sent[place]),
            )
        )
        self._kept += conversation.held - before
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


def _beginnings(
    packets: Packets, is_tcp: npt.NDArray[np.bool_]
) -> Iterator[tuple[int, Protocol, bool]]:
    """Packets whose payload begins as a protocol does, in order; whether the server sent it."""
    places = np.flatnonzero(is_tcp & (packets.held >= 8))
    if not len(places):
        return
    at = packets.payload[places]
    octets = packets.octets
    word = np.ndarray((len(octets) - 3,), ">u4", octets, 0, (1,))
    first, second = word[at].astype(np.uint32), word[at + 4].astype(np.uint32)
    requests, answers = np.isin(first, _REQUEST_WORDS), first == _ANSWER_WORD[0]
    # A handshake record whose message is a client's hello.
    hellos = np.isin(first, _HELLO_WORDS) & ((second >> 16 & 0xFF) == 1)
    sessions = np.isin(second, _PG_CODES) & (first < 10_000)
    for row in np.flatnonzero(requests | answers | hellos | sessions).tolist():
        place = int(places[row])
        if requests[row] or answers[row]:
            yield place, "http", bool(answers[row])
        elif hellos[row]:
            yield place, "tls", False
        elif begins_postgresql(_payload(packets, place)):
            yield place, "postgresql", False


def _payload(packets: Packets, place: int) -> bytes:
    at = int(packets.payload[place])
    return packets.octets[at : at + int(packets.held[place])].tobytes()


def _ends(packets: Packets, place: int, *, turned: bool) -> Ends:
    """Source and destination of a packet, or the other way round."""
    one, other = (
        (address_text(int(high[place]), int(low[place])), int(port[place]))
        for (high, low), port in (
            (packets.source, packets.source_port),
            (packets.destination, packets.destination_port),
        )
    )
    return Ends(*other, *one) if turned else Ends(*one, *other)


def _dns_noted(ends: Ends, time: int, message: Message, answered: int | None = None) -> Noted:
    return Noted(
        time,
        {
            **ends.values("udp"),
            "event.category": "network",
            "event.action": "dns",
            "network.protocol": "dns",
            "dns.question.name": message.name,
            "dns.question.type": message.type,
            "dns.response_code": message.code or None,
            "dns.answers.data": message.answers or None,
            "destination.bytes": answered,
        },
    )
