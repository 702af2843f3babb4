# A master's side of IEC 60870-5-104: a connection started, with its numbers kept and acknowledged, on
# which a station is interrogated, commanded, given set-points and the time, and listened to. Several
# may use it: whoever asks waits until the one before has its answer.
from __future__ import annotations

import asyncio
import struct
from datetime import datetime

from . import iec104
from .clock import Clock
from .iec104 import COMMAND, SETPOINT, Information
from .iec104_line import Line, Terms
from .iec104_time import time_tag
from .wire import TICK, Link, LinkClosedError, NoAnswerError, Wire

__all__ = ["Station"]

_PORT = 2404
_STATION = 1
# A general interrogation; its groups come behind.
_GENERAL = 20
_TEST = iec104.unnumbered(iec104.TESTFR)


class Station:
    """A connection to a station. What is asked raises NoAnswerError or LinkClosedError."""

    def __init__(self, link: Link, clock: Clock, terms: Terms | None = None) -> None:
        self._link, self._clock = link, clock
        self._line = Line(terms or Terms())
        self._one_at_a_time = asyncio.Lock()
        # What it told since it was asked last for what it told.
        self._told: dict[int, float] = {}

    @classmethod
    async def open(
        cls, wire: Wire, clock: Clock, source: str, target: str, terms: Terms | None = None
    ) -> Station:
        """A connection on which data may pass. Raises NoAnswerError."""
        made = cls(await wire.open(source, target, _PORT), clock, terms)
        await made.start()
        return made

    async def start(self) -> None:
        """Data asked to pass: on this connection, and on no other of ours."""
        await self._control(iec104.STARTDT)

    async def stop(self) -> None:
        """Data asked not to pass: the connection stands by."""
        await self._control(iec104.STOPDT)

    async def interrogate(self, group: int = 0) -> dict[int, float]:
        """Everything the station tells, or a group of it, by address."""
        body = bytes((_GENERAL + group,))
        asked = Information(iec104.INTERROGATION, iec104.ACTIVATION, False, _STATION, ((0, body),))
        async with self._one_at_a_time:
            await self._asked(asked)
            return self._take_told()

    async def read(self, at: int) -> float | None:
        """One value by its address; None where the station has none there."""
        asked = Information(iec104.READ, iec104.REQUESTED, False, _STATION, ((at, b""),))
        async with self._one_at_a_time:
            await self._asked(asked)
            return self._told.get(at)

    async def command(self, at: int, *, on: bool, select: bool = False) -> bool:
        """A command given, selected first if it has to be; whether the station carried it out."""
        return await self._worked(COMMAND, at, bytes((on,)), select=select)

    async def setpoint(self, at: int, value: float, *, select: bool = False) -> bool:
        """A set-point given, selected first if it has to be; whether the station took it."""
        return await self._worked(SETPOINT, at, struct.pack("<fB", value, 0), select=select)

    async def set_clock(self, moment: datetime) -> bool:
        """The station's clock set; whether it let it be."""
        body = ((0, time_tag(moment)),)
        asked = Information(iec104.CLOCK, iec104.ACTIVATION, False, _STATION, body)
        async with self._one_at_a_time:
            return _is_done(await self._asked(asked))

    async def listen(self, seconds: float) -> dict[int, float]:
        """What the station tells of itself in so many seconds, acknowledged as it comes."""
        # To the microsecond, as the clock shows it: what is left must come to nothing.
        end = round(self._clock.now() + seconds, 6)
        while (left := end - self._clock.now()) > 0:
            async with self._one_at_a_time:
                await self._take(await self._link.listen(min(left, TICK)))
                await self._keep()
        return self._take_told()

    async def close(self) -> None:
        """The connection's end."""
        await self._link.close()

    async def _worked(self, type_: int, at: int, body: bytes, *, select: bool) -> bool:
        marks = (iec104.SELECT, 0) if select else (0,)
        async with self._one_at_a_time:
            for mark in marks:
                marked = body[:-1] + bytes((body[-1] | mark,))
                asked = Information(type_, iec104.ACTIVATION, False, _STATION, ((at, marked),))
                if not _is_done(await self._asked(asked)):
                    return False
        return True

    async def _control(self, control: int) -> None:
        async with self._one_at_a_time:
            await self._take(await self._link.ask(iec104.unnumbered(control)))

    async def _asked(self, asked: Information) -> list[Information]:
        """What is said to a question, up to what ends it; what else was told is kept."""
        self._line.put(asked)
        answer: list[Information] = []
        reply = await self._link.ask(self._line.out(self._clock.now()))
        while True:
            answer += [each for each in await self._take(reply) if _is_about(asked, each)]
            if answer and iec104.is_last(answer[-1]):
                return answer
            # What it has still to say waits until this is acknowledged.
            reply = await self._link.ask(self._line.acknowledgement())

    async def _take(self, told: bytes) -> list[Information]:
        """Frames that came, in order; tests are confirmed, values kept."""
        found = []
        for frame in iec104.cut(told)[0]:
            read = iec104.parse(frame)
            if not self._line.take(read, self._clock.now()):
                await self._link.close()
                raise LinkClosedError("the station's numbers are out of order")
            confirms = iec104.answered(read.control) if read.kind == "U" else None
            if confirms is not None:
                await self._link.send(iec104.unnumbered(confirms))
            if read.information is not None:
                found.append(read.information)
        self._told |= iec104.values_of(told)
        return found

    async def _keep(self) -> None:
        """What is due on our side: acknowledgements, and tests of a silent connection."""
        due = self._line.due(self._clock.now())
        if due is None:
            await self._link.close()
            raise NoAnswerError("the station acknowledges nothing any more")
        for frame in due:
            if frame == _TEST:
                await self._take(await self._link.ask(frame))
            else:
                await self._link.send(frame)

    def _take_told(self) -> dict[int, float]:
        told, self._told = self._told, {}
        return told


def _is_about(asked: Information, told: Information) -> bool:
    """Whether it is part of the answer: what is told of itself meanwhile is not."""
    return told.cause != iec104.SPONTANEOUS and (told.type == asked.type or not told.negative)


def _is_done(answer: list[Information]) -> bool:
    return bool(answer) and not any(each.negative for each in answer)
