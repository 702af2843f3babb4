# Questions and answers of DNS as bytes, and data that goes in names and comes out again.
from __future__ import annotations

import pytest

from range.dns import TXT, A, DnsError, answer, cut, data_of, parse, query, tunnelled

ASKED = query(7, "his.hospital.example")


def test_a_question_is_read_back_and_answered() -> None:
    assert (parse(ASKED).name, parse(ASKED).type) == ("his.hospital.example", A)
    known = answer(ASKED, "10.77.2.20")
    assert known.endswith(bytes((10, 77, 2, 20)))
    assert int.from_bytes(known[4:6], "big") == 0x8180
    assert int.from_bytes(answer(ASKED, None)[4:6], "big") == 0x8183
    assert answer(query(1, "a.example", TXT), "10.77.2.20").endswith(b"\2ok")


def test_messages_are_cut_by_their_lengths() -> None:
    assert cut(ASKED + ASKED[:5]) == ([ASKED], ASKED[:5])
    with pytest.raises(DnsError):
        cut(b"\0\3abc")


@pytest.mark.parametrize("size", [1, 5, 39, 110])
def test_data_goes_in_a_name_and_comes_out(size: int) -> None:
    data = bytes(range(size))
    name = tunnelled(12, data, "cdn.example")
    assert len(name) <= 253
    assert parse(query(1, name)).name == name
    assert data_of(name, "cdn.example") == (12, data)


@pytest.mark.parametrize("name", ["www.hospital.example", "cdn.example", "s1.!!!.cdn.example", "x.aa.cdn.example"])  # fmt: skip
def test_an_ordinary_name_carries_nothing(name: str) -> None:
    assert data_of(name, "cdn.example") is None


@pytest.mark.parametrize("message", [b"\0\4abcd", ASKED[:20], ASKED[:14] + b"\xff" * 20])
def test_what_is_no_question_is_told(message: bytes) -> None:
    with pytest.raises(DnsError):
        parse(message)


@pytest.mark.parametrize("name", ["a" * 64 + ".example", ".".join(["a" * 60] * 5), "a..b"])
def test_a_name_that_is_too_long_is_told(name: str) -> None:
    with pytest.raises(ValueError, match="too long"):
        query(1, name)
