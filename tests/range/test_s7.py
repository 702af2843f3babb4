# S7 as bytes: places of memory, messages cut and made and read, what is no message.
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from range import s7
from range.s7 import Address, Item, Message


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("DB1.DBD8", Address(0x84, 1, 8, 0, "D")),
        ("DB12.DBX3.7", Address(0x84, 12, 3, 7, "X")),
        ("DB2.DBW0", Address(0x84, 2, 0, 0, "W")),
        ("MB9", Address(0x83, 0, 9, 0, "B")),
        ("M10.3", Address(0x83, 0, 10, 3, "X")),
        ("ID4", Address(0x81, 0, 4, 0, "D")),
        ("Q0.1", Address(0x82, 0, 0, 1, "X")),
    ],
)
def test_a_place_is_known_by_its_usual_name(text: str, address: Address) -> None:
    assert s7.address_of(text) == address


@pytest.mark.parametrize(
    "text", ["", "DB1", "DB1.DBX3", "DB1.DBX3.8", "M1", "T5", "DB1.DBD", "db1.dbd0"]
)
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no place of an S7 controller"):
        s7.address_of(text)


@pytest.mark.parametrize(
    ("text", "value", "held"),
    [
        ("DB1.DBD0", 4.8, "4099999a"),
        ("DB1.DBW0", -2, "fffe"),
        ("MB0", 200, "c8"),
        ("M0.1", 1, "01"),
    ],
)
def test_a_value_lies_as_a_controller_has_it(text: str, value: float, held: str) -> None:
    address = s7.address_of(text)
    assert s7.packed(address, value).hex() == held
    assert s7.unpacked(address, bytes.fromhex(held)) == value


@given(
    st.binary(max_size=40),
    st.binary(max_size=40),
    st.integers(0, 0xFFFF),
    st.sampled_from([s7.JOB, s7.DATA, s7.USER_DATA]),
    st.integers(1, 9),
)
def test_a_message_is_read_as_it_was_made(
    parameters: bytes, data: bytes, reference: int, rosctr: int, pieces: int
) -> None:
    made = Message(rosctr, reference, parameters, data)
    frame = s7.whole(made)
    assert s7.parse(frame) == made
    messages, rest = s7.cut(frame[:pieces])
    assert messages == []
    assert s7.cut(rest + frame[pieces:] + frame) == ([frame, frame], b"")


@pytest.mark.parametrize("stream", [b"\x04\0\0\x07", b"\3\0\0\6", b"\3\0\xff\xff", b"GET / HTTP"])
def test_what_is_no_frame_is_refused(stream: bytes) -> None:
    with pytest.raises(s7.S7Error):
        s7.cut(stream)


@pytest.mark.parametrize(
    "frame",
    [
        "0300000702f000",
        "0300000702f080",
        "0300000c02f0807201000000",
        "0300001102f0803201000000010000ffff",
    ],
    ids=["a piece", "nothing", "another protocol", "data that is not there"],
)
def test_what_is_no_message_is_refused(frame: str) -> None:
    with pytest.raises(s7.S7Error):
        s7.parse(bytes.fromhex(frame))
    assert s7.function_of(bytes.fromhex(frame)) is None


def test_what_a_frame_is_about() -> None:
    about = {
        s7.connect(): None,
        s7.setup(480): s7.SETUP,
        s7.read_request(1, [Item(0x84, 1, 0, 4)]): s7.READ,
        s7.write_request(1, Item(0x84, 1, 0, 4), bytes(4)): s7.WRITE,
        s7.set_mode(1, run=False): s7.STOP,
        s7.set_mode(1, run=True): s7.START,
        s7.szl_request(1, 0x11, 0): s7.SZL,
    }
    assert {frame: s7.function_of(frame) for frame in about} == about


def test_what_a_reply_holds() -> None:
    data = b"\xff\x04\0\x18abc\0\x0a\0\0\0\xff\x03\0\x01\x01"
    reply = s7.whole(Message(s7.DATA, 1, b"\4\3", data))
    assert s7.data_values(reply) == [b"abc", None, b"\x01"]
    assert not s7.is_refusal(reply)
    assert s7.is_refusal(s7.whole(Message(s7.CONFIRMED, 1, b"", b"", 0x8104)))
    assert s7.szl_records(s7.whole(Message(s7.USER_DATA, 1, bytes(12), b"\x0a\0\0\0"))) == (
        0,
        0,
        [],
    )
