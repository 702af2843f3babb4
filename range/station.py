# A master's side of IEC 60870-5-104: a connection started, with its numbers kept, on which a
# station is interrogated, commanded and given set-points.
from __future__ import annotations

from . import iec104
from .wire import Link, Wire

__all__ = ["Station"]

_PORT = 2404


class Station:
    """A connection to a station. What is asked raises NoAnswerError or LinkClosedError."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._sent = self._received = 0

    @classmethod
    async def open(cls, wire: Wire, source: str, target: str) -> Station:
        """A connection on which data may pass. Raises NoAnswerError."""
        made = cls(await wire.open(source, target, _PORT))
        await made.start()
        return made

    async def start(self) -> None:
        """Data asked to pass."""
        await self._link.ask(iec104.unnumbered(iec104.STARTDT))

    async def interrogate(self) -> dict[int, float]:
        """Everything the station tells, by address."""
        return iec104.values_of(await self._asked(iec104.interrogation(self._sent, self._received)))

    async def command(self, at: int, *, on: bool) -> bool:
        """A command given; whether the station carried it out."""
        reply = await self._asked(iec104.command(self._sent, self._received, at, on=on))
        return _is_done(reply)

    async def setpoint(self, at: int, value: float) -> bool:
        """A set-point given; whether the station took it."""
        reply = await self._asked(iec104.setpoint(self._sent, self._received, at, value))
        return _is_done(reply)

    async def close(self) -> None:
        """The connection's end."""
        await self._link.close()

    async def _asked(self, frame: bytes) -> bytes:
        self._sent += 1
        reply = await self._link.ask(frame)
        self._received += len(iec104.cut(reply)[0])
        return reply


def _is_done(reply: bytes) -> bool:
    frames = [iec104.parse(each).information for each in iec104.cut(reply)[0]]
    return bool(frames) and all(each is not None and not each.negative for each in frames)
