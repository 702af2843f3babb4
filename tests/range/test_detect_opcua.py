# What is told of OPC UA and historians: strangers that make a session, write, or ask for history.
from __future__ import annotations

import struct

from range import opcua
from range.detect_opcua import OpcuaSigns
from range.http import request
from range.journal import Frame

SCREEN, STRANGER = "10.77.3.11", "10.77.2.11"


def message(service: int) -> bytes:
    return opcua.message(b"MSG", struct.pack("<IIII", 1, 1, 1, 1) + opcua.node((0, service)))


def told(signs: OpcuaSigns, payload: bytes, source: str, *, port: int = 4840, learning: bool = False) -> list[str]:  # fmt: skip
    frame = Frame(900.0, "request", source, "10.77.3.10", port, 1, payload)
    return [rule for rule, _ in signs.look(frame, learning=learning)]


def learnt() -> OpcuaSigns:
    signs = OpcuaSigns()
    for payload in (message(461), message(673)):
        assert told(signs, payload, SCREEN, learning=True) == []
    return signs


def test_who_is_known_is_quiet() -> None:
    signs = learnt()
    assert [told(signs, message(each), SCREEN) for each in (461, 631, 673)] == [[], [], []]


def test_a_stranger_is_told_for_what_it_does() -> None:
    signs = learnt()
    assert told(signs, message(461), STRANGER) == ["opcua-new-client"]
    assert told(signs, message(631), STRANGER) == []
    assert told(signs, message(673), STRANGER) == ["opcua-new-writer"]
    assert told(signs, message(712), STRANGER) == ["opcua-new-writer"]


def test_whoever_empties_a_historian_is_told() -> None:
    signs = learnt()
    asked = request("GET", "/points", "10.77.2.10")
    assert told(signs, asked, SCREEN, port=8086, learning=True) == []
    assert told(signs, asked, SCREEN, port=8086) == []
    assert told(signs, asked, STRANGER, port=8086) == ["history-new-reader"]
    assert told(signs, b"\0\1", STRANGER, port=8086) == []
