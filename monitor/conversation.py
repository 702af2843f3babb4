# A TCP connection that is followed: both directions put back together and handed to the reader
# of its protocol. Ends when the connection does, or when the protocol has no more to say.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from .flow import FIN, RST, SYN
from .http import Http
from .noted import Noted, Value
from .postgresql import PostgreSql
from .stream import Gap, Stream
from .tls import read_client_hello

__all__ = ["MOST_HELD", "Conversation", "Ends", "Reader", "Segment"]

_LONGEST_HELLO = 64 << 10
# Readers bound what they keep, together to about this.
MOST_HELD = 64 << 20


@dataclass(frozen=True, slots=True)
class Ends:
    """Who speaks with whom; the source is who began."""

    source: str
    source_port: int
    destination: str
    destination_port: int

    def values(self, transport: str) -> dict[str, Value]:
        """The ends as columns of an event."""
        return {
            "source.ip": self.source,
            "source.port": self.source_port,
            "destination.ip": self.destination,
            "destination.port": self.destination_port,
            "network.transport": transport,
        }


@dataclass(frozen=True, slots=True)
class Segment:
    """A TCP segment; `greater` as `flow_keys` says it, `sent` its size before it was cut short."""

    time: int
    greater: bool
    flags: int
    sequence: int
    payload: bytes
    sent: int


class Reader(Protocol):
    """A protocol's reader: bytes of each direction in order in, what they say out."""

    @property
    def over(self) -> bool:
        """Whether there is nothing more to learn."""

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """From the source."""

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """To the source."""

    def end(self) -> list[Noted]:
        """What is known at the end."""


class Tls:
    """Reads a client's hello, then it is over."""

    def __init__(self) -> None:
        self._held = b""
        self._time = 0
        self.over = False

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """The hello, once it is whole."""
        if isinstance(data, Gap):
            self.over = True
            return []
        self._time = self._time or time
        self._held += data
        hello = read_client_hello(self._held)
        self.over = hello is not None or len(self._held) > _LONGEST_HELLO
        if hello is None:
            return []
        values: dict[str, Value] = {
            "event.category": "network",
            "event.action": "tls",
            "network.protocol": "tls",
            "tls.client.server_name": hello.server_name or None,
            "destination.domain": hello.server_name or None,
            "tls.client.ja4": hello.ja4,
        }
        return [Noted(self._time, values)]

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:  # noqa: ARG002  a Reader's
        """Nothing is asked of the server's side."""
        return []

    def end(self) -> list[Noted]:
        """Nothing is left."""
        return []


# A protocol's name and what reads it; one line each.
READERS: dict[str, type[Http | Tls | PostgreSql]] = {
    "http": Http,
    "tls": Tls,
    "postgresql": PostgreSql,
}


class Conversation:
    """A connection between two ends, of a protocol that is known from its beginning."""

    def __init__(
        self, protocol: Literal["http", "tls", "postgresql"], ends: Ends, *, greater: bool
    ) -> None:
        self._ends = ends
        self._reader: Reader = READERS[protocol]()
        # Whether the source is the end with the greater hash, as `flow_keys` tells of packets.
        self._greater = greater
        self._forth, self._back = Stream(), Stream()
        self._ended = [False, False]
        self.last = 0
        # An estimate of what is kept in memory for it: what came since it last said something.
        self.held = 0
        self.over = False

    @property
    def missing(self) -> int:
        """Bytes that were sent and are not in the capture."""
        return self._forth.missing + self._back.missing

    def take(self, segment: Segment) -> Iterator[Noted]:
        """What one more segment completes."""
        time, flags, sequence = segment.time, segment.flags, segment.sequence
        self.last = max(time, self.last)
        is_forth = segment.greater == self._greater
        stream = self._forth if is_forth else self._back
        if flags & SYN:
            stream.begin(sequence)
            sequence += 1
        take = self._reader.forth if is_forth else self._reader.back
        self.held = min(self.held + len(segment.payload), MOST_HELD)
        for data in stream.put(sequence, segment.payload, segment.sent):
            if noted := take(time, data):
                self.held = 0
                yield from self._placed(noted)
        if flags & FIN:
            self._ended[is_forth] = True
        self.over = bool(self._reader.over or flags & RST or all(self._ended))

    def end(self) -> list[Noted]:
        """What is left, with gaps where something never came."""
        noted: list[Noted] = []
        for stream, take in ((self._forth, self._reader.forth), (self._back, self._reader.back)):
            for data in stream.end():
                noted += self._placed(take(self.last, data))
        return noted + list(self._placed(self._reader.end()))

    def _placed(self, noted: list[Noted]) -> Iterator[Noted]:
        ends = self._ends.values("tcp")
        return (replace(each, values={**ends, **each.values}) for each in noted)
