# A connection to a unit: what is asked on it is confirmed, answered and ended, or refused by its cause.
from __future__ import annotations

from datetime import datetime

import pytest
from drill_files import shipped

from range import iec104
from range.grid import Grid
from range.iec104 import Information
from range.iec104_time import moment_of, time_tag
from range.rtu import Rtu
from range.rtu_session import RtuSession

PEER = "10.77.3.11"
ON, SELECT_OFF, OFF = b"\1", b"\x80", b"\0"


class Asking:
    """A started connection, with the master's numbers kept."""

    def __init__(self) -> None:
        drill = shipped("substation-trip")
        self.grid = Grid(drill.plants["grid"])  # type: ignore[arg-type]
        self.rtu = Rtu(
            drill.lab.hosts["rtu1"], self.grid, began=datetime.fromisoformat("2026-11-24T17:30:00")
        )
        self.session = self.rtu.session()
        self.sent = self.received = 0
        self.session.reply(iec104.unnumbered(iec104.STARTDT), PEER, 0.0)

    def __call__(self, type_: int, cause: int, at: int, body: bytes, *, station: int = 1, now: float = 0.0) -> list[Information]:  # fmt: skip
        asked = Information(type_, cause, False, station, ((at, body),), 7)
        frame = iec104.information_frame(self.sent, self.received, asked)
        self.sent += 1
        frames = iec104.cut(self.session.reply(frame, PEER, now) or b"")[0]
        self.received += len(frames)
        read = [iec104.parse(each).information for each in frames]
        return [each for each in read if each is not None]


def causes(told: list[Information]) -> list[tuple[int, bool]]:
    return [(each.cause, each.negative) for each in told]


def test_a_group_is_asked_for_and_its_own_cause_comes_back() -> None:
    ask = Asking()
    told = ask(100, 6, 0, b"\x16")
    assert causes(told) == [(7, False), (22, False), (10, False)]
    assert [at for at, _ in told[1].objects] == [2001, 2002, 2003]
    assert causes(ask(100, 6, 0, b"\x20")) == [(7, False), (10, False)]
    assert causes(ask(100, 6, 0, b"\x05")) == [(7, True)]


def test_an_answer_goes_to_whoever_asked() -> None:
    assert {each.originator for each in Asking()(100, 6, 0, b"\x14")} == {7}


def test_a_breaker_is_selected_before_it_is_switched() -> None:
    ask = Asking()
    assert causes(ask(45, 6, 3003, OFF)) == [(7, True)]
    assert ask.grid.closed["f3"]
    assert causes(ask(45, 6, 3003, SELECT_OFF)) == [(7, False)]
    assert ask.grid.closed["f3"]
    assert causes(ask(45, 6, 3003, OFF)) == [(7, False), (10, False)]
    assert not ask.grid.closed["f3"]


@pytest.mark.parametrize(
    ("between", "at", "body", "now"),
    [
        (None, 3002, OFF, 1.0),
        (None, 3003, ON, 1.0),
        (None, 3003, OFF, 31.0),
        ((45, 8, 3003, SELECT_OFF), 3003, OFF, 1.0),
    ],
    ids=["another-object", "another-state", "too-late", "given-up"],
)
def test_only_what_was_selected_is_carried_out(
    between: tuple[int, int, int, bytes] | None, at: int, body: bytes, now: float
) -> None:
    ask = Asking()
    ask(45, 6, 3003, SELECT_OFF)
    if between:
        assert causes(ask(*between)) == [(9, False)]
    assert causes(ask(45, 6, at, body, now=now)) == [(7, True)]
    assert all(ask.grid.closed.values())
    assert ask.rtu.written == []


def test_nothing_selected_is_nothing_to_give_up() -> None:
    assert causes(Asking()(45, 8, 3003, OFF)) == [(9, True)]


def test_a_clock_is_set_and_what_it_showed_is_told() -> None:
    ask = Asking()
    moment = datetime.fromisoformat("2026-11-24T18:00:05.250000")
    (told,) = ask(103, 6, 0, time_tag(moment), station=0xFFFF, now=10.0)
    assert (told.cause, told.negative, told.station) == (7, False, 1)
    assert moment_of(told.objects[0][1]) == datetime.fromisoformat("2026-11-24T17:30:10")
    assert ask.rtu.time(12.0) == datetime.fromisoformat("2026-11-24T18:00:07.250000")
    assert causes(ask(103, 6, 0, b"\xff" * 7)) == [(7, True)]


def test_one_value_is_read() -> None:
    ask = Asking()
    (told,) = ask(102, 5, 1001, b"")
    assert (told.type, told.cause, told.objects) == (1, 5, ((1001, b"\1"),))
    assert causes(ask(102, 5, 3001, b"")) == [(47, True)]


@pytest.mark.parametrize(
    ("asked", "cause"),
    [
        ((101, 6, 0, b"\5"), 44),
        ((45, 20, 3001, OFF), 45),
        ((102, 6, 1001, b""), 45),
        ((45, 6, 3999, OFF), 47),
        ((50, 6, 3001, bytes(5)), 47),
    ],
    ids=["type", "cause", "cause-of-a-read", "object", "object-of-another-kind"],
)
def test_what_is_unknown_is_refused_by_its_cause(
    asked: tuple[int, int, int, bytes], cause: int
) -> None:
    assert causes(Asking()(*asked)) == [(cause, True)]


def test_a_test_is_confirmed() -> None:
    ask = Asking()
    assert causes(ask(107, 6, 0, bytes(9))) == [(7, False)]


@pytest.mark.parametrize(
    "frame",
    [iec104.interrogation(1, 0), iec104.interrogation(0, 1), iec104.supervisory(1), bytes.fromhex("680417000000")],
    ids=["a-number-too-far", "more-acknowledged-than-sent", "the-same-by-itself", "two-in-one"],
)  # fmt: skip
def test_what_is_out_of_order_ends_the_connection(frame: bytes) -> None:
    assert Asking().session.reply(frame, PEER, 0.0) is None


def test_a_connection_that_is_silent_is_tested_and_then_ended() -> None:
    session: RtuSession = Asking().session
    assert session.due(19.0) == []
    assert session.due(21.0) == [iec104.unnumbered(iec104.TESTFR)]
    assert session.reply(bytes.fromhex("680483000000"), PEER, 22.0) == b""
    assert session.due(41.0) == []
    assert session.due(43.0) == [iec104.unnumbered(iec104.TESTFR)]
    assert session.due(59.0) is None
