# What happened in a drill, in order: events for people and frames for the detector, all of
# them in one hash. Two runs with the same hash were the same, byte for byte.
from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Event", "Frame", "Journal", "Value"]

Value = str | int | float | bool
# What a connection does: it is asked for and opened, refused or never answered; what client
# and server send; what is dropped on the way; its end.
FrameKind = Literal["open", "refused", "dropped", "request", "reply", "close"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, at a second of the drill."""

    time: float
    kind: str
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """What passed on the wire: `source` is always the client, `session` the connection."""

    time: float
    kind: FrameKind
    source: str
    destination: str
    port: int
    session: int
    payload: bytes = b""


class Journal:
    """Events and frames as they are noted, with the hash of everything so far."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.frames: list[Frame] = []
        self._hash = hashlib.sha256()
        self._hears: Callable[[Event], None] | None = None

    def heard_by(self, hears: Callable[[Event], None]) -> None:
        """Who is told of every event from now on, once it is noted."""
        self._hears = hears

    def note(self, time: float, kind: str, **values: Value) -> Event:
        """An event, noted."""
        event = Event(time, kind, values)
        self.events.append(event)
        line = json.dumps([time, kind, values], sort_keys=True, ensure_ascii=False)
        self._hash.update(line.encode() + b"\n")
        if self._hears is not None:
            self._hears(event)
        return event

    def carry(self, frame: Frame) -> None:
        """A frame, noted."""
        self.frames.append(frame)
        head = f"{frame.time} {frame.kind} {frame.source} {frame.destination} {frame.port} {frame.session} "
        self._hash.update(head.encode() + frame.payload + b"\n")

    def of(self, kind: str) -> Iterator[Event]:
        """The events of a kind, in order."""
        return (event for event in self.events if event.kind == kind)

    @property
    def replay_hash(self) -> str:
        """The hash of everything noted so far, hex."""
        return self._hash.hexdigest()
