# The listener: what it takes at a time is bounded, what is lost counted, and it is alone here.
import socket
from collections.abc import Callable
from typing import BinaryIO

import pytest

from connectors import Listener, Received, address_of
from schema import MisuseError


def lines(stream: BinaryIO, peer: str, put: Callable[[Received], None]) -> None:
    """Takes every line as a request and answers it."""
    for line in stream:
        put(Received(0, peer, request=line))
        stream.write(b"ok\n")
        stream.flush()


def say(port: int, *said: bytes) -> list[bytes]:
    answers = []
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as side,
        side.makefile("rwb", buffering=0) as stream,
    ):
        for each in said:
            stream.write(each)
            answers.append(stream.readline())
    return answers


def is_turned_away(port: int) -> bool:
    try:
        return say(port, b"a\n") == [b""]
    except OSError:
        return True


def test_in_order_and_once() -> None:
    with Listener("127.0.0.1:0", lines) as listener:
        assert say(listener.port, b"a\n", b"b\n") == [b"ok\n", b"ok\n"]
        assert [each.request for each in listener.taken()] == [b"a\n", b"b\n"]
        assert listener.taken() == []
    with pytest.raises(OSError, match="refused"):
        say(listener.port, b"c\n")


def test_what_there_is_no_room_for_is_answered_and_counted() -> None:
    with Listener("[::1]:0" if socket.has_ipv6 else "127.0.0.1:0", lines, most_held=3) as listener:
        with socket.create_connection(listener._socket.getsockname()[:2]) as side:
            side.sendall(b"a\nb\n")
            assert side.makefile("rb").read(6) == b"ok\nok\n"
        assert len(listener.taken()) == 1
        assert listener.dropped == 1


def test_connections_are_bounded_and_do_not_hang() -> None:
    with Listener("127.0.0.1:0", lines, most_connections=1, silent_s=0.3) as listener:
        with socket.create_connection(("127.0.0.1", listener.port)) as silent:
            assert is_turned_away(listener.port)
            assert listener.turned_away == 1
            assert silent.recv(1) == b""
        while is_turned_away(listener.port):
            assert listener.turned_away < 1_000


@pytest.mark.parametrize("text", ["1344", "a:b", "127.0.0.1:70000", ":1344", "a:-1"])
def test_no_address(text: str) -> None:
    with pytest.raises(MisuseError, match="is no address to listen at"):
        address_of(text)


def test_beyond_this_machine_only_with_a_token() -> None:
    with pytest.raises(MisuseError, match="this takes a token"):
        Listener("0.0.0.0:0", lines)
    with Listener("127.0.0.1:0", lines) as one, pytest.raises(MisuseError, match="another program"):
        Listener(f"127.0.0.1:{one.port}", lines)
    with pytest.raises(MisuseError, match="has no such address"):
        Listener("203.0.113.77:0", lines, token=b"0123456789abcdef")
