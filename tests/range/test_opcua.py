# OPC UA as bytes: built-in types, messages cut and read, what is no message.
from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from range import opcua
from range.opcua import NodeId, Reader, UaError

NAMES = st.one_of(st.integers(0, 0xFFFFFFFF), st.text(max_size=20))


@given(st.integers(0, 0xFFFF), NAMES)
def test_a_node_is_read_as_it_was_made(space: int, name: int | str) -> None:
    node: NodeId = (space, name)
    assert Reader(opcua.node(node)).node() == node


@given(
    st.one_of(
        st.booleans(), st.floats(allow_nan=False), st.integers(-(2**31), 2**31 - 1), st.text()
    )
)
def test_a_value_is_read_as_it_was_made(value: bool | float | str) -> None:
    assert Reader(opcua.variant(value)).variant() == value
    made = opcua.data_value(opcua.variant(value), 0, 5.0)
    assert Reader(made).data_value() == (value, 0)


def test_a_value_that_is_not_there_has_a_status() -> None:
    assert Reader(opcua.data_value(None, 0x80340000, 5.0)).data_value() == (None, 0x80340000)


@given(st.binary(max_size=60))
def test_what_is_too_short_is_told(content: bytes) -> None:
    for read in (Reader.node, Reader.variant, Reader.data_value, Reader.extension):
        try:
            read(Reader(content))
        except UaError:
            continue


def test_an_array_cannot_be_longer_than_its_message() -> None:
    with pytest.raises(UaError, match="longer than its message"):
        Reader(b"\xff\xff\xff\x7f").list_of(lambda: 0)
    assert Reader(b"\xff\xff\xff\xff").list_of(lambda: 0) == []


def test_messages_are_cut() -> None:
    hello = opcua.hello("opc.tcp://a/")
    assert opcua.cut(hello + hello[:10]) == ([hello], hello[:10])
    for stream in (b"GET / HTTP", b"MSGF\0\0\0\0", b"MSGF\xff\xff\xff\xff"):
        with pytest.raises(UaError):
            opcua.cut(stream)


def test_a_message_is_read_up_to_its_service() -> None:
    content = opcua.node((0, 631)) + opcua.node((0, 77)) + bytes(8) + struct.pack("<II", 5, 0)
    content += opcua.text(None) + bytes(4) + b"\0\0\0" + b"rest"
    frame = opcua.message(b"MSG", struct.pack("<IIII", 9, 1, 2, 3) + content)
    body = opcua.parse(frame)
    assert (body.service, body.token, body.request, body.handle, body.channel) == (631, (0, 77), 3, 5, 9)  # fmt: skip
    assert body.content.take(4) == b"rest"
    assert opcua.service_of(frame) == 631
    assert opcua.service_of(opcua.hello("x")) is None


@pytest.mark.parametrize(
    "frame",
    [
        b"MSGC" + struct.pack("<I", 24) + bytes(16),
        opcua.message(b"OPN", bytes(4) + opcua.text("urn:other")),
        opcua.message(b"MSG", bytes(16) + opcua.node((2, "x"))),
        opcua.message(b"MSG", bytes(3)),
    ],
    ids=["in pieces", "another policy", "no service", "short"],
)
def test_what_is_no_message_is_refused(frame: bytes) -> None:
    with pytest.raises(UaError):
        opcua.parse(frame)
