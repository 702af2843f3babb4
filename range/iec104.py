# IEC 60870-5-104 as bytes (IEC 60870-5-104:2006, ASDUs of 60870-5-101): APDUs cut out of a
# stream, made and read, as far as a range needs them: states and measured values, asked for or told
# of themselves with their time, commands and set-points that may have to be selected first, clock
# synchronisation and single reads.
from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

__all__ = [
    "ACTIVATION",
    "CLOCK",
    "COMMAND",
    "COMMANDS",
    "CONFIRMED",
    "DEACTIVATED",
    "DEACTIVATION",
    "INTERROGATED",
    "INTERROGATION",
    "MEASURED",
    "MEASURED_AT",
    "NUMBERS",
    "READ",
    "REQUESTED",
    "SELECT",
    "SETPOINT",
    "SPONTANEOUS",
    "STARTDT",
    "STATE",
    "STATE_AT",
    "STOPDT",
    "TERMINATED",
    "TEST",
    "TESTFR",
    "Apdu",
    "FrameError",
    "Information",
    "answered",
    "command",
    "confirms",
    "cut",
    "cut_exchange",
    "information_frame",
    "interrogation",
    "is_last",
    "is_selection",
    "parse",
    "setpoint",
    "supervisory",
    "unnumbered",
    "values_of",
]

# Types of ASDU: single-point information, short floating point, both with the time at which it came
# to be so, single command, set-point, interrogation, read, clock synchronisation, test.
STATE, MEASURED, STATE_AT, MEASURED_AT = 1, 13, 30, 36
COMMAND, SETPOINT, INTERROGATION, READ, CLOCK, TEST = 45, 50, 100, 102, 103, 107
# All types that make a station do something to its process.
COMMANDS: Final = frozenset(range(45, 70))
# Causes of transmission.
SPONTANEOUS, REQUESTED, ACTIVATION, CONFIRMED, DEACTIVATION, DEACTIVATED, TERMINATED, INTERROGATED = (
    3, 5, 6, 7, 8, 9, 10, 20,
)  # fmt: skip
_START: Final = 0x68
_LEAST, _MOST = 4, 253
STARTDT, STOPDT, TESTFR = 0x07, 0x13, 0x43
_CONFIRMATIONS: Final = {STARTDT: 0x0B, STOPDT: 0x23, TESTFR: 0x83}
NUMBERS: Final = 32_768
# The bit of a command, or of a set-point's qualifier, that only selects; the general interrogation.
SELECT: Final = 0x80
_STATION = 20
# An answer is handed on once so many numbered frames are there: then they have to be acknowledged.
_AT_ONCE = 8


class FrameError(ValueError):
    """Bytes that are no APDU: who sent them is cut off."""


@dataclass(frozen=True, slots=True)
class Information:
    """An ASDU: its type, cause, whether it says no, its station, objects by address, who asked."""

    type: int
    cause: int
    negative: bool
    station: int
    objects: tuple[tuple[int, bytes], ...]
    originator: int = 0


@dataclass(frozen=True, slots=True)
class Apdu:
    """A frame as read: `control` is what an unnumbered one asks or confirms."""

    kind: Literal["I", "S", "U"]
    control: int = 0
    sent: int = 0
    received: int = 0
    information: Information | None = None


def cut(stream: bytes) -> tuple[list[bytes], bytes]:
    r"""The whole APDUs at the beginning of a stream, and the rest. Raises FrameError.

    >>> cut(b"\x68\4\x43\0\0\0\x68")
    ([b'h\x04C\x00\x00\x00'], b'h')
    """
    frames = []
    while len(stream) >= 2:
        if stream[0] != _START or not _LEAST <= stream[1] <= _MOST:
            raise FrameError(f"start {stream[0]:#x}, length {stream[1]}")
        whole = 2 + stream[1]
        if len(stream) < whole:
            break
        frames.append(stream[:whole])
        stream = stream[whole:]
    return frames, stream


def cut_exchange(stream: bytes) -> tuple[list[bytes], bytes]:
    """What a station answers to one request, as one message: up to the frame that ends it, or to
    so many that they must be acknowledged before more come.
    """
    frames, rest = cut(stream)
    messages, taken, numbered = [], b"", 0
    for each in frames:
        taken += each
        numbered += not each[2] & 1
        if _ends(each) or numbered == _AT_ONCE:
            messages.append(taken)
            taken, numbered = b"", 0
    return messages, taken + rest


def unnumbered(control: int) -> bytes:
    """A frame of control: STARTDT, STOPDT or TESTFR, asked for or confirmed."""
    return bytes((_START, 4, control, 0, 0, 0))


def supervisory(received: int) -> bytes:
    """An acknowledgement of so many numbered frames."""
    return struct.pack("<BBHH", _START, 4, 1, received % NUMBERS << 1)


def information_frame(sent: int, received: int, information: Information) -> bytes:
    """A numbered frame with an ASDU."""
    objects = b"".join(at.to_bytes(3, "little") + body for at, body in information.objects)
    cause = information.cause | 0x40 * information.negative
    head = struct.pack(
        "<BBBBH",
        information.type,
        len(information.objects),
        cause,
        information.originator,
        information.station,
    )
    body = struct.pack("<HH", sent % NUMBERS << 1, received % NUMBERS << 1) + head + objects
    return bytes((_START, len(body))) + body


def interrogation(sent: int, received: int, *, station: int = 1, group: int = 0) -> bytes:
    """A request for everything a station has, or for one of its groups 1 to 16."""
    asked = Information(
        INTERROGATION, ACTIVATION, False, station, ((0, bytes((_STATION + group,))),)
    )
    return information_frame(sent, received, asked)


def command(sent: int, received: int, at: int, *, on: bool, station: int = 1) -> bytes:
    """A single command, to be executed at once."""
    asked = Information(COMMAND, ACTIVATION, False, station, ((at, bytes((on,))),))
    return information_frame(sent, received, asked)


def setpoint(sent: int, received: int, at: int, value: float, *, station: int = 1) -> bytes:
    """A set-point as a short floating point number."""
    body = struct.pack("<fB", value, 0)
    asked = Information(SETPOINT, ACTIVATION, False, station, ((at, body),))
    return information_frame(sent, received, asked)


def parse(frame: bytes) -> Apdu:
    """A frame read. Raises FrameError where what is inside is none of its kind."""
    control = frame[2]
    if control & 1 == 0:
        sent, received = struct.unpack_from("<HH", frame, 2)
        return Apdu("I", 0, sent >> 1, received >> 1, _information(frame[6:]))
    if control & 3 == 1:
        return Apdu("S", received=struct.unpack_from("<H", frame, 4)[0] >> 1)
    return Apdu("U", control)


def answered(control: int) -> int | None:
    """What confirms a frame of control; None for one that asks nothing."""
    return _CONFIRMATIONS.get(control)


def confirms(control: int) -> bool:
    """Whether a frame of control confirms one."""
    return control in _CONFIRMATIONS.values()


def is_selection(asked: Information) -> bool:
    """Whether a command or set-point only selects its object."""
    body = asked.objects[0][1] if asked.objects else b""
    if asked.type == COMMAND:
        return bool(body[:1] and body[0] & SELECT)
    return asked.type == SETPOINT and bool(body[4:5] and body[4] & SELECT)


def is_last(told: Information) -> bool:
    """Whether nothing comes behind it in an answer: a termination, a refusal, a value that was read,
    or a confirmation of what only selects, sets a clock or tests.
    """
    if told.cause == CONFIRMED:
        return told.negative or told.type in {CLOCK, TEST} or is_selection(told)
    return told.negative or told.cause in {TERMINATED, DEACTIVATED, REQUESTED}


def values_of(message: bytes) -> dict[int, float]:
    """The states and measured values in an answer, by address. Raises FrameError.

    >>> values_of(information_frame(0, 0, Information(1, 20, False, 1, ((7, bytes([1])),))))
    {7: 1.0}
    """
    found = {}
    for each in _informations(message):
        for at, body in each.objects:
            if each.type in {STATE, STATE_AT} and body:
                found[at] = float(body[0] & 1)
            elif each.type in {MEASURED, MEASURED_AT} and len(body) >= 4:
                found[at] = float(struct.unpack_from("<f", body)[0])
    return found


def _informations(message: bytes) -> Iterator[Information]:
    for each in cut(message)[0]:
        held = parse(each).information
        if held is not None:
            yield held


# How many bytes an object of a type has behind its address.
_SIZES: Final = {
    STATE: 1, MEASURED: 5, STATE_AT: 8, MEASURED_AT: 12, COMMAND: 1, SETPOINT: 5,
    INTERROGATION: 1, READ: 0, CLOCK: 7, TEST: 9,
}  # fmt: skip


def _information(body: bytes) -> Information:
    if len(body) < 6:
        raise FrameError("an ASDU without a head")
    kind, count, cause, originator, station = struct.unpack_from("<BBBBH", body)
    objects = tuple(_objects(kind, count, body[6:]))
    return Information(kind, cause & 0x3F, bool(cause & 0x40), station, objects, originator)


def _objects(kind: int, count: int, body: bytes) -> Sequence[tuple[int, bytes]]:
    size = _SIZES.get(kind)
    if size is None:
        # Not one of ours: kept whole, so that it can be answered as unknown.
        return [(int.from_bytes(body[:3], "little"), body[3:])]
    number = count & 0x7F
    if count & 0x80:
        first = int.from_bytes(body[:3], "little")
        if len(body) != 3 + number * size:
            raise FrameError("objects that do not fill their ASDU")
        return [(first + at, body[3 + at * size : 3 + (at + 1) * size]) for at in range(number)]
    if len(body) != number * (3 + size):
        raise FrameError("objects that do not fill their ASDU")
    whole = 3 + size
    return [
        (int.from_bytes(body[at * whole : at * whole + 3], "little"), body[at * whole + 3 : (at + 1) * whole])
        for at in range(number)
    ]  # fmt: skip


def _ends(frame: bytes) -> bool:
    """Whether a frame is the last of an answer: what confirms a frame of control, or is_last."""
    read = parse(frame)
    return confirms(read.control) if read.information is None else is_last(read.information)
