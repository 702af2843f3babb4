# What control centres and stations say by IEC 60870-5-104: which type, why, of which station and
# which objects. Each command is told with how it was answered, and whether it selects or executes;
# what is reported is counted by type and station. Of the values nothing is kept.
from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from .iec104_types import NAMES, SIZES, qualified
from .noted import Noted, Value
from .polls import Polls
from .stream import Gap

__all__ = ["Iec104", "begins_iec104"]

_START: Final = 0x68
_CAUSES: Final = {
    1: "periodic", 2: "background", 3: "spontaneous", 4: "initialised", 5: "request",
    6: "activation", 7: "activation-confirmation", 8: "deactivation",
    9: "deactivation-confirmation", 10: "activation-termination", 11: "remote-command",
    12: "local-command", 13: "file-transfer", 20: "interrogated", 37: "counter-interrogated",
    44: "unknown type", 45: "unknown cause", 46: "unknown common address",
    47: "unknown object address",
}  # fmt: skip
_ACTIVATE, _CONFIRM, _STOP, _STOPPED, _END = 6, 7, 8, 9, 10
_UNKNOWN: Final = range(44, 48)
# Commands, set points and parameters change something, as do clocks and restarts.
_CHANGES: Final = (
    *range(45, 52),
    *range(58, 65),
    103,
    105,
    107,
    *range(110, 114),
    *range(120, 128),
)
_ASKS: Final = (100, 101, 102, 104, 106)
_MOST_WAITING: Final = 1_024


def begins_iec104(payload: bytes) -> bool:
    """Whether a payload is whole APDUs, the first of a form that there is."""
    if len(payload) < 6 or payload[0] != _START or not 4 <= payload[1] <= 253:
        return False
    size, control = payload[1], payload[2]
    if control & 3 == 3:
        # One of the six unnumbered functions, and nothing else.
        fits = (
            size == 4 and control in (0x07, 0x0B, 0x13, 0x23, 0x43, 0x83) and not any(payload[3:6])
        )
    elif control & 3 == 1:
        fits = size == 4 and control == 1 and not payload[3]
    else:
        fits = size >= 10 and len(payload) > 6 and payload[6] in NAMES
    end = size + 2
    return fits and (len(payload) == end or payload[end : end + 1] == b"\x68")


@dataclass(frozen=True, slots=True)
class _Command:
    """A command that waits for its confirmation."""

    time: int
    values: dict[str, Value]


class Iec104:
    """A connection between a control centre and a station, from both sides."""

    def __init__(self) -> None:
        self._held = {"forth": b"", "back": b""}
        self._waiting: OrderedDict[tuple[int, int, int], _Command] = OrderedDict()
        self._polls = Polls()
        self.over = False

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the centre sent."""
        return [one for each in self._units("forth", data) for one in self._asked(each, time)]

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the station sent; the commands that this answers."""
        return [one for each in self._units("back", data) for one in self._answered(each, time)]

    def end(self) -> list[Noted]:
        """Commands without an answer, and what was counted."""
        noted = [_told(each, "unknown", "") for each in self._waiting.values()]
        self._waiting.clear()
        return noted + self._polls.end()

    def _units(self, way: str, data: bytes | Gap) -> list[bytes]:
        """The data units of whole APDUs that carry one."""
        if self.over:
            return []
        if isinstance(data, Gap):
            self._held[way] = b""
            return []
        held, at, found = self._held[way] + data, 0, []
        while at + 2 <= len(held):
            if held[at] != _START:
                # After a gap it may go on in the middle of one.
                following = held.find(b"\x68", at)
                at = following if following >= 0 else len(held)
                continue
            size = held[at + 1]
            if at + 2 + size > len(held):
                break
            if size >= 10 and not held[at + 2] & 1:
                found.append(held[at + 6 : at + 2 + size])
            at += 2 + size
        self._held[way] = held[at:]
        return found

    def _asked(self, unit: bytes, time: int) -> list[Noted]:
        kind, cause, station = unit[0], unit[2] & 0x3F, _station(unit)
        if cause not in (_ACTIVATE, _STOP) and kind not in (*_CHANGES, *_ASKS):
            return self._counted(unit, time)
        values = self._values(unit)
        key = (kind, station, _object(unit, 6))
        noted = []
        if known := self._waiting.pop(key, None):
            noted.append(_told(known, "unknown", ""))
        self._waiting[key] = _Command(time, values)
        while len(self._waiting) > _MOST_WAITING:
            noted.append(_told(self._waiting.popitem(last=False)[1], "unknown", ""))
        return noted

    def _answered(self, unit: bytes, time: int) -> list[Noted]:
        kind, cause = unit[0], unit[2] & 0x3F
        if kind not in (*_CHANGES, *_ASKS):
            return self._counted(unit, time)
        if cause == _END:
            return []
        known = self._waiting.pop((kind, _station(unit), _object(unit, 6)), None)
        if known is None:
            return self._counted(unit, time)
        refused = bool(unit[2] & 0x40) or cause in _UNKNOWN
        why = _CAUSES[cause] if cause in _UNKNOWN else ""
        return [_told(known, "failure" if refused else "success", why)]

    def _counted(self, unit: bytes, time: int) -> list[Noted]:
        """What is reported, by type, cause and station."""
        values = {**self._values(unit), "event.action": "device-report", "event.outcome": "success"}
        values["tongguan.target"] = f"station {_station(unit)}"
        key = (unit[0], unit[2] & 0x3F, _station(unit))
        return self._polls.add(key, time, values, unit[1] & 0x7F)

    def _values(self, unit: bytes) -> dict[str, Value]:
        kind, cause = unit[0], unit[2] & 0x3F
        said = _CAUSES.get(cause, f"cause {cause}")
        step = qualified(kind, unit[9:]) if len(unit) > 9 else ""
        return {
            "event.category": "network",
            "event.action": "device-write" if kind in _CHANGES else "device-read",
            "network.protocol": "iec104",
            "message": f"{said} {step}".strip(),
            "tongguan.operation": NAMES.get(kind, f"type-{kind}"),
            "tongguan.target": _target(unit),
        }


def _told(command: _Command, outcome: str, why: str) -> Noted:
    message = " ".join(filter(None, (str(command.values["message"]), why)))
    more: dict[str, Value] = {"event.outcome": outcome, "message": message, "tongguan.times": 1}
    return Noted(command.time, {**command.values, **more})


def _station(unit: bytes) -> int:
    return int.from_bytes(unit[4:6], "little")


def _object(unit: bytes, at: int) -> int:
    return int.from_bytes(unit[at : at + 3], "little")


def _target(unit: bytes) -> str:
    """Station and objects, from the first to the last where they are several."""
    count, first, last = unit[1] & 0x7F, _object(unit, 6), _object(unit, 6)
    if unit[1] & 0x80:
        last = first + count - 1
    elif (size := SIZES.get(unit[0])) is not None:
        objects = [_object(unit, at) for at in range(6, len(unit) - 2, 3 + size)][:count]
        first, last = min(objects, default=first), max(objects, default=last)
    told = f"{first}-{last}" if last > first else str(first)
    return f"station {_station(unit)} object {told}"
