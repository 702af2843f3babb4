# What is told of frames below TCP.
from __future__ import annotations

from range import raw
from range.detect_raw import RawSigns
from range.journal import Frame

MAC = bytes.fromhex("020000000001")


def told(signs: RawSigns, frame: Frame, *, learning: bool = False) -> list[str]:
    return [rule for rule, _ in signs.look(frame, learning=learning)]


def arp(operation: int, address: str, target: str, source: str = "10.77.3.13") -> Frame:
    content = raw.arp_frame(operation, MAC, address, MAC, target)
    return Frame(200.0, "arp", source, target, 0, 0, content[20:42])


def test_whoever_says_that_anothers_address_is_his_is_told() -> None:
    signs = RawSigns()
    assert told(signs, arp(raw.REPLY, "10.77.3.10", "10.77.3.12")) == ["arp-spoof"]
    assert told(signs, arp(raw.REPLY, "10.77.3.13", "10.77.3.12")) == []
    assert told(signs, arp(raw.REPLY, "10.77.3.10", "10.77.3.12"), learning=True) == []


def test_a_sweep_is_told_and_a_question_is_not() -> None:
    signs = RawSigns()
    rules = [told(signs, arp(raw.REQUEST, "10.77.3.13", f"10.77.3.{n}")) for n in range(20, 30)]
    assert rules[0] == []
    assert rules[-1] == ["arp-sweep"]


def test_who_knocks_at_many_is_told_and_whoever_always_did_is_not() -> None:
    signs = RawSigns()
    places = ["10.77.3.10", "10.77.3.11", "10.77.3.12"]
    usual = [Frame(50.0, "syn", "10.77.3.9", each, 502, 0) for each in places]
    assert [told(signs, each, learning=True) for each in usual] == [[], [], []]
    assert [told(signs, each) for each in usual] == [[], [], []]
    strange = [Frame(200.0, "syn", "10.77.3.13", each, 502, 0) for each in places]
    assert [told(signs, each) for each in strange] == [[], [], ["half-open-scan"]]
