# The codec against pymodbus as the other side, and frames that are none.
from __future__ import annotations

import struct

import pytest
from pymodbus.framer import FramerSocket
from pymodbus.pdu import DecodePDU
from pymodbus.pdu.bit_message import ReadCoilsRequest, WriteSingleCoilRequest
from pymodbus.pdu.mei_message import ReadDeviceInformationRequest
from pymodbus.pdu.register_message import ReadHoldingRegistersRequest, WriteSingleRegisterRequest

from range import modbus

TABLES = {
    "coil": [1, 0, 1, 1, 0, 0, 0, 0, 1, 1],
    "discrete": [0, 1],
    "holding": [10, 20, 65535],
    "input": [7],
}


class Bank:
    def __init__(self) -> None:
        self.tables = {name: list(cells) for name, cells in TABLES.items()}

    def read_cells(self, table: str, at: int, count: int) -> list[int]:
        if at + count > len(self.tables[table]):
            raise modbus.IllegalAddressError
        return self.tables[table][at : at + count]

    def write_cells(self, table: str, at: int, values: list[int]) -> None:
        if at + len(values) > len(self.tables[table]):
            raise modbus.IllegalAddressError
        self.tables[table][at : at + len(values)] = values

    def identification(self) -> tuple[str, ...]:
        return ("Maker", "X1", "V1")


def theirs(request, transaction: int = 1) -> bytes:
    request.transaction_id, request.dev_id = transaction, 1
    return FramerSocket(DecodePDU(is_server=False)).buildFrame(request)


def read_by_them(frame: bytes):
    framer = FramerSocket(DecodePDU(is_server=False))
    return framer.decoder.decode(frame[7:])


@pytest.mark.parametrize(
    ("ours", "request_"),
    [
        (modbus.read(1, "holding", 3, 5), ReadHoldingRegistersRequest(address=3, count=5)),
        (modbus.read(1, "coil", 0, 9), ReadCoilsRequest(address=0, count=9)),
        (modbus.write_register(1, 2, 990), WriteSingleRegisterRequest(address=2, registers=[990])),
        (modbus.write_coil(1, 3, on=True), WriteSingleCoilRequest(address=3, bits=[True])),
        (modbus.identify(1), ReadDeviceInformationRequest(read_code=1, object_id=0)),
    ],
    ids=["read registers", "read coils", "write register", "write coil", "identify"],
)
def test_our_requests_are_theirs_byte_for_byte(ours: bytes, request_) -> None:
    assert ours == theirs(request_)


def test_they_read_our_replies() -> None:
    bank = Bank()
    assert read_by_them(modbus.answer(modbus.read(1, "holding", 0, 3), bank)).registers == [
        10,
        20,
        65535,
    ]
    bits = read_by_them(modbus.answer(modbus.read(1, "coil", 0, 10), bank)).bits
    assert [int(each) for each in bits[:10]] == TABLES["coil"]
    told = read_by_them(modbus.answer(modbus.identify(1), bank)).information
    assert told == {0: b"Maker", 1: b"X1", 2: b"V1"}
    assert read_by_them(modbus.answer(modbus.read(1, "input", 4, 1), bank)).exception_code == 2


def test_writes_are_done_and_said_back() -> None:
    bank = Bank()
    for frame in (modbus.write_register(9, 1, 777), modbus.write_coil(10, 1, on=True)):
        assert modbus.answer(frame, bank) == frame
    assert bank.tables["holding"][1] == 777
    assert bank.tables["coil"][1] == 1
    several = struct.pack(">HHHBBHHBHH", 11, 0, 11, 1, 16, 0, 2, 4, 5, 6)
    assert modbus.answer(several, bank).hex() == "000b00000006011000000002"
    assert bank.tables["holding"][:2] == [5, 6]
    coils = struct.pack(">HHHBBHHBH", 12, 0, 9, 1, 15, 0, 9, 2, 0x0001)
    assert modbus.answer(coils, bank)[7] == 15
    assert bank.tables["coil"][:9] == [0, 0, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"\x63", 1),
        (b"\x03\x00\x00\x00\x00", 3),
        (b"\x03\x00\x00\x00\x7e", 3),
        (b"\x03\x00\x00", 3),
        (b"\x06\x00\x63\x00\x01", 2),
        (b"\x05\x00\x00\x12\x34", 3),
        (b"\x10\x00\x00\x00\x02\x02\x00\x01", 3),
        (b"\x10\x00\x00\x00\x01\x04\x00\x01\x00\x02", 3),
        (b"\x2b\x0e\x09\x00", 3),
        (b"\x2b\x0d\x00", 1),
    ],
    ids=[
        "unknown function", "no cells", "too many cells", "too short", "no such register",
        "half a coil", "too few bytes", "too many bytes", "no such identification", "another MEI type",
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_an_exception(body: bytes, code: int) -> None:
    frame = struct.pack(">HHHB", 5, 0, len(body) + 1, 1) + body
    reply = modbus.answer(frame, Bank())
    assert modbus.is_exception(reply)
    assert reply[7:] == bytes((body[0] | 0x80, code))
    assert reply[:2] == frame[:2]


def test_frames_are_cut_wherever_the_stream_was_broken() -> None:
    whole = modbus.read(1, "coil", 0, 1) + modbus.write_register(2, 0, 1)
    for place in range(len(whole) + 1):
        first, rest = modbus.cut(whole[:place])
        second, left = modbus.cut(rest + whole[place:])
        assert b"".join([*first, *second]) == whole
        assert left == b""


@pytest.mark.parametrize("field", ["protocol 7", "length 0", "length 1", "length 65535"])
def test_a_frame_that_cannot_be_one_ends_the_connection(field: str) -> None:
    what, number = field.split()
    header = (0, int(number)) if what == "length" else (int(number), 6)
    with pytest.raises(modbus.FrameError):
        modbus.cut(struct.pack(">HHHB", 1, *header, 1) + b"\x03\0\0\0\1")
