# Messages arrive whole or not at all, whatever the other end is.
from __future__ import annotations

import socket
import threading

import pytest

from connectors.guard_frame import Fault, receive, send


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(["end"], id="one word"),
        pytest.param(["rows", [["张三", None, 1, 2.5, True]], b"\0\xff"], id="all sorts"),
        pytest.param(["bytes", b"x" * 5_000_000], id="more than a channel holds"),
    ],
)
def test_a_message_arrives_as_it_was(message: list[object]) -> None:
    one, other = socket.socketpair()
    with one, other:
        sending = threading.Thread(target=send, args=(one, message))
        sending.start()
        assert receive(other) == message
        sending.join()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\0\0", id="half a length"),
        pytest.param(b"\0\0\0\x09\x91\xa3en", id="half a message"),
        pytest.param(b"\0\0\0\x01\xc1", id="no MessagePack"),
        pytest.param(b"\0\0\0\x01\x05", id="no list"),
        pytest.param(b"\0\0\0\x01\x90", id="an empty list"),
        pytest.param(b"\0\x01\x00\x00" + b"\x91" * 65536, id="lists in lists without an end"),
    ],
)
def test_what_is_no_message_is_refused(raw: bytes) -> None:
    one, other = socket.socketpair()
    with one, other:
        one.sendall(raw)
        one.close()
        with pytest.raises(Fault, match="damaged"):
            receive(other)


def test_the_end_is_the_end() -> None:
    one, other = socket.socketpair()
    with other:
        one.close()
        assert receive(other) is None


def test_a_fault_carries_numbers_and_no_text() -> None:
    fault = Fault("many", 7, 9)
    assert (fault.code, fault.numbers, str(fault)) == ("many", (7, 9), "many")
