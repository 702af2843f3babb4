# The lab on real sockets: servers listen at their hosts' addresses, clients come from theirs.
# Where the kernel does not hold the lab's rules, servers ask them for every connection and frame.
from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

from .clock import Clock
from .datagrams import IN_DATAGRAMS, DatagramLink, Listening
from .framing import cut_of
from .ground import Ground
from .journal import FrameKind, Journal
from .lab import Lab
from .wire import TICK, Link, LinkClosedError, NoAnswerError, Served, Server, Service, Telling

__all__ = ["SocketWire"]

_PATIENCE = 3.0
# On the machine's clock: a fast drill must not take a slow machine for a silent one.
_LEAST_PATIENCE = 2.0
_LEAST_TO_CONNECT = 0.25
_LEAST_TICK = 0.02
_READ = 65_536


class SocketWire(Served[asyncio.StreamWriter]):
    """All servers of the lab on sockets; what passes is noted with the lab's addresses."""

    def __init__(self, clock: Clock, lab: Lab, journal: Journal, seed: int, ground: Ground) -> None:
        super().__init__(clock, lab, journal, seed)
        self.ground = ground
        lab.enforced_by(ground.enforce)
        self._listening: list[asyncio.Server] = []
        self._hearing: list[Listening] = []
        self._askers: dict[tuple[str, int, str], int] = {}
        self._talks: set[asyncio.Task[None]] = set()
        self._links: list[_SocketLink | DatagramLink] = []
        self._sessions = 0

    async def start(self) -> None:
        """All servers listening, or none. Raises OSError where a port is in use."""
        try:
            for server in self._servers.values():
                listening = self.ground.socket(server.address, server.port)
                _look_like(server, listening)
                put_up = await asyncio.start_server(self._serving(server), sock=listening)
                self._listening.append(put_up)
                if server.port in IN_DATAGRAMS:
                    await self._hear(server)
        except OSError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """No server listening, no connection open."""
        for listening in self._listening:
            listening.close()
        for link in self._links:
            await link.end()
        for hearing in self._hearing:
            await hearing.end()
        for talk in list(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        for listening in self._listening:
            await listening.wait_closed()
        self._listening.clear()
        self._hearing.clear()
        self._links.clear()

    async def open(self, source: str, destination: str, port: int) -> Link:
        """A connection from address to address. Raises NoAnswerError."""
        await self.clock.going()
        target = self.ground.target(destination, port)
        if port in IN_DATAGRAMS:
            return self._asking((source, destination, port), target)
        connecting = self.ground.socket(source)
        patience = max(self.clock.real(_PATIENCE), _LEAST_TO_CONNECT)
        try:
            async with asyncio.timeout(patience):
                await asyncio.get_running_loop().sock_connect(connecting, target)
            reader, writer = await asyncio.open_connection(sock=connecting)
        except OSError as problem:
            connecting.close()
            self.note(self._why(problem, source, destination, port), source, destination, port, 0)
            raise NoAnswerError(f"{destination} does not answer") from None
        except asyncio.CancelledError:
            connecting.close()
            raise
        place = (source, destination, port)
        return self._kept(_SocketLink(self, place, reader, writer))

    def _asking(self, place: tuple[str, str, int], target: tuple[str, int]) -> Link:
        """A client's side that asks in datagrams: nobody is asked before its first question."""
        asking = self.ground.socket(place[0], datagrams=True)
        try:
            asking.connect(target)
        except OSError:
            asking.close()
            raise NoAnswerError(f"{place[1]} does not answer") from None
        return self._kept(DatagramLink(self, place, asking))

    def _kept(self, link: _SocketLink | DatagramLink) -> Link:
        self._links = [each for each in self._links if not each.closed]
        self._links.append(link)
        return link

    async def _hear(self, server: Server) -> None:
        """A server that is also asked in datagrams, at the same port."""
        bound = self.ground.socket(server.address, server.port, datagrams=True)
        bound.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, server.ttl)

        async def heard(message: bytes, peer: tuple[str, int]) -> bytes | None:
            return await self._heard(server, message, peer)

        hearing = Listening(heard)
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: hearing, sock=bound)
        self._hearing.append(hearing)

    async def _heard(self, server: Server, message: bytes, peer: tuple[str, int]) -> bytes | None:
        """The answer to one datagram; None where there is none. Each asker's port is a session."""
        source = self.ground.address_of(peer[0])
        asker = (source, peer[1], server.address)
        if asker not in self._askers:
            self._sessions += 1
            self._askers[asker] = self._sessions
        place = (source, server.address, server.port, self._askers[asker])
        admitted = source in self.lab.hosts and self._admits(*place[:3])
        if not admitted or not self._lets_through(place, message):
            self.note("dropped", *place, message)
            return None
        self.note("request", *place, message)
        await self.answer_time(server)
        reply = server.begin().reply(message, source, self.clock.now())
        if reply is not None:
            self.note("reply", *place, reply)
        return reply

    async def answer_time(self, server: Server) -> None:
        """Back when the server would have its answer ready; a drill that stands still waits for it."""
        await asyncio.sleep(self.clock.real(self._random.uniform(*server.answers_ms) / 1000))

    def _serving(
        self, server: Server
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # A task of our own: one that the library makes complains when it is cancelled.
            talk = asyncio.get_running_loop().create_task(self._talk(server, reader, writer))
            self._talks.add(talk)
            talk.add_done_callback(self._talks.discard)

        return serve

    async def _talk(
        self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """One connection, from its first byte to its end."""
        peer = self.ground.address_of(str(writer.get_extra_info("peername")[0]))
        self._sessions += 1
        place = (peer, server.address, server.port, self._sessions)
        if server.watched and peer not in self.lab.hosts:
            await self._watched(server, reader, writer)
            return
        if peer not in self.lab.hosts or not self._admits(*place[:3]):
            self.note("dropped", *place)
            writer.close()
            return
        self.note("open", *place)
        held = self._held[server.address, server.port]
        held.append(writer)
        if len(held) > server.sessions:
            held.popleft().close()
        try:
            await self._answers(server, place, reader, writer)
        except (OSError, ValueError):
            pass
        finally:
            if writer in held:
                held.remove(writer)
            writer.close()
            self.note("close", *place)

    async def _watched(
        self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """One connection of a person who looks on from outside; no part of the drill."""
        waiting = b""
        service = server.begin()
        try:
            while chunk := await reader.read(_READ):
                messages, waiting = cut_of(server.port)(waiting + chunk)
                for message in messages:
                    reply = service.reply(message, "", self.clock.now())
                    if reply is None:
                        return
                    writer.write(reply)
                    await writer.drain()
        except (OSError, ValueError):
            pass
        finally:
            writer.close()

    async def _answers(
        self,
        server: Server,
        place: tuple[str, str, int, int],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        service = server.begin()
        if not isinstance(service, Telling):
            await self._asked(server, service, place, reader, writer)
            return
        telling = asyncio.get_running_loop().create_task(self._tells(service, place, writer))
        try:
            await self._asked(server, service, place, reader, writer)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _tells(
        self, service: Telling, place: tuple[str, str, int, int], writer: asyncio.StreamWriter
    ) -> None:
        """What a device sends of itself, for as long as the connection is there."""
        while True:
            await asyncio.sleep(max(self.clock.real(TICK), _LEAST_TICK))
            due = service.due(self.clock.now())
            if due is None:
                writer.close()
                return
            for message in due:
                self.note("reply", *place, message)
                writer.write(message)
            await writer.drain()

    async def _asked(
        self,
        server: Server,
        service: Service,
        place: tuple[str, str, int, int],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        waiting = b""
        while chunk := await reader.read(_READ):
            messages, waiting = cut_of(server.port)(waiting + chunk)
            for message in messages:
                if not self._admits(*place[:3]) or not self._lets_through(place, message):
                    self.note("dropped", *place, message)
                    continue
                self.note("request", *place, message)
                await self.answer_time(server)
                reply = service.reply(message, place[0], self.clock.now())
                if reply is None:
                    return
                self.note("reply", *place, reply)
                writer.write(reply)
                await writer.drain()

    def _admits(self, source: str, destination: str, port: int) -> bool:
        return self.ground.polices or self.lab.admits(source, destination, port)

    def _lets_through(self, place: tuple[str, str, int, int], message: bytes) -> bool:
        return self.ground.polices or self.lab.lets_through(place[0], place[2], message)

    def _why(self, problem: OSError, source: str, destination: str, port: int) -> FrameKind:
        """How a connection failed: the kernel says it where it holds the rules."""
        if self.ground.polices:
            return "refused" if isinstance(problem, ConnectionRefusedError) else "dropped"
        return "refused" if self.lab.admits(source, destination, port) else "dropped"

    def unanswered(self, place: tuple[str, str, int], message: bytes) -> None:
        """What a client sent was lost; where no server could note it, it is noted here."""
        if self.ground.polices:
            self.note("dropped", *place, 0, message)

    @property
    def patience(self) -> float:
        """How long a client waits for an answer, on the machine's clock."""
        return max(self.clock.real(_PATIENCE), _LEAST_PATIENCE)


class _SocketLink:
    """A connection's client side."""

    def __init__(
        self,
        wire: SocketWire,
        place: tuple[str, str, int],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._wire, self._place = wire, place
        self._reader, self._writer = reader, writer
        self._cut = cut_of(place[2], replies=True)
        self._waiting = b""

    async def ask(self, message: bytes) -> bytes:
        await self._wire.clock.going()
        try:
            self._writer.write(message)
            await self._writer.drain()
            async with asyncio.timeout(self._wire.patience):
                return await self._answer()
        except TimeoutError:
            self._wire.unanswered(self._place, message)
            raise NoAnswerError("no answer") from None
        except ConnectionError:
            raise LinkClosedError("the other side closed the connection") from None

    async def send(self, message: bytes) -> None:
        try:
            self._writer.write(message)
            await self._writer.drain()
        except ConnectionError:
            raise LinkClosedError("the other side closed the connection") from None

    async def listen(self, seconds: float) -> bytes:
        """What came meanwhile, up to the last whole message."""
        wire = self._wire
        deadline = asyncio.get_running_loop().time() + wire.clock.real(seconds)
        try:
            while True:
                async with asyncio.timeout_at(deadline):
                    chunk = await self._reader.read(_READ)
                if not chunk:
                    raise LinkClosedError("the other side closed the connection")
                self._waiting += chunk
        except TimeoutError:
            pass
        except ConnectionError:
            raise LinkClosedError("the other side closed the connection") from None
        messages, self._waiting = cut_of(self._place[2])(self._waiting)
        return b"".join(messages)

    @property
    def closed(self) -> bool:
        """Whether our side is closed."""
        return self._writer.is_closing()

    async def close(self) -> None:
        self._writer.close()

    async def end(self) -> None:
        """Closed, and nothing of it left."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _answer(self) -> bytes:
        while True:
            messages, self._waiting = self._cut(self._waiting)
            if messages:
                return messages[0]
            chunk = await self._reader.read(_READ)
            if not chunk:
                raise LinkClosedError("the other side closed the connection")
            self._waiting += chunk


def _look_like(server: Server, listening: socket.socket) -> None:
    """How the device's stack looks, which connections take from what they come in by."""
    listening.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, server.ttl)
    if server.window:
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_WINDOW_CLAMP, server.window)
