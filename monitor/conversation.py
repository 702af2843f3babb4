# A TCP connection that is followed: both directions put back together and handed to the reader
# of its protocol. Ends when the connection does, or when the protocol has no more to say.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from .beginning import READERS
from .ends import Ends
from .flow import FIN, RST, SYN
from .ftp import Awaited
from .greeting import Greeted
from .noted import Noted
from .reader import Reader
from .stream import Stream

__all__ = ["MOST_HELD", "Conversation", "Segment"]

# Readers bound what they keep, together to about this.
MOST_HELD = 64 << 20


class Segment(NamedTuple):
    """A TCP segment; `greater` as `flow_keys` says it, `sent` its size before it was cut short."""

    time: int
    greater: bool
    flags: int
    sequence: int
    payload: bytes
    sent: int


class Conversation:
    """A connection between two ends, of a protocol that is known from its beginning."""

    def __init__(self, reader: str | Reader, ends: Ends, *, greater: bool) -> None:
        self.ends = ends
        self._reader = READERS[reader]() if isinstance(reader, str) else reader
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

    def awaited(self) -> list[Awaited]:
        """Connections that were announced in this one since last asked."""
        return self._reader.awaited() if isinstance(self._reader, Greeted) else []

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
        ends = self.ends.values("tcp")
        return (replace(each, values={**ends, **each.values}) for each in noted)
