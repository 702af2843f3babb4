# Questions that go in single datagrams, as those of DNS do: what a server hears and sends back, and
# a client's side. The lab keeps each message behind its length, as it goes over TCP; on the wire
# that length is left out (RFC 1035, 4.2.1).
from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from .clock import Clock
from .dns import DNS
from .wire import LinkClosedError, NoAnswerError

__all__ = ["IN_DATAGRAMS", "DatagramLink", "Listening", "bare", "framed"]

# The ports that are asked in datagrams.
IN_DATAGRAMS = frozenset({DNS})
_MOST = 65_535

Heard = Callable[[bytes, tuple[str, int]], Awaitable[bytes | None]]


def framed(datagram: bytes) -> bytes:
    r"""A message as the lab keeps it.

    >>> framed(b"abc")
    b'\x00\x03abc'
    """
    return len(datagram).to_bytes(2, "big") + datagram


def bare(message: bytes) -> bytes:
    """A message as it goes in a datagram."""
    return message[2:]


class Listening(asyncio.DatagramProtocol):
    """A server's side: what `heard` makes of a message goes back to who sent it."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._transport: asyncio.DatagramTransport | None = None
        self._answering: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        """It listens."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """A message came; its answer takes the time that a device takes."""
        task = asyncio.get_running_loop().create_task(self._answer(data, addr))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def end(self) -> None:
        """Nothing more is heard or sent."""
        if self._transport is not None:
            self._transport.abort()
        for task in list(self._answering):
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    async def _answer(self, data: bytes, peer: tuple[str, int]) -> None:
        reply = await self._heard(framed(data), peer)
        if reply is not None and self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(bare(reply), peer)


class _Asked(Protocol):
    clock: Clock

    @property
    def patience(self) -> float: ...

    def unanswered(self, place: tuple[str, str, int], message: bytes) -> None: ...


class DatagramLink:
    """A client's side: one question after another, from one port of its own."""

    def __init__(self, wire: _Asked, place: tuple[str, str, int], asking: socket.socket) -> None:
        self._wire, self._place, self._asking = wire, place, asking
        self.closed = False

    async def ask(self, message: bytes) -> bytes:
        """The answer to a question. Raises NoAnswerError."""
        await self._wire.clock.going()
        await self.send(message)
        try:
            async with asyncio.timeout(self._wire.patience):
                while True:
                    reply = framed(await asyncio.get_running_loop().sock_recv(self._asking, _MOST))
                    # An answer that came too late belongs to an earlier question.
                    if reply[2:4] == message[2:4]:
                        return reply
        except TimeoutError:
            self._wire.unanswered(self._place, message)
            raise NoAnswerError("no answer") from None
        except OSError:
            raise NoAnswerError(f"{self._place[1]} refuses port {self._place[2]}") from None

    async def send(self, message: bytes) -> None:
        """A message whose answer nobody waits for."""
        if self.closed:
            raise LinkClosedError("this side is closed")
        try:
            await asyncio.get_running_loop().sock_sendall(self._asking, bare(message))
        except OSError:
            raise NoAnswerError(f"{self._place[1]} does not answer") from None

    async def listen(self, seconds: float) -> bytes:
        """Nothing: who answers in datagrams sends none without being asked."""
        await self._wire.clock.sleep(seconds)
        return b""

    async def close(self) -> None:
        """No more questions; no harm if it was closed before."""
        self.closed = True
        self._asking.close()

    async def end(self) -> None:
        """Closed, and nothing of it left."""
        await self.close()
