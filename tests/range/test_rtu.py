# A remote terminal unit: what it tells, obeys and refuses, and another maker's client.
from __future__ import annotations

from datetime import datetime

import pytest
from drill_files import shipped

from range import iec104
from range.grid import Grid
from range.iec104 import Information, values_of
from range.iec104_time import moment_of
from range.rtu import Rtu
from range.rtu_session import RtuSession

PEER = "10.77.2.10"


def unit() -> tuple[Rtu, Grid]:
    drill = shipped("substation-trip")
    grid = Grid(drill.plants["grid"])  # type: ignore[arg-type]
    return Rtu(drill.lab.hosts["rtu1"], grid), grid


def asked(rtu: Rtu, *frames: bytes) -> bytes:
    """The last answer of one connection."""
    session = rtu.session()
    answers = [session.reply(each, PEER, 5.0) for each in (iec104.unnumbered(iec104.STARTDT), *frames)]  # fmt: skip
    return answers[-1] or b""


def test_an_interrogation_tells_everything_between_confirmation_and_termination() -> None:
    rtu, grid = unit()
    reply = asked(rtu, iec104.interrogation(0, 0))
    read = [iec104.parse(each).information for each in iec104.cut(reply)[0]]
    assert [each.cause for each in read if each] == [7, 20, 20, 10]
    told = values_of(reply)
    assert (told[1001], told[1002], told[1003]) == (1.0, 1.0, 1.0)
    assert told[2001] == pytest.approx(grid.point("f1.flow"), rel=1e-6)
    assert rtu.told() == pytest.approx(told, rel=1e-6)


def test_an_interrogation_of_every_station_is_answered_with_its_own_address() -> None:
    rtu, _ = unit()
    reply = asked(rtu, iec104.interrogation(0, 0, station=0xFFFF))
    read = [iec104.parse(each).information for each in iec104.cut(reply)[0]]
    assert {each.station for each in read if each} == {1}
    assert len(values_of(reply)) == 6


def test_a_command_opens_a_breaker_and_is_written_down() -> None:
    rtu, grid = unit()
    selected = iec104.information_frame(0, 0, Information(45, 6, False, 1, ((3003, b"\x80"),)))
    reply = asked(rtu, selected, iec104.command(1, 1, 3003, on=False))
    assert [iec104.parse(each).information.cause for each in iec104.cut(reply)[0]] == [7, 10]  # type: ignore[union-attr]
    assert not grid.closed["f3"]
    (written,) = rtu.written
    assert (written.peer, written.setting, written.before, written.after) == (PEER, "f3.closed", 1, 0)  # fmt: skip


def test_a_value_put_in_by_hand_is_told_as_such_and_hides_the_real_one() -> None:
    rtu, _ = unit()
    reply = asked(
        rtu,
        iec104.setpoint(0, 0, 4003, 1.0),
        iec104.interrogation(1, 0),
    )
    assert values_of(reply)[1003] == 1.0
    (states,) = [each for each in map(iec104.parse, iec104.cut(reply)[0]) if each.information and each.information.type == 1]  # fmt: skip
    assert states.information is not None
    assert dict(states.information.objects)[1003] == b"\x21"


@pytest.mark.parametrize(
    ("information", "cause"),
    [
        (Information(45, 6, False, 1, ((9999, b"\1"),)), 47),
        (Information(45, 6, False, 9, ((3001, b"\1"),)), 46),
        (Information(58, 6, False, 1, ((3001, b"\1" + bytes(7)),)), 44),
        (Information(50, 6, False, 1, ((3001, bytes(5)),)), 47),
    ],
    ids=["no-such-object", "another-station", "unknown-type", "a-set-point-for-a-breaker"],
)
def test_what_it_does_not_have_is_refused(information: Information, cause: int) -> None:
    rtu, _ = unit()
    read = iec104.parse(asked(rtu, iec104.information_frame(0, 0, information))).information
    assert read is not None
    assert (read.cause, read.negative) == (cause, True)
    assert rtu.written == []


def test_nothing_passes_before_it_is_started_and_no_broken_frame() -> None:
    rtu, _ = unit()
    assert rtu.session().reply(iec104.interrogation(0, 0), PEER, 0.0) is None
    assert rtu.session().reply(b"\x68\x04\x07", PEER, 0.0) is None
    assert rtu.reply(iec104.unnumbered(iec104.TESTFR), PEER, 0.0) == bytes.fromhex("680483000000")


def test_connections_count_for_themselves() -> None:
    rtu, _ = unit()
    first, second = (asked(rtu, iec104.interrogation(0, 0)) for _ in range(2))
    assert first == second


def test_a_setting_is_found_by_its_name() -> None:
    rtu, _ = unit()
    assert (rtu.signal_of("f1.closed").at, rtu.signal_of("f1.state").at) == (3001, 4001)
    with pytest.raises(KeyError):
        rtu.signal_of("nothing")


def spontaneous(rtu: Rtu, session: RtuSession, now: float) -> dict[int, float]:
    """What a connection is told of itself at a moment."""
    return values_of(b"".join(session.due(now) or []))


def started(rtu: Rtu, peer: str = PEER) -> RtuSession:
    session = rtu.session()
    assert session.reply(iec104.unnumbered(iec104.STARTDT), peer, 0.0)
    return session


def test_what_changes_is_told_of_itself_with_its_time() -> None:
    rtu, grid = unit()
    session = started(rtu)
    assert spontaneous(rtu, session, 1.0) == {}
    grid.switch("f3", running=False)
    grid.advance(2.0)
    frames = session.due(2.5)
    assert frames
    told = [iec104.parse(each).information for each in frames]
    assert [(each.type, each.cause) for each in told if each] == [(30, 3), (36, 3)]
    assert values_of(b"".join(frames)) == {1003: 0.0, 2003: 0.0}
    assert told[0] is not None
    assert moment_of(told[0].objects[0][1][-7:]) == datetime.fromisoformat(
        "2026-01-01T00:00:02.500000"
    )
    assert spontaneous(rtu, session, 3.0) == {}


def test_a_value_inside_its_dead_band_is_not_told() -> None:
    drill = shipped("substation-trip")
    host = drill.lab.hosts["rtu1"]
    grid = Grid(drill.plants["grid"])  # type: ignore[arg-type]
    flow = grid.flows["f1"]
    rtu = Rtu(host, grid)
    session = started(rtu)
    for after, told in ((flow + 0.1, {}), (flow + 0.19, {}), (flow + 0.3, {2001: flow + 0.3})):
        grid.flows["f1"] = after
        assert spontaneous(rtu, session, 1.0) == pytest.approx(told, rel=1e-6)


def test_a_value_put_in_by_hand_is_told_even_where_it_is_the_same() -> None:
    rtu, _ = unit()
    session = started(rtu)
    rtu.settings["f1.state"] = 1.0
    assert spontaneous(rtu, session, 1.0) == {1001: 1.0}


def test_of_several_connections_of_a_master_one_has_the_data() -> None:
    rtu, grid = unit()
    first, other = started(rtu), started(rtu, "10.77.3.11")
    second = started(rtu)
    grid.switch("f3", running=False)
    grid.advance(1.0)
    assert spontaneous(rtu, first, 2.0) == {}
    assert spontaneous(rtu, second, 2.0)[1003] == spontaneous(rtu, other, 2.0)[1003] == 0.0
    assert first.reply(iec104.interrogation(0, 0), PEER, 3.0) is None
    # It still stands by: tests are confirmed.
    assert first.reply(iec104.unnumbered(iec104.TESTFR), PEER, 3.0)


def test_what_changes_while_nothing_passes_is_told_when_it_does() -> None:
    rtu, grid = unit()
    session = started(rtu)
    assert session.reply(iec104.unnumbered(iec104.STOPDT), PEER, 1.0) == bytes.fromhex(
        "680423000000"
    )
    grid.switch("f2", running=False)
    grid.advance(2.0)
    assert spontaneous(rtu, session, 2.0) == {}
    assert spontaneous(rtu, started(rtu), 3.0)[1002] == 0.0
