# A remote terminal unit of a substation: it tells states and measured values when it is asked and,
# of itself, when they change, and obeys commands and set-points of whoever reaches it, as units of its
# kind do. A value can be substituted, as maintenance does; a unit says of itself which are.
from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from policies import Host, Signal

from . import iec104
from .iec104 import COMMAND, MEASURED, MEASURED_AT, SETPOINT, STATE, STATE_AT, Information
from .iec104_line import Terms
from .iec104_time import time_tag
from .plant import Plant
from .program import Written
from .rtu_session import RtuSession

__all__ = ["IEC104", "Rtu"]

IEC104 = 2404
_STATION = 1
# Objects that fit in one frame with room to spare, with a time each or without.
_AT_ONCE = 16
# The quality bit of a value that was put in by hand.
_SUBSTITUTED = 0x20
_TYPES = {"state": (STATE, STATE_AT), "measured": (MEASURED, MEASURED_AT)}
_WORKED = {COMMAND: "command", SETPOINT: "setpoint"}
_BEGAN = datetime(2026, 1, 1)  # noqa: DTZ001  the unit's own time, of no zone that it knows

# What was told of each address: its value, and whether it was put in by hand.
_Told = dict[int, tuple[float, bool]]


@dataclass
class _Master:
    """The connections of one address: data pass on one of them, the others stand by."""

    active: RtuSession | None = None
    told: _Told = field(default_factory=dict)


class Rtu:
    """A unit's objects and settings; `session` begins a connection of its own numbers.

    `began` is the drill's beginning by the unit's clock.
    """

    port = IEC104
    station = _STATION

    def __init__(
        self, host: Host, plant: Plant | None, *, began: datetime = _BEGAN, terms: Terms | None = None
    ) -> None:  # fmt: skip
        self._signals = {each.at: each for each in host.signals}
        self._plant = plant
        self._clock = began
        self.terms = terms or Terms()
        self._masters: dict[str, _Master] = {}
        self.initial = {each.setting: each.value for each in host.signals if each.setting}
        if plant is not None:
            self.initial |= {
                each.point: plant.point(each.point) for each in host.signals
                if each.kind == "command"
            }  # fmt: skip
        self.settings = dict(self.initial)
        self.written: list[Written] = []

    def session(self) -> RtuSession:
        """One connection's part of the unit."""
        return RtuSession(self)

    def reply(self, message: bytes, peer: str, now: float) -> bytes | None:
        """The answer of a connection that has just begun."""
        return self.session().reply(message, peer, now)

    def scan(self) -> None:
        """A unit has no program of its own."""

    def signal_of(self, setting: str) -> Signal:
        """The command or set-point by which a setting is written. Raises KeyError."""
        for signal in self._signals.values():
            if signal.kind == "command" and signal.point == setting:
                return signal
            if signal.setting and signal.setting == setting:
                return signal
        raise KeyError(setting)

    def told(self) -> dict[int, float]:
        """What it says of every point, by address."""
        return {at: self._value(each)[0] for at, each in self._signals.items() if _is_told(each)}

    def points(self) -> dict[str, str]:
        """The point of the plant behind each address."""
        return {str(at): each.point for at, each in self._signals.items() if _is_told(each)}

    def started(self, session: RtuSession, peer: str) -> None:
        """Data pass to a master on this connection from now on, and on no other of its own.

        What changed while it had none is told on it.
        """
        if peer not in self._masters:
            self._masters[peer] = _Master(told=self._told_now())
        self._masters[peer].active = session

    def stopped(self, session: RtuSession, peer: str) -> None:
        """No data pass on this connection."""
        if self.is_active(session, peer):
            self._masters[peer].active = None

    def is_active(self, session: RtuSession, peer: str) -> bool:
        """Whether data pass on this connection."""
        master = self._masters.get(peer)
        return master is not None and master.active is session

    def informations(self, peer: str, group: int = 0) -> Iterator[Information]:
        """Everything it tells, or one group of it, states first, as an interrogation brings it."""
        cause = iec104.INTERROGATED + group
        for kind, (type_, _) in _TYPES.items():
            at_all = [
                at for at, each in sorted(self._signals.items())
                if each.kind == kind and group in {0, each.group}
            ]  # fmt: skip
            for first in range(0, len(at_all), _AT_ONCE):
                objects = [(at, self._body(peer, at)) for at in at_all[first : first + _AT_ONCE]]
                yield Information(type_, cause, False, _STATION, tuple(objects))

    def reading(self, peer: str, at: int) -> Information | None:
        """One value as a read brings it; None where it has none there."""
        signal = self._signals.get(at)
        if signal is None or not _is_told(signal):
            return None
        type_ = _TYPES[signal.kind][0]
        return Information(type_, iec104.REQUESTED, False, _STATION, ((at, self._body(peer, at)),))

    def changes(self, peer: str, now: float) -> Iterator[Information]:
        """What a master was not told yet: states that are others, values beyond their dead band."""
        told = self._masters[peer].told
        tag = time_tag(self.time(now))
        for kind, (_, type_) in _TYPES.items():
            changed = [
                at for at, each in sorted(self._signals.items())
                if each.kind == kind and _differs(self._value(each), told.get(at), each.band)
            ]  # fmt: skip
            for first in range(0, len(changed), _AT_ONCE):
                objects = [(at, self._body(peer, at) + tag) for at in changed[first : first + _AT_ONCE]]  # fmt: skip
                yield Information(type_, iec104.SPONTANEOUS, False, _STATION, tuple(objects))

    def time(self, now: float) -> datetime:
        """What its clock shows."""
        return self._clock + timedelta(seconds=now)

    def set_time(self, moment: datetime, now: float) -> None:
        """Its clock set by a master."""
        self._clock = moment - timedelta(seconds=now)

    def takes(self, type_: int, at: int) -> Signal | None:
        """The object that a command or set-point is for; None where it has none."""
        signal = self._signals.get(at)
        return signal if signal is not None and signal.kind == _WORKED[type_] else None

    def obey(self, type_: int, at: int, body: bytes, peer: str, now: float) -> None:
        """A command or set-point of one of its objects carried out."""
        signal = self._signals[at]
        if type_ == COMMAND:
            key, after = signal.point, float(body[0] & 1)
            if self._plant is not None:
                self._plant.switch(signal.point.partition(".")[0], running=bool(after))
        else:
            key, after = signal.setting, float(struct.unpack_from("<f", body)[0])
        self.written.append(Written(now, peer, key, self.settings[key], after))
        self.settings[key] = after

    def _value(self, signal: Signal) -> tuple[float, bool]:
        put_in = self.settings.get(signal.substitute, -1.0)
        if put_in != -1.0:
            return put_in, True
        return self._plant.point(signal.point) if self._plant else 0.0, False

    def _told_now(self) -> _Told:
        return {at: self._value(each) for at, each in self._signals.items() if _is_told(each)}

    def _body(self, peer: str, at: int) -> bytes:
        """A value with its quality, as it is told to a master from now on."""
        signal = self._signals[at]
        value, substituted = self._masters[peer].told[at] = self._value(signal)
        quality = _SUBSTITUTED * substituted
        if signal.kind == "state":
            return bytes((int(bool(value)) | quality,))
        return struct.pack("<fB", value, quality)


def _is_told(signal: Signal) -> bool:
    return signal.kind in {"state", "measured"}


def _differs(now: tuple[float, bool], told: tuple[float, bool] | None, band: float) -> bool:
    return told is None or now[1] != told[1] or abs(now[0] - told[0]) > band
