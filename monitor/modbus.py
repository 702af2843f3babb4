# What masters ask of devices by Modbus/TCP (Modbus Messaging on TCP/IP Implementation Guide 1.0b,
# Application Protocol Specification 1.1b3): which function, of which unit and which registers.
# Each write and each refusal is told, reads are counted; of what was written or read nothing is.
from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from struct import Struct
from typing import Final

from .noted import Noted, Value
from .polls import Polls
from .stream import Gap

__all__ = ["FUNCTIONS", "Modbus", "begins_modbus"]

FUNCTIONS: Final = {
    1: "read-coils", 2: "read-discrete-inputs", 3: "read-holding-registers",
    4: "read-input-registers", 5: "write-single-coil", 6: "write-single-register",
    7: "read-exception-status", 8: "diagnostics", 11: "get-event-counter", 12: "get-event-log",
    15: "write-multiple-coils", 16: "write-multiple-registers", 17: "report-server-id",
    20: "read-file-record", 21: "write-file-record", 22: "mask-write-register",
    23: "read-write-multiple-registers", 24: "read-fifo-queue", 43: "encapsulated-interface",
}  # fmt: skip
_WRITES: Final = frozenset({5, 6, 15, 16, 21, 22, 23})
_READS: Final = frozenset({1, 2, 3, 4, 20, 24})
_ONE: Final = frozenset({5, 6, 22, 24})
_EXCEPTIONS: Final = {
    1: "illegal function", 2: "illegal data address", 3: "illegal data value",
    4: "server device failure", 5: "acknowledge", 6: "server device busy",
    8: "memory parity error", 10: "gateway path unavailable",
    11: "gateway target failed to respond",
}  # fmt: skip
_SPACES: Final = {
    1: "coil", 5: "coil", 15: "coil", 2: "input", 4: "input-register", 24: "register",
}  # fmt: skip
_HEAD: Final = Struct(">HHHBB")
_PAIR: Final = Struct(">HH")
_LONGEST: Final = 254
_MOST_WAITING: Final = 256


def begins_modbus(payload: bytes, *, from_port: bool = False) -> bool | None:
    """Whether a payload is whole messages: True a server's, False a client's, None no messages.

    `from_port` says that it came from the port of Modbus, which decides where both could be.
    """
    body = _first_body(payload)
    if body is None:
        return None
    function = payload[7]
    if function & 0x80:
        return True if len(body) == 1 and body[0] in _EXCEPTIONS else None
    asks, answers = _asks(function, body), _answers(function, body)
    if asks and answers:
        return from_port
    return answers if asks or answers else None


def _first_body(payload: bytes) -> bytes | None:
    """What follows the function in the first message, None where there is no whole one."""
    if len(payload) < _HEAD.size:
        return None
    _, protocol, size, _, function = _HEAD.unpack_from(payload)
    end = 6 + size
    whole = not protocol and 2 <= size <= _LONGEST and len(payload) >= end
    follows = len(payload) == end or payload[end + 2 : end + 4] == b"\0\0"
    return payload[8:end] if whole and follows and function & 0x7F in FUNCTIONS else None


def _asks(function: int, body: bytes) -> bool:
    if function in (1, 2, 3, 4, 5, 6):
        return len(body) == 4 and (function > 4 or 0 < int.from_bytes(body[2:4], "big") <= 2_000)
    if function in (15, 16):
        return len(body) > 5 and len(body) == 5 + body[4]
    if function == 23:
        return len(body) > 9 and len(body) == 9 + body[8]
    return True


def _answers(function: int, body: bytes) -> bool:
    if function in (1, 2, 3, 4, 23):
        return len(body) > 1 and len(body) == 1 + body[0]
    return len(body) == 4 if function in (5, 6, 15, 16) else True


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request that waits for its answer."""

    time: int
    function: int
    target: str


class Modbus:
    """A connection between a master and a device or a gateway, from both sides."""

    def __init__(self) -> None:
        self._held = {"forth": b"", "back": b""}
        self._waiting: OrderedDict[int, _Asked] = OrderedDict()
        self._polls = Polls()
        self.over = False

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the master asked; requests that are given up."""
        noted: list[Noted] = []
        for number, unit, body in self._messages("forth", data):
            if (known := self._waiting.pop(number, None)) is not None:
                # Some masters ask everything under one number, whether they were answered or not.
                noted += self._told(known, "unknown", "")
            self._waiting[number] = _Asked(time, body[0], target_of(unit, body))
            while len(self._waiting) > _MOST_WAITING:
                noted += self._told(self._waiting.popitem(last=False)[1], "unknown", "")
        return noted

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:  # noqa: ARG002  a Reader's
        """What the device answered; the writes and refusals that this completes."""
        noted: list[Noted] = []
        for number, _, body in self._messages("back", data):
            asked = self._waiting.pop(number, None)
            if asked is None or asked.function != body[0] & 0x7F:
                continue
            if body[0] & 0x80:
                code = body[1] if len(body) > 1 else 0
                noted += self._told(asked, "failure", _EXCEPTIONS.get(code, f"exception {code}"))
            else:
                noted += self._told(asked, "success", "")
        return noted

    def end(self) -> list[Noted]:
        """Requests without an answer, and what was counted."""
        noted = [one for each in self._waiting.values() for one in self._told(each, "unknown", "")]
        self._waiting.clear()
        return noted + self._polls.end()

    def _messages(self, way: str, data: bytes | Gap) -> list[tuple[int, int, bytes]]:
        """Number, unit and what is asked or answered, of each whole message."""
        if self.over:
            return []
        if isinstance(data, Gap):
            # Messages are short and a master waits for answers: what comes next is a new one.
            self._held[way] = b""
            return []
        held, at, found = self._held[way] + data, 0, []
        while at + _HEAD.size <= len(held):
            number, protocol, size, unit, _ = _HEAD.unpack_from(held, at)
            if protocol or not 2 <= size <= _LONGEST:
                self.over = True
                break
            if at + 6 + size > len(held):
                break
            found.append((number, unit, held[at + 7 : at + 6 + size]))
            at += 6 + size
        self._held[way] = held[at:]
        return found

    def _told(self, asked: _Asked, outcome: str, message: str) -> list[Noted]:
        writes = asked.function in _WRITES
        kind = "write" if writes else "read" if asked.function in _READS else "other"
        values: dict[str, Value] = {
            "event.category": "network",
            "event.action": f"device-{kind}",
            "event.outcome": outcome,
            "network.protocol": "modbus",
            "message": message or None,
            "tongguan.operation": FUNCTIONS.get(asked.function, f"function-{asked.function}"),
            "tongguan.target": asked.target,
        }
        if writes:
            return [Noted(asked.time, {**values, "tongguan.times": 1})]
        return self._polls.add((asked.function, asked.target, outcome, message), asked.time, values)


def target_of(unit: int, body: bytes) -> str:
    """The unit and the registers a request is about.

    >>> target_of(1, bytes([3, 0, 100, 0, 10]))
    'unit 1 register 100-109'
    """
    function, said = body[0], f"unit {unit}"
    # Of reading and writing in one, what is written stands behind what is read.
    at = 5 if function == 23 else 1
    if function not in (*_SPACES, 3, 6, 16, 22, 23) or len(body) < at + 2:
        return said
    first = int.from_bytes(body[at : at + 2], "big")
    count = 1
    if function not in _ONE and len(body) >= at + 4:
        count = max(1, _PAIR.unpack_from(body, at)[1])
    last = "" if count == 1 else f"-{first + count - 1}"
    return f"{said} {_SPACES.get(function, 'register')} {first}{last}"
