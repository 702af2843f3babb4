# What is told of S7: strangers that ask, read and write, and whoever stops a program.
from __future__ import annotations

from range import s7
from range.detect_s7 import S7Signs
from range.journal import Frame
from range.s7 import Item

SCREEN, STRANGER = "10.77.3.11", "10.77.2.10"
ITEM = Item(0x84, 1, 0, 4)
READ, WRITE = s7.read_request(1, [ITEM]), s7.write_request(1, ITEM, bytes(4))


def told(signs: S7Signs, payload: bytes, source: str, *, learning: bool = False) -> list[str]:
    frame = Frame(900.0, "request", source, "10.77.3.10", 102, 1, payload)
    return [rule for rule, _ in signs.look(frame, learning=learning)]


def learnt() -> S7Signs:
    signs = S7Signs()
    for payload in (s7.connect(), s7.setup(480), READ, WRITE):
        assert told(signs, payload, SCREEN, learning=True) == []
    return signs


def test_who_is_known_is_quiet_even_when_it_starts_a_program() -> None:
    signs = learnt()
    for payload in (s7.connect(), s7.setup(480), READ, WRITE, s7.set_mode(1, run=True)):
        assert told(signs, payload, SCREEN) == []


def test_a_stranger_is_told_for_what_it_does() -> None:
    signs = learnt()
    assert told(signs, s7.connect(), STRANGER) == []
    assert told(signs, s7.szl_request(1, 0x11, 0), STRANGER) == ["s7-identification"]
    assert told(signs, READ, STRANGER) == ["s7-new-reader"]
    assert told(signs, WRITE, STRANGER) == ["s7-new-writer"]
    assert told(signs, s7.set_mode(1, run=True), STRANGER) == ["s7-mode-change"]


def test_a_stop_is_told_whoever_it_is() -> None:
    assert told(learnt(), s7.set_mode(1, run=False), SCREEN) == ["s7-mode-change"]


def test_what_cannot_be_read_is_no_sign() -> None:
    assert told(learnt(), b"\3\0\0\7\2\xf0\0", STRANGER) == []
