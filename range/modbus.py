# Modbus/TCP as bytes (Modbus Application Protocol V1.1b3; Messaging on TCP/IP V1.0b): frames
# cut out of a stream, requests made and read, answers of a bank of cells. A frame that cannot
# be one ends the connection; no wrong length may leave it deaf.
from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final, Protocol

__all__ = [
    "READS",
    "WRITES",
    "Bank",
    "FrameError",
    "IllegalAddressError",
    "IllegalValueError",
    "Request",
    "answer",
    "cut",
    "function_of",
    "identify",
    "is_exception",
    "parse",
    "read",
    "words_of",
    "write_coil",
    "write_register",
]

_HEADER: Final = struct.Struct(">HHHB")
READS: Final = {1: "coil", 2: "discrete", 3: "holding", 4: "input"}
WRITES: Final = frozenset({5, 6, 15, 16, 22, 23})
_MOST_BITS, _MOST_WORDS = 2000, 125
_IDENTIFY: Final = b"\x0e"


class FrameError(ValueError):
    """Bytes that are no Modbus/TCP frame: who sent them is cut off."""


class IllegalAddressError(ValueError):
    """A cell that a device does not have."""


class IllegalValueError(ValueError):
    """A value that a cell does not take."""


class Bank(Protocol):
    """The cells of a device. Reading and writing raise the two errors above."""

    def read_cells(self, table: str, at: int, count: int) -> list[int]:
        """The numbers in `count` cells of a table."""

    def write_cells(self, table: str, at: int, values: list[int]) -> None:
        """Cells of a table written, all or none."""

    def identification(self) -> tuple[str, ...]:
        """Vendor, product code, revision, and further names of what it is."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as read: `at`, `count` and `values` as far as its function has them."""

    function: int
    at: int = 0
    count: int = 0
    values: tuple[int, ...] = ()


def cut(stream: bytes) -> tuple[list[bytes], bytes]:
    r"""The whole frames at the beginning of a stream, and the rest. Raises FrameError.

    >>> cut(b"\0\1\0\0\0\2\1\7\0")
    ([b'\x00\x01\x00\x00\x00\x02\x01\x07'], b'\x00')
    """
    frames = []
    while len(stream) >= 6:
        protocol, length = struct.unpack_from(">HH", stream, 2)
        if protocol != 0 or not 2 <= length <= 254:
            raise FrameError(f"protocol {protocol}, length {length}")
        if len(stream) < 6 + length:
            break
        frames.append(stream[: 6 + length])
        stream = stream[6 + length :]
    return frames, stream


def read(transaction: int, table: str, at: int, count: int, *, unit: int = 1) -> bytes:
    """A request for cells of a table.

    >>> read(1, "holding", 0, 2).hex()
    '000100000006010300000002'
    """
    function = next(number for number, name in READS.items() if name == table)
    return _frame(transaction, unit, struct.pack(">BHH", function, at, count))


def write_register(transaction: int, at: int, value: int, *, unit: int = 1) -> bytes:
    """A request to write a holding register (function 6)."""
    return _frame(transaction, unit, struct.pack(">BHH", 6, at, value))


def write_coil(transaction: int, at: int, *, on: bool, unit: int = 1) -> bytes:
    """A request to write a coil (function 5)."""
    return _frame(transaction, unit, struct.pack(">BHH", 5, at, 0xFF00 if on else 0))


def identify(transaction: int, *, unit: int = 1) -> bytes:
    """A request for the basic identification of a device (function 43/14)."""
    return _frame(transaction, unit, b"\x2b\x0e\x01\x00")


def function_of(frame: bytes) -> int:
    """The function code of a frame, with the bit that marks an exception."""
    return frame[7]


def is_exception(frame: bytes) -> bool:
    """Whether a reply says that the request was not done."""
    return frame[7] >= 0x80


def words_of(reply: bytes) -> list[int]:
    """The registers in a reply to a read of registers."""
    return [each for (each,) in struct.iter_unpack(">H", reply[9 : 9 + reply[8]])]


def parse(frame: bytes) -> Request:
    """What a frame asks for. Raises IllegalValueError where its body does not fit its function."""
    function, body = frame[7], frame[8:]
    try:
        if function in READS or function in {5, 6}:
            at, number = struct.unpack(">HH", body)
            if function in READS:
                return Request(function, at, number)
            if function == 5 and number not in {0, 0xFF00}:
                raise IllegalValueError("a coil is 0000 or FF00")
            return Request(function, at, 1, (int(bool(number)) if function == 5 else number,))
        if function in {15, 16}:
            at, count, size = struct.unpack_from(">HHB", body)
            return Request(function, at, count, _several(function, count, size, body[5:]))
    except struct.error:
        raise IllegalValueError("the body is too short or too long") from None
    return Request(function)


def answer(frame: bytes, bank: Bank) -> bytes:
    """The bank's reply to one frame; what it does not do is answered by an exception."""
    transaction, _, _, unit = _HEADER.unpack_from(frame)
    function = frame[7]
    try:
        reply = _reply(frame, bank)
    except IllegalAddressError:
        reply = bytes((function | 0x80, 2))
    except IllegalValueError:
        reply = bytes((function | 0x80, 3))
    return _frame(transaction, unit, reply)


def _reply(frame: bytes, bank: Bank) -> bytes:
    function, body = frame[7], frame[8:]
    if function in READS:
        return _read_reply(parse(frame), bank)
    if function in {5, 6, 15, 16}:
        asked = parse(frame)
        bank.write_cells("coil" if function in {5, 15} else "holding", asked.at, list(asked.values))
        return frame[7:12]
    if function == 43 and body[:1] == _IDENTIFY:
        if len(body) != 3 or body[1] not in {1, 2, 3, 4}:
            raise IllegalValueError("no such kind of identification")
        objects = [text.encode("ascii", "replace") for text in bank.identification()[:3]]
        listed = b"".join(bytes((at, len(text))) + text for at, text in enumerate(objects))
        return b"\x2b\x0e" + bytes((body[1], 0x01, 0, 0, len(objects))) + listed
    return bytes((function | 0x80, 1))


def _read_reply(asked: Request, bank: Bank) -> bytes:
    bits = asked.function in {1, 2}
    if not 1 <= asked.count <= (_MOST_BITS if bits else _MOST_WORDS):
        raise IllegalValueError("more cells than fit into a reply, or none")
    cells = bank.read_cells(READS[asked.function], asked.at, asked.count)
    if bits:
        packed = bytearray((len(cells) + 7) // 8)
        for place, cell in enumerate(cells):
            packed[place // 8] |= bool(cell) << place % 8
        return bytes((asked.function, len(packed))) + packed
    return bytes((asked.function, 2 * len(cells))) + struct.pack(f">{len(cells)}H", *cells)


def _several(function: int, count: int, size: int, content: bytes) -> tuple[int, ...]:
    """The values of a write of several cells, its three lengths agreeing."""
    bits = function == 15
    right = (count + 7) // 8 if bits else 2 * count
    if not 1 <= count <= (1968 if bits else 123) or size != right or len(content) != size:
        raise IllegalValueError("the lengths of the values do not agree")
    if bits:
        return tuple(content[place // 8] >> place % 8 & 1 for place in range(count))
    return struct.unpack(f">{count}H", content)


def _frame(transaction: int, unit: int, body: bytes) -> bytes:
    return _HEADER.pack(transaction & 0xFFFF, 0, len(body) + 1, unit) + body
