# S7 communication as bytes, as Siemens' S7-300 and S7-400 speak it: messages behind TPKT (RFC 1006)
# and COTP (ISO 8073 class 0), cut, made and read as far as a range needs them: a connection,
# variables read and written, lists of system state, the mode of operation.
from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = [
    "READ",
    "SETUP",
    "START",
    "STOP",
    "SZL",
    "WRITE",
    "WRITES",
    "Address",
    "Item",
    "Message",
    "S7Error",
    "address_of",
    "connect",
    "cut",
    "data_values",
    "function_of",
    "is_refusal",
    "packed",
    "parse",
    "read_request",
    "set_mode",
    "setup",
    "szl_records",
    "szl_request",
    "unpacked",
    "whole",
    "write_request",
]

READ, WRITE, SETUP, START, STOP = 0x04, 0x05, 0xF0, 0x28, 0x29
# Not a function of its own: user data of the group "CPU", by this number in what is told of frames.
SZL: Final = 0x0011
# What changes something: variables, blocks brought in or deleted, the mode.
WRITES: Final = frozenset({WRITE, 0x1A, 0x1B, 0x1C, START, STOP})
JOB, CONFIRMED, DATA, USER_DATA = 1, 2, 3, 7
_AREAS: Final = {"DB": 0x84, "M": 0x83, "I": 0x81, "Q": 0x82}
_SIZES: Final = {"X": 1, "B": 1, "W": 2, "D": 4}
_DATA_HEADER: Final = b"\x02\xf0\x80"
_PROGRAM: Final = b"P_PROGRAM"
# What nobody sends longer than.
_MOST: Final = 8192
_PLACE = re.compile(
    r"DB(?P<db>\d{1,5})\.DB(?:(?P<dbx>X)(?P<bit_at>\d+)\.(?P<bit>[0-7])|(?P<kind>[BWD])(?P<at>\d+))"
    r"|(?P<area>[MIQ])(?:(?P<m_kind>[BWD])(?P<m_at>\d+)|(?P<mx_at>\d+)\.(?P<m_bit>[0-7]))"
)


class S7Error(ValueError):
    """Bytes that are no message: who sent them is cut off."""


@dataclass(frozen=True, slots=True)
class Address:
    """A place of a controller's memory: `kind` X (a bit), B, W (an integer) or D (a real number)."""

    area: int
    db: int
    at: int
    bit: int
    kind: str

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return _SIZES[self.kind]


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of memory that is asked for, or the bit of that number where `bit` is not None."""

    area: int
    db: int
    at: int
    size: int
    bit: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What stands behind the headers: `rosctr` says who speaks, `error` whether it is refused."""

    rosctr: int
    reference: int
    parameters: bytes
    data: bytes
    error: int = 0


def address_of(text: str) -> Address:
    """A place by its usual name. Raises ValueError.

    >>> address_of("DB1.DBD8"), address_of("M10.3")
    (Address(area=132, db=1, at=8, bit=0, kind='D'), Address(area=131, db=0, at=10, bit=3, kind='X'))
    """
    found = _PLACE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is no place of an S7 controller, as DB1.DBD8 or M10.3")
    held = found.groupdict()
    area = _AREAS[held["area"] or "DB"]
    at = next(int(held[key]) for key in ("bit_at", "at", "m_at", "mx_at") if held[key])
    kind = held["dbx"] or held["kind"] or held["m_kind"] or "X"
    bit = int(held["bit"] or held["m_bit"] or 0)
    return Address(area, int(held["db"] or 0), at, bit, kind)


def packed(address: Address, value: float) -> bytes:
    """A value as it lies in memory (a bit as one byte)."""
    if address.kind in "XB":
        return bytes((int(bool(value)) if address.kind == "X" else int(value) & 0xFF,))
    return struct.pack(">f", value) if address.kind == "D" else struct.pack(">h", round(value))


def unpacked(address: Address, content: bytes) -> float:
    """The value that lies there."""
    if address.kind in "XB":
        return float(content[0])
    # A real number has seven digits: what is 4.8 on the screen is 4.8 here.
    return round(float(struct.unpack(">f" if address.kind == "D" else ">h", content)[0]), 6)


def cut(stream: bytes) -> tuple[list[bytes], bytes]:
    r"""The whole messages at the beginning of a stream, and the rest. Raises S7Error.

    >>> cut(b"\3\0\0\7\2\xf0\x80\3\0")
    ([b'\x03\x00\x00\x07\x02\xf0\x80'], b'\x03\x00')
    """
    messages = []
    while len(stream) >= 4:
        version, _, length = struct.unpack_from(">BBH", stream)
        if version != 3 or not 7 <= length <= _MOST:
            raise S7Error(f"version {version}, length {length}")
        if len(stream) < length:
            break
        messages.append(stream[:length])
        stream = stream[length:]
    return messages, stream


def connect(*, rack: int = 0, slot: int = 2, confirms: bytes | None = None) -> bytes:
    """A connection asked for; with `confirms`, the request that is confirmed."""
    if confirms is None:
        far = bytes((1, rack << 5 | slot))
        body = b"\xe0\0\0\0\1\0\xc0\1\x0a\xc1\2\1\0\xc2\2" + far
    else:
        body = b"\xd0" + confirms[8:10] + b"\0\x14\0" + confirms[11 : 5 + confirms[4]]
    return _behind_tpkt(bytes((len(body),)) + body)


def setup(size: int, reference: int = 0, *, confirms: bool = False) -> bytes:
    """How long messages may be, asked or (with `confirms`) granted."""
    held = struct.pack(">BBHHH", SETUP, 0, 1, 1, size)
    return whole(Message(DATA if confirms else JOB, reference, held, b""))


def read_request(reference: int, items: Sequence[Item]) -> bytes:
    """Stretches of memory asked for."""
    held = bytes((READ, len(items))) + b"".join(_item(each) for each in items)
    return whole(Message(JOB, reference, held, b""))


def write_request(reference: int, item: Item, content: bytes) -> bytes:
    """A stretch of memory, or a bit of it, written."""
    bits = item.bit is not None
    data = bytes((0, 3 if bits else 4)) + struct.pack(">H", 1 if bits else 8 * len(content))
    return whole(Message(JOB, reference, bytes((WRITE, 1)) + _item(item), data + content))


def set_mode(reference: int, *, run: bool) -> bytes:
    """The program started (warm) or stopped."""
    name = bytes((len(_PROGRAM),)) + _PROGRAM
    held = bytes((START, 0, 0, 0, 0, 0, 0, 0xFD, 0, 0)) if run else bytes((STOP, 0, 0, 0, 0, 0))
    return whole(Message(JOB, reference, held + name, b""))


def szl_request(reference: int, list_: int, index: int) -> bytes:
    """A list of system state asked for."""
    data = struct.pack(">BBHHH", 0xFF, 9, 4, list_, index)
    return whole(Message(USER_DATA, reference, b"\0\1\x12\4\x11\x44\1\0", data))


def whole(message: Message) -> bytes:
    """A message's bytes with all that stands before it."""
    head = struct.pack(
        ">BBHHHH", 0x32, message.rosctr, 0, message.reference,
        len(message.parameters), len(message.data),
    )  # fmt: skip
    if message.rosctr in {CONFIRMED, DATA}:
        head += struct.pack(">H", message.error)
    return _behind_tpkt(_DATA_HEADER + head + message.parameters + message.data)


def parse(frame: bytes) -> Message | None:
    """A data message read; None for one of the connection itself. Raises S7Error."""
    if len(frame) < 6 or frame[5] & 0xF0 in {0xE0, 0xD0, 0x80}:
        return None
    if frame[4:7] != _DATA_HEADER:
        raise S7Error("a message in pieces")
    try:
        protocol, rosctr, _, reference, told, held = struct.unpack_from(">BBHHHH", frame, 7)
        at, error = 17, 0
        if rosctr in {CONFIRMED, DATA}:
            (error,) = struct.unpack_from(">H", frame, at)
            at += 2
    except struct.error:
        raise S7Error("a message without a head") from None
    if protocol != 0x32 or len(frame) != at + told + held:
        raise S7Error("a message that is not as long as it says")
    return Message(rosctr, reference, frame[at : at + told], frame[at + told :], error)


def function_of(frame: bytes) -> int | None:
    """What a request or reply is about: a function, SZL, or None for the connection itself."""
    try:
        message = parse(frame)
    except S7Error:
        return None
    if message is None or not message.parameters:
        return None
    if message.rosctr == USER_DATA:
        read = len(message.parameters) > 6 and message.parameters[5] & 0x0F == 4
        return SZL if read and message.parameters[6] == 1 else None
    return message.parameters[0]


def is_refusal(frame: bytes) -> bool:
    """Whether a reply says no, of the whole or of its first item."""
    message = parse(frame)
    if message is None:
        return False
    if message.error:
        return True
    # A list of state has its code in its parameters; what is read or written in its data.
    if message.rosctr == USER_DATA:
        return message.data[:1] != b"\xff"
    return bool(message.data) and message.data[0] != 0xFF


def data_values(frame: bytes) -> list[bytes | None]:
    """What the items of a reply to a read hold, None for one that was refused."""
    message = parse(frame)
    assert message is not None
    found: list[bytes | None] = []
    data = message.data
    while len(data) >= 4:
        code, kind, length = struct.unpack_from(">BBH", data)
        size = length if kind in {3, 7, 9} else length // 8
        found.append(data[4 : 4 + size] if code == 0xFF else None)
        data = data[4 + size + size % 2 :]
    return found


def szl_records(frame: bytes) -> tuple[int, int, list[bytes]]:
    """The list, index and records of a reply; no records where it was refused."""
    message = parse(frame)
    assert message is not None
    if len(message.data) < 12:
        return 0, 0, []
    list_, index, size, count = struct.unpack_from(">HHHH", message.data, 4)
    return (
        list_,
        index,
        [message.data[12 + at * size : 12 + (at + 1) * size] for at in range(count)],
    )


def _item(item: Item) -> bytes:
    bits = item.bit is not None
    at = item.at * 8 + (item.bit or 0)
    return struct.pack(">BBBBHHB", 0x12, 0x0A, 0x10, 1 if bits else 2, 1 if bits else item.size,
                       item.db, item.area) + at.to_bytes(3, "big")  # fmt: skip


def _behind_tpkt(body: bytes) -> bytes:
    return struct.pack(">BBH", 3, 0, 4 + len(body)) + body
