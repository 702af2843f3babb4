# One end of a connection: its windows, what is acknowledged and when, and when the other end is dead.
from __future__ import annotations

import pytest

from range import iec104
from range.iec104 import Apdu, Information, cut, parse
from range.iec104_line import Line, Terms

TOLD = Information(30, 3, False, 1, ((1001, bytes(8)),))
TEST, TESTED = iec104.unnumbered(iec104.TESTFR), Apdu("U", 0x83)


def sent(frames: bytes) -> list[tuple[str, int, int]]:
    return [(read.kind, read.sent, read.received) for read in map(parse, cut(frames)[0])]


def heard(number: int, acknowledges: int = 0) -> Apdu:
    return Apdu("I", 0, number, acknowledges, TOLD)


def full(many: int) -> Line:
    line = Line(Terms(k=3))
    for _ in range(many):
        line.put(TOLD)
    return line


def test_no_more_than_k_are_on_their_way() -> None:
    line = full(5)
    assert sent(line.out(0.0)) == [("I", 0, 0), ("I", 1, 0), ("I", 2, 0)]
    assert line.is_full
    assert line.out(0.0) == b""
    assert line.take(Apdu("S", received=2), 1.0)
    assert sent(line.out(1.0)) == [("I", 3, 0), ("I", 4, 0)]


def test_after_w_they_are_acknowledged_at_once() -> None:
    line = Line(Terms(w=2))
    line.take(heard(0), 0.0)
    assert line.out(0.0) == b""
    line.take(heard(1), 0.0)
    assert sent(line.out(0.0)) == [("S", 0, 2)]


def test_fewer_are_acknowledged_after_t2() -> None:
    line = Line(Terms())
    line.take(heard(0), 5.0)
    assert line.due(14.0) == []
    assert line.due(15.0) == [iec104.supervisory(1)]
    assert line.due(16.0) == []


def test_what_is_sent_acknowledges_by_itself() -> None:
    line = Line(Terms())
    line.take(heard(0), 0.0)
    line.put(TOLD)
    assert sent(line.out(0.0)) == [("I", 0, 1)]
    assert line.due(11.0) == []


@pytest.mark.parametrize(
    "apdu", [heard(1), heard(32_767), heard(0, 1), Apdu("S", received=9)],
    ids=["one-is-missing", "one-comes-again", "acknowledges-nothing", "acknowledges-too-much"],
)  # fmt: skip
def test_numbers_out_of_order_end_it(apdu: Apdu) -> None:
    assert not Line(Terms()).take(apdu, 0.0)


def test_what_nobody_acknowledges_ends_it_after_t1() -> None:
    line = full(1)
    line.out(0.0)
    assert line.due(15.0) == []
    assert line.due(15.5) is None


def test_silence_is_tested_after_t3_and_ends_it_t1_later() -> None:
    line = Line(Terms())
    assert line.due(0.0) == []
    assert line.due(20.0) == [TEST]
    assert line.due(30.0) == []
    line.take(TESTED, 31.0)
    assert line.due(46.0) == []
    assert line.due(51.0) == [TEST]
    assert line.due(66.5) is None


def test_numbers_begin_anew_after_the_last() -> None:
    line = Line(Terms(k=1, w=1))
    for number in range(iec104.NUMBERS + 2):
        line.put(TOLD)
        ((_, at, received),) = sent(line.out(0.0))[:1]
        assert at == received == number % iec104.NUMBERS
        assert line.take(heard(at, (at + 1) % iec104.NUMBERS), 0.0)


def test_what_waits_is_given_up_where_data_are_stopped() -> None:
    line = full(5)
    line.out(0.0)
    line.let_go()
    line.take(Apdu("S", received=3), 0.0)
    assert line.out(0.0) == b""
    assert sent(line.acknowledgement()) == [("S", 0, 0)]
