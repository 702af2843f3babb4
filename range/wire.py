# The network in memory: connections between hosts of the lab that carry real protocol bytes,
# ask the lab's rules, take the time a device takes, and leave every frame in the journal.
from __future__ import annotations

import itertools
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, runtime_checkable

from .clock import Clock
from .journal import Frame, FrameKind, Journal
from .lab import Lab

__all__ = [
    "TICK",
    "Link",
    "LinkClosedError",
    "MemoryWire",
    "NoAnswerError",
    "Served",
    "Server",
    "Service",
    "Telling",
    "Wire",
]

Held = TypeVar("Held")

# What a client waits for an answer that never comes.
_PATIENCE = 3.0
_REFUSED_AFTER = 0.001
# How often it is seen what a device sends of itself.
TICK = 1.0


class NoAnswerError(OSError):
    """Nobody answers: no such host, a closed port, or a rule that drops what is sent."""


class LinkClosedError(OSError):
    """The other side closed the connection."""


class Service(Protocol):
    """What a device does with one message of a client; None ends the connection."""

    def reply(self, message: bytes, peer: str, now: float) -> bytes | None:
        """The message that goes back."""


@runtime_checkable
class Telling(Protocol):
    """A service of one connection that also sends without being asked."""

    def due(self, now: float) -> list[bytes] | None:
        """What is to be sent now; None where the connection is to end."""


@dataclass(frozen=True, slots=True)
class Server:
    """A service at an address and port; it answers after a time between the two."""

    address: str
    port: int
    service: Service
    sessions: int = 8
    answers_ms: tuple[float, float] = (1.0, 4.0)
    # How its stack looks on real sockets: hops to live, and the widest window; 0 for the kernel's.
    ttl: int = 64
    window: int = 0
    # What begins a service of its own for each connection, where the device keeps one.
    session: Callable[[], Service] | None = None
    # Whether somebody at this machine, who is no host of the lab, may look at it on loopback.
    watched: bool = False

    def begin(self) -> Service:
        """The service of a new connection."""
        return self.service if self.session is None else self.session()


class Wire(Protocol):
    """A network, in memory or of sockets."""

    async def open(self, source: str, destination: str, port: int) -> Link:
        """A connection from address to address. Raises NoAnswerError."""


class Link(Protocol):
    """A connection from its client's side."""

    async def ask(self, message: bytes) -> bytes:
        """The answer to a message. Raises NoAnswerError or LinkClosedError."""

    async def send(self, message: bytes) -> None:
        """A message that is not answered. Raises LinkClosedError."""

    async def listen(self, seconds: float) -> bytes:
        """What the other side sends without being asked, for so long. Raises LinkClosedError."""

    async def close(self) -> None:
        """The connection's end; no harm if it ended before."""


class Served(Generic[Held]):
    """The servers of a lab by address and port, with the connections that each holds."""

    def __init__(self, clock: Clock, lab: Lab, journal: Journal, seed: int) -> None:
        self.clock, self.lab, self.journal = clock, lab, journal
        self._random = random.Random(f"wire {seed}")  # noqa: S311  a drill must repeat
        self._servers: dict[tuple[str, int], Server] = {}
        self._held: dict[tuple[str, int], deque[Held]] = {}

    def serve(self, server: Server) -> None:
        """A server put up. Raises ValueError where its port is taken."""
        place = (server.address, server.port)
        if place in self._servers:
            raise ValueError(f"{server.address} port {server.port} is in use")
        self._servers[place] = server
        self._held[place] = deque()

    def places(self) -> list[tuple[str, int]]:
        """Addresses and ports that are served."""
        return list(self._servers)

    def note(  # noqa: PLR0917  the parts of a frame in their order
        self,
        kind: FrameKind,
        source: str,
        destination: str,
        port: int,
        session: int,
        payload: bytes = b"",
    ) -> None:
        """A frame for the journal."""
        now = self.clock.now()
        self.journal.carry(Frame(now, kind, source, destination, port, session, payload))

    async def answer_time(self, server: Server) -> None:
        """Back when the server would have its answer ready."""
        await self.clock.sleep(self._random.uniform(*server.answers_ms) / 1000)


class MemoryWire(Served["_MemoryLink"]):
    """All servers of the lab, reached without a socket."""

    def __init__(self, clock: Clock, lab: Lab, journal: Journal, seed: int) -> None:
        super().__init__(clock, lab, journal, seed)
        self._numbers = itertools.count(1)

    async def open(self, source: str, destination: str, port: int) -> Link:
        """A connection, once the rules let it through and somebody listens."""
        number = next(self._numbers)
        server = self._servers.get((destination, port))
        if not self.lab.admits(source, destination, port) or destination not in self.lab.hosts:
            self.note("dropped", source, destination, port, number)
            await self.clock.sleep(_PATIENCE)
            raise NoAnswerError(f"{destination} does not answer")
        await self.clock.sleep(_REFUSED_AFTER)
        if server is None:
            self.note("refused", source, destination, port, number)
            raise NoAnswerError(f"{destination} refuses port {port}")
        self.note("open", source, destination, port, number)
        link = _MemoryLink(self, server, source, number)
        held = self._held[destination, port]
        held.append(link)
        if len(held) > server.sessions:
            held[0].end()
        return link

    def let_go(self, link: _MemoryLink) -> None:
        """A connection that is no longer held."""
        held = self._held[link.server.address, link.server.port]
        if link in held:
            held.remove(link)


class _MemoryLink:
    """One connection; frames go in whole, so that nothing has to be cut out of a stream."""

    def __init__(self, wire: MemoryWire, server: Server, source: str, number: int) -> None:
        self.server = server
        self._wire, self._source, self._number = wire, source, number
        self._service = server.begin()
        self._open = True
        # What came while the client did not listen.
        self._waiting = b""

    async def ask(self, message: bytes) -> bytes:
        wire, server = self._wire, self.server
        if not self._open:
            raise LinkClosedError("the other side closed the connection")
        place = (self._source, server.address, server.port, self._number)
        passes = wire.lab.admits(self._source, server.address, server.port)
        if not passes or not wire.lab.lets_through(self._source, server.port, message):
            wire.note("dropped", *place, message)
            await wire.clock.sleep(_PATIENCE)
            raise NoAnswerError(f"{server.address} does not answer")
        wire.note("request", *place, message)
        await wire.answer_time(server)
        if not self._open:
            raise LinkClosedError("the other side closed the connection")
        reply = self._service.reply(message, self._source, wire.clock.now())
        if reply is None:
            self.end()
            raise LinkClosedError("the other side closed the connection")
        wire.note("reply", *place, reply)
        return self._taken() + reply

    async def send(self, message: bytes) -> None:
        wire, server = self._wire, self.server
        if not self._open:
            raise LinkClosedError("the other side closed the connection")
        place = (self._source, server.address, server.port, self._number)
        if not wire.lab.admits(*place[:3]):
            wire.note("dropped", *place, message)
            return
        wire.note("request", *place, message)
        reply = self._service.reply(message, self._source, wire.clock.now())
        if reply is None:
            self.end()
        elif reply:
            wire.note("reply", *place, reply)
            self._waiting += reply

    async def listen(self, seconds: float) -> bytes:
        wire, server = self._wire, self.server
        place = (self._source, server.address, server.port, self._number)
        end = round(wire.clock.now() + seconds, 6)
        told = self._taken()
        while self._open and (left := end - wire.clock.now()) > 0:
            await wire.clock.sleep(min(left, TICK))
            if not isinstance(self._service, Telling) or not wire.lab.admits(*place[:3]):
                continue
            due = self._service.due(wire.clock.now())
            if due is None:
                self.end()
                break
            for message in due:
                wire.note("reply", *place, message)
                told += message
        if not self._open:
            raise LinkClosedError("the other side closed the connection")
        return told

    async def close(self) -> None:
        self.end()

    def _taken(self) -> bytes:
        taken, self._waiting = self._waiting, b""
        return taken

    def end(self) -> None:
        """The connection ended by either side."""
        if self._open:
            self._open = False
            server = self.server
            self._wire.let_go(self)
            self._wire.note("close", self._source, server.address, server.port, self._number)
