# The lab on real sockets of this machine alone: every address of the lab stands for one of
# 127.77.0.0/16, ports lie ten thousand higher, so that no rights are needed. All sockets of the
# range are made here, and none is made for an address outside the lab: nothing that is played
# can reach a real network.
from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

from . import http, modbus
from .clock import Clock
from .journal import Frame, FrameKind, Journal
from .lab import Lab, loopback
from .wire import Link, LinkClosedError, NoAnswerError, Served, Server

__all__ = ["PORTS_FROM", "LoopbackWire", "lab_socket"]

PORTS_FROM = 10_000
_PATIENCE = 3.0
# On the machine's clock: a fast drill must not take a slow machine for a silent one.
_LEAST_PATIENCE = 1.0
_READ = 65_536

_Cut = Callable[[bytes], tuple[list[bytes], bytes]]


def lab_socket(address: str, port: int = 0) -> socket.socket:
    """A TCP socket of this machine, bound to what stands for an address of the lab.

    Raises ValueError for any other address, OSError where the port is in use.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setblocking(False)
        made.bind((loopback(address), port))
    except (OSError, ValueError):
        made.close()
        raise
    return made


class LoopbackWire(Served[asyncio.StreamWriter]):
    """All servers of the lab on loopback; what passes asks the lab's rules and is noted."""

    def __init__(self, clock: Clock, lab: Lab, journal: Journal, seed: int) -> None:
        super().__init__(clock, lab, journal, seed)
        self._listening: list[asyncio.Server] = []
        self._talks: set[asyncio.Task[None]] = set()
        self._links: list[_SocketLink] = []
        self._sessions = 0

    async def start(self) -> None:
        """All servers listening, or none. Raises OSError where a port is in use."""
        try:
            for server in self._servers.values():
                listening = lab_socket(server.address, server.port + PORTS_FROM)
                put_up = await asyncio.start_server(self._serving(server), sock=listening)
                self._listening.append(put_up)
        except OSError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """No server listening, no connection open."""
        for listening in self._listening:
            listening.close()
        for link in self._links:
            await link.end()
        for talk in list(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        for listening in self._listening:
            await listening.wait_closed()
        self._listening.clear()
        self._links.clear()

    async def open(self, source: str, destination: str, port: int) -> Link:
        """A connection from address to address. Raises NoAnswerError."""
        target = (loopback(destination), port + PORTS_FROM)
        connecting = lab_socket(source)
        try:
            await asyncio.get_running_loop().sock_connect(connecting, target)
            reader, writer = await asyncio.open_connection(sock=connecting)
        except OSError:
            connecting.close()
            kind: FrameKind = "refused" if self.lab.admits(source, destination, port) else "dropped"
            self._note(kind, source, destination, port, 0)
            raise NoAnswerError(f"{destination} does not answer") from None
        link = _SocketLink(reader, writer, _cut_of(port), self.clock.real(_PATIENCE))
        self._links = [each for each in self._links if not each.closed]
        self._links.append(link)
        return link

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
        peer = "10" + str(writer.get_extra_info("peername")[0])[3:]
        self._sessions += 1
        place = (peer, server.address, server.port, self._sessions)
        if peer not in self.lab.hosts or not self.lab.admits(peer, server.address, server.port):
            self._note("dropped", *place)
            writer.close()
            return
        self._note("open", *place)
        held = self._held[server.address, server.port]
        held.append(writer)
        if len(held) > server.sessions:
            held.popleft().close()
        try:
            await self._answers(server, place, reader, writer)
        except (OSError, modbus.FrameError, http.HttpError):
            pass
        finally:
            if writer in held:
                held.remove(writer)
            writer.close()
            self._note("close", *place)

    async def _answers(
        self,
        server: Server,
        place: tuple[str, str, int, int],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        waiting = b""
        while chunk := await reader.read(_READ):
            messages, waiting = _cut_of(server.port)(waiting + chunk)
            for message in messages:
                admitted = self.lab.admits(*place[:3])
                if not admitted or not self.lab.lets_through(place[0], server.port, message):
                    self._note("dropped", *place, message)
                    continue
                self._note("request", *place, message)
                await self.clock.sleep(self._random.uniform(*server.answers_ms) / 1000)
                reply = server.service.reply(message, place[0], self.clock.now())
                if reply is None:
                    return
                self._note("reply", *place, reply)
                writer.write(reply)
                await writer.drain()

    def _note(  # noqa: PLR0917  the parts of a frame in their order
        self,
        kind: FrameKind,
        source: str,
        destination: str,
        port: int,
        session: int,
        payload: bytes = b"",
    ) -> None:
        now = self.clock.now()
        self.journal.carry(Frame(now, kind, source, destination, port, session, payload))


class _SocketLink:
    """A connection's client side."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        cut: _Cut,
        patience: float,
    ) -> None:
        self._reader, self._writer = reader, writer
        self._cut = cut
        self._patience = max(patience, _LEAST_PATIENCE)
        self._waiting = b""

    async def ask(self, message: bytes) -> bytes:
        try:
            self._writer.write(message)
            await self._writer.drain()
            async with asyncio.timeout(self._patience):
                return await self._answer()
        except TimeoutError:
            raise NoAnswerError("no answer") from None
        except ConnectionError:
            raise LinkClosedError("the other side closed the connection") from None

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


def _cut_of(port: int) -> _Cut:
    """How messages are cut out of what is sent to a port, and comes back from it."""
    return modbus.cut if port == 502 else http.cut
