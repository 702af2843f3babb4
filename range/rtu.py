# A remote terminal unit of a substation: it tells states and measured values when it is
# interrogated and obeys commands and set-points of whoever reaches it, as units of its kind do.
# A value can be substituted, as maintenance does; a unit says of itself which are.
from __future__ import annotations

import dataclasses
import struct
from collections.abc import Iterator

from policies import Host, Signal

from . import iec104
from .iec104 import COMMAND, INTERROGATION, MEASURED, SETPOINT, STATE, Information
from .plant import Plant
from .program import Written

__all__ = ["IEC104", "Rtu"]

IEC104 = 2404
_ACTIVATION, _CONFIRMED, _TERMINATED, _INTERROGATED = 6, 7, 10, 20
_UNKNOWN_TYPE, _UNKNOWN_CAUSE, _UNKNOWN_STATION, _UNKNOWN_OBJECT = 44, 45, 46, 47
_STATION = 1
_EVERY_STATION = 0xFFFF
_STOPDT = 0x13
# Objects that fit in one frame with room to spare.
_AT_ONCE = 20
# The quality bit of a value that was put in by hand.
_SUBSTITUTED = 0x20


class Rtu:
    """A unit's objects and settings; `session` begins a connection of its own numbers."""

    port = IEC104

    def __init__(self, host: Host, plant: Plant | None) -> None:
        self._signals = {each.at: each for each in host.signals}
        self._plant = plant
        self.initial = {each.setting: each.value for each in host.signals if each.setting}
        if plant is not None:
            self.initial |= {
                each.point: plant.point(each.point) for each in host.signals
                if each.kind == "command"
            }  # fmt: skip
        self.settings = dict(self.initial)
        self.written: list[Written] = []

    def session(self) -> _Session:
        """One connection's part of the unit."""
        return _Session(self)

    def reply(self, message: bytes, peer: str, now: float) -> bytes | None:
        """The answer of a connection that has just begun."""
        return self.session().reply(message, peer, now)

    def scan(self) -> None:
        """A unit has no program of its own."""

    def write_requests(self, setting: str, value: float) -> list[bytes]:
        """What an operator's screen sends to have a setting so."""
        for signal in self._signals.values():
            if signal.kind == "command" and signal.point == setting:
                asked = iec104.command(0, 0, signal.at, on=bool(value))
                return [iec104.unnumbered(iec104.STARTDT), asked]
            if signal.setting == setting:
                asked = iec104.setpoint(0, 0, signal.at, value)
                return [iec104.unnumbered(iec104.STARTDT), asked]
        raise KeyError(setting)

    def told(self) -> dict[int, float]:
        """What it says of every point, by address."""
        return {at: self._value(each)[0] for at, each in self._signals.items() if _is_told(each)}

    def points(self) -> dict[str, str]:
        """The point of the plant behind each address."""
        return {str(at): each.point for at, each in self._signals.items() if _is_told(each)}

    def informations(self) -> Iterator[tuple[int, list[tuple[int, bytes]]]]:
        """The type and objects of everything it tells, states first."""
        for kind, type_ in (("state", STATE), ("measured", MEASURED)):
            objects = []
            for at, signal in sorted(self._signals.items()):
                if signal.kind == kind:
                    value, substituted = self._value(signal)
                    quality = _SUBSTITUTED * substituted
                    body = (
                        bytes((int(bool(value)) | quality,)) if type_ == STATE
                        else struct.pack("<fB", value, quality)
                    )  # fmt: skip
                    objects.append((at, body))
            for first in range(0, len(objects), _AT_ONCE):
                yield type_, objects[first : first + _AT_ONCE]

    def obey(self, type_: int, at: int, body: bytes, peer: str, now: float) -> bool:
        """A command or set-point carried out; whether it has such an object."""
        signal = self._signals.get(at)
        if signal is None or signal.kind != {COMMAND: "command", SETPOINT: "setpoint"}[type_]:
            return False
        if type_ == COMMAND:
            key, after = signal.point, float(body[0] & 1)
            if self._plant is not None:
                self._plant.switch(signal.point.partition(".")[0], running=bool(after))
        else:
            key, after = signal.setting, float(struct.unpack_from("<f", body)[0])
        self.written.append(Written(now, peer, key, self.settings[key], after))
        self.settings[key] = after
        return True

    def _value(self, signal: Signal) -> tuple[float, bool]:
        put_in = self.settings.get(signal.substitute, -1.0)
        if put_in != -1.0:
            return put_in, True
        return self._plant.point(signal.point) if self._plant else 0.0, False


class _Session:
    """A connection: its numbers, and whether data may pass."""

    def __init__(self, rtu: Rtu) -> None:
        self._rtu = rtu
        self._started = False
        self._sent = self._received = 0

    def reply(self, message: bytes, peer: str, now: float) -> bytes | None:
        """The frames that answer one; None where the connection is to end."""
        try:
            frames, rest = iec104.cut(message)
            if rest or len(frames) != 1:
                return None
            asked = iec104.parse(frames[0])
        except iec104.FrameError:
            return None
        if asked.kind == "U":
            if asked.control in {iec104.STARTDT, _STOPDT}:
                self._started = asked.control == iec104.STARTDT
            confirms = iec104.answered(asked.control)
            return None if confirms is None else iec104.unnumbered(confirms)
        if asked.kind == "S":
            return b""
        if not self._started or asked.information is None:
            return None
        self._received += 1
        return b"".join(self._numbered(each) for each in self._answer(asked.information, peer, now))

    def _numbered(self, information: Information) -> bytes:
        frame = iec104.information_frame(self._sent, self._received, information)
        self._sent += 1
        return frame

    def _answer(self, asked: Information, peer: str, now: float) -> Iterator[Information]:
        if asked.type not in {COMMAND, SETPOINT, INTERROGATION}:
            yield _again(asked, _UNKNOWN_TYPE, negative=True)
        elif asked.cause != _ACTIVATION:
            yield _again(asked, _UNKNOWN_CAUSE, negative=True)
        elif asked.station != _STATION and not _is_for_all(asked):
            yield _again(asked, _UNKNOWN_STATION, negative=True)
        elif asked.type == INTERROGATION:
            asked = dataclasses.replace(asked, station=_STATION)
            yield _again(asked, _CONFIRMED)
            for type_, objects in self._rtu.informations():
                yield Information(type_, _INTERROGATED, False, _STATION, tuple(objects))
            yield _again(asked, _TERMINATED)
        elif len(asked.objects) != 1 or not self._rtu.obey(
            asked.type, *asked.objects[0], peer, now
        ):
            yield _again(asked, _UNKNOWN_OBJECT, negative=True)
        else:
            yield _again(asked, _CONFIRMED)
            yield _again(asked, _TERMINATED)


def _again(asked: Information, cause: int, *, negative: bool = False) -> Information:
    return Information(asked.type, cause, negative, asked.station, asked.objects)


def _is_for_all(asked: Information) -> bool:
    """Whether it asks every station, as an interrogation may."""
    return asked.station == _EVERY_STATION and asked.type == INTERROGATION


def _is_told(signal: Signal) -> bool:
    return signal.kind in {"state", "measured"}
