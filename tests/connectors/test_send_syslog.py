# Lines to a syslog server on plain sockets: a datagram each, or octets counted in a stream.
from __future__ import annotations

import time

import pytest
from free_port import free_port
from receivers import syslog_socket

from connectors import send_syslog
from schema import SourceError

LINE = "<106>1 2026-11-28T02:14:00Z host tongguan - nt-1 - \ufeffCEF:0|警"


def wait(taken: list[bytes]) -> bytes:
    until = time.monotonic() + 5
    while not taken and time.monotonic() < until:
        time.sleep(0.01)
    return taken[0]


def test_a_datagram_holds_the_line() -> None:
    with syslog_socket("udp") as (port, taken):
        send_syslog("127.0.0.1", port, "udp", LINE)
        assert wait(taken) == LINE.encode()


def test_a_long_datagram_is_cut_within_no_character() -> None:
    with syslog_socket("udp") as (port, taken):
        send_syslog("127.0.0.1", port, "udp", "a" * 2047 + "警告")
        assert wait(taken).decode() == "a" * 2047


def test_a_stream_says_how_many_octets_follow() -> None:
    with syslog_socket("tcp") as (port, taken):
        send_syslog("127.0.0.1", port, "tcp", LINE)
        octets = LINE.encode()
        assert wait(taken) == f"{len(octets)} ".encode() + octets


def test_nobody_there_is_told() -> None:
    with pytest.raises(SourceError, match="nothing answers there"):
        send_syslog("127.0.0.1", free_port(), "tcp", LINE)
