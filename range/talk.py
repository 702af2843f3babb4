# What two processes of a drill tell each other, over a pair of sockets that carries no address and leads
# nowhere else: whole messages in their order, until one of them is gone.
from __future__ import annotations

import asyncio
import pickle
import socket
import struct
from typing import Any

__all__ = ["Talk", "pair"]

_LENGTH = struct.Struct("!I")


def pair() -> tuple[socket.socket, socket.socket]:
    """The two ends, one for each process."""
    return socket.socketpair()


class Talk:
    """One end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def over(cls, end: socket.socket) -> Talk:
        """A talk over this end, which is its own from now on."""
        return cls(*await asyncio.open_connection(sock=end))

    def tell(self, *told: object) -> None:
        """Something told to the other process; lost if that is gone."""
        body = pickle.dumps(told)
        self._writer.write(_LENGTH.pack(len(body)) + body)

    async def hear(self) -> tuple[Any, ...] | None:
        """What the other process told next; None where it is gone."""
        try:
            (size,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
            told: tuple[Any, ...] = pickle.loads(await self._reader.readexactly(size))  # noqa: S301  our own process
        except (asyncio.IncompleteReadError, OSError):
            return None
        return told

    def close(self) -> None:
        """Nothing more is told or heard."""
        self._writer.close()
