# What is told of DNS: servers never asked, and names that carry something else than names.
from __future__ import annotations

from range.detect_names import NameSigns
from range.dns import query, tunnelled
from range.journal import Frame

WARD, HOUSE, FAR = "10.77.1.12", "10.77.2.11", "10.77.9.10"


def told(signs: NameSigns, name: str, server: str, time: float, *, learning: bool = False) -> list[str]:  # fmt: skip
    frame = Frame(time, "request", WARD, server, 53, 1, query(1, name))
    return [rule for rule, _ in signs.look(frame, learning=learning)]


def test_the_house_is_quiet_and_another_server_is_told() -> None:
    signs = NameSigns()
    assert told(signs, "his.hospital.example", HOUSE, 1.0, learning=True) == []
    assert told(signs, "pacs.hospital.example", HOUSE, 900.0) == []
    assert told(signs, "pacs.hospital.example", FAR, 900.0) == ["dns-new-server"]


def test_long_names_in_number_are_told_wherever_they_go() -> None:
    signs = NameSigns()
    told(signs, "his.hospital.example", HOUSE, 1.0, learning=True)
    name = tunnelled(1, bytes(100), "cdn.example")
    rules = [told(signs, name, HOUSE, 900.0 + at) for at in range(40)]
    assert rules[0] == []
    assert rules[-1] == ["dns-tunnel"]


def test_a_few_long_names_a_day_are_nothing() -> None:
    signs = NameSigns()
    told(signs, "his.hospital.example", HOUSE, 1.0, learning=True)
    name = tunnelled(1, bytes(100), "cdn.example")
    assert [told(signs, name, HOUSE, 900.0 * at) for at in range(1, 60)] == [[]] * 59


def test_what_cannot_be_read_is_no_sign() -> None:
    frame = Frame(1.0, "request", WARD, FAR, 53, 1, b"\0\4abcd")
    assert list(NameSigns().look(frame, learning=False)) == []
