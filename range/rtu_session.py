# One connection to a remote terminal unit: what is asked on it is confirmed, answered and ended, or
# refused by its cause, and once data may pass, what changes is told without being asked.
from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from policies import Signal

from . import iec104
from .iec104 import CLOCK, COMMAND, INTERROGATION, READ, SETPOINT, TEST, Information
from .iec104_line import Line, Terms
from .iec104_time import moment_of, time_tag

__all__ = ["RtuSession"]

_UNKNOWN_TYPE, _UNKNOWN_CAUSE, _UNKNOWN_STATION, _UNKNOWN_OBJECT = 44, 45, 46, 47
_EVERY_STATION = 0xFFFF
# How an interrogation names everything; its groups 1 to 16 come behind.
_GENERAL, _GROUPS = 20, 16
# For how long what was selected may be executed.
_SELECTED_S = 30.0
_CAUSES = {
    INTERROGATION: {iec104.ACTIVATION},
    CLOCK: {iec104.ACTIVATION},
    TEST: {iec104.ACTIVATION},
    READ: {iec104.REQUESTED},
    COMMAND: {iec104.ACTIVATION, iec104.DEACTIVATION},
    SETPOINT: {iec104.ACTIVATION, iec104.DEACTIVATION},
}


class _Unit(Protocol):
    """What a connection asks of its unit."""

    station: int
    terms: Terms

    def started(self, session: RtuSession, peer: str) -> None: ...
    def stopped(self, session: RtuSession, peer: str) -> None: ...
    def is_active(self, session: RtuSession, peer: str) -> bool: ...
    def informations(self, peer: str, group: int = 0) -> Iterator[Information]: ...
    def reading(self, peer: str, at: int) -> Information | None: ...
    def changes(self, peer: str, now: float) -> Iterator[Information]: ...
    def time(self, now: float) -> datetime: ...
    def set_time(self, moment: datetime, now: float) -> None: ...
    def takes(self, type_: int, at: int) -> Signal | None: ...
    def obey(self, type_: int, at: int, body: bytes, peer: str, now: float) -> None: ...


class RtuSession:
    """A connection: its numbers, whether data may pass, and what was selected on it."""

    def __init__(self, unit: _Unit) -> None:
        self._unit = unit
        self._line = Line(unit.terms)
        self._peer = ""
        # What was selected, and until when it may be executed.
        self._selected: tuple[Information, float] | None = None

    def reply(self, message: bytes, peer: str, now: float) -> bytes | None:
        """The frames that answer one; None where the connection is to end."""
        self._peer = peer
        try:
            frames, rest = iec104.cut(message)
            if rest or len(frames) != 1:
                return None
            asked = iec104.parse(frames[0])
        except iec104.FrameError:
            return None
        if not self._line.take(asked, now):
            return None
        if asked.kind == "U":
            return self._controlled(asked.control)
        if asked.information is not None:
            if not self._unit.is_active(self, peer):
                return None
            for each in self._answer(asked.information, now):
                self._line.put(each)
        return self._line.out(now)

    def due(self, now: float) -> list[bytes] | None:
        """What is to be sent now: changes, acknowledgements, tests; None where nobody is there."""
        if self._unit.is_active(self, self._peer) and not self._line.is_full:
            for each in self._unit.changes(self._peer, now):
                self._line.put(each)
        return self._line.due(now)

    def _controlled(self, control: int) -> bytes | None:
        if control == iec104.STARTDT:
            self._unit.started(self, self._peer)
        elif control == iec104.STOPDT:
            self._unit.stopped(self, self._peer)
            self._line.let_go()
        confirms = iec104.answered(control)
        if confirms is not None:
            return iec104.unnumbered(confirms)
        return b"" if iec104.confirms(control) else None

    def _answer(self, asked: Information, now: float) -> Iterator[Information]:
        unit = self._unit
        if asked.type not in _CAUSES:
            yield _again(asked, _UNKNOWN_TYPE, negative=True)
        elif asked.cause not in _CAUSES[asked.type]:
            yield _again(asked, _UNKNOWN_CAUSE, negative=True)
        elif asked.station != unit.station and not _is_for_all(asked):
            yield _again(asked, _UNKNOWN_STATION, negative=True)
        elif len(asked.objects) != 1:
            yield _again(asked, _UNKNOWN_OBJECT, negative=True)
        else:
            own = dataclasses.replace(asked, station=unit.station)
            if asked.type == INTERROGATION:
                yield from self._interrogated(own)
            elif asked.type == CLOCK:
                yield self._set(own, now)
            elif asked.type == TEST:
                yield _again(own, iec104.CONFIRMED)
            elif asked.type == READ:
                told = unit.reading(self._peer, asked.objects[0][0])
                yield _from(told, own) if told else _again(own, _UNKNOWN_OBJECT, negative=True)
            else:
                yield from self._worked(own, now)

    def _interrogated(self, asked: Information) -> Iterator[Information]:
        group = asked.objects[0][1][0] - _GENERAL
        if not 0 <= group <= _GROUPS:
            yield _again(asked, iec104.CONFIRMED, negative=True)
            return
        yield _again(asked, iec104.CONFIRMED)
        for each in self._unit.informations(self._peer, group):
            yield _from(each, asked)
        yield _again(asked, iec104.TERMINATED)

    def _set(self, asked: Information, now: float) -> Information:
        """The unit's clock set; the confirmation tells what it showed before."""
        moment = moment_of(asked.objects[0][1])
        if moment is None:
            return _again(asked, iec104.CONFIRMED, negative=True)
        before = time_tag(self._unit.time(now))
        self._unit.set_time(moment, now)
        told = dataclasses.replace(asked, objects=((asked.objects[0][0], before),))
        return _again(told, iec104.CONFIRMED)

    def _worked(self, asked: Information, now: float) -> Iterator[Information]:
        """A command or set-point: selected, given up, or carried out."""
        (at, body) = asked.objects[0]
        signal = self._unit.takes(asked.type, at)
        if signal is None:
            yield _again(asked, _UNKNOWN_OBJECT, negative=True)
            return
        selected, self._selected = self._selected, None
        fits = selected is not None and now <= selected[1] and _is_same(selected[0], asked)
        if asked.cause == iec104.DEACTIVATION:
            yield _again(asked, iec104.DEACTIVATED, negative=not fits)
        elif iec104.is_selection(asked):
            self._selected = asked, now + _SELECTED_S
            yield _again(asked, iec104.CONFIRMED)
        elif signal.select and not fits:
            yield _again(asked, iec104.CONFIRMED, negative=True)
        else:
            self._unit.obey(asked.type, at, body, self._peer, now)
            yield _again(asked, iec104.CONFIRMED)
            yield _again(asked, iec104.TERMINATED)


def _again(asked: Information, cause: int, *, negative: bool = False) -> Information:
    return dataclasses.replace(asked, cause=cause, negative=negative)


def _from(told: Information, asked: Information) -> Information:
    """What is told, to whoever asked."""
    return dataclasses.replace(told, originator=asked.originator)


def _is_same(one: Information, other: Information) -> bool:
    """Whether two commands are the same but for the bit that selects."""
    return one.type == other.type and [
        (at, body[:-1], body[-1] & ~iec104.SELECT) for at, body in one.objects
    ] == [(at, body[:-1], body[-1] & ~iec104.SELECT) for at, body in other.objects]


def _is_for_all(asked: Information) -> bool:
    """Whether it asks every station, as an interrogation or a clock may."""
    return asked.station == _EVERY_STATION and asked.type in {INTERROGATION, CLOCK}
