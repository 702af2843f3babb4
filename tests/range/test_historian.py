# A historian keeps what its polls brought and tells it to whoever asks.
from __future__ import annotations

import pytest
from drill_files import run, shipped

from monitor import respond
from range.detector import SmallDetector
from range.drill import run_drill
from range.historian import Historian
from range.http import parse_response, request


def asked(historian: Historian, path: str, peer: str = "10.77.1.9") -> object:
    reply = historian.reply(request("GET", path, "hist1"), peer, 1.0)
    assert reply is not None
    answered = parse_response(reply)
    return answered.json() if answered.status == 200 else answered.status


def test_what_was_collected_is_told_point_by_point() -> None:
    historian = Historian()
    historian.collect("plc1", {"ID0": 1.7, "ID4": 60.0}, 10.0)
    historian.collect("plc1", {"ID0": 1.8}, 20.0)
    assert asked(historian, "/points") == {"points": ["plc1 ID0", "plc1 ID4"]}
    assert asked(historian, "/history?point=plc1%20ID0") == {"values": [[10.0, 1.7], [20.0, 1.8]]}
    assert historian.history("plc1 ID0") == [(10.0, 1.7), (20.0, 1.8)]
    assert historian.served == {"10.77.1.9": 2}


@pytest.mark.parametrize("path", ["/history?point=plc9", "/etc/passwd", "/history"])
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert asked(Historian(), path) == 404


def test_what_is_no_request_ends_the_connection() -> None:
    assert Historian().reply(b"\0\1", "p", 0.0) is None


def test_in_a_drill_it_has_what_the_plant_had() -> None:
    off = run("works-opcua", 7, defence=False)
    assert next(each for each in off.played if each.step.action == "query-history").succeeded


def test_a_planner_consults_it_and_that_is_no_alarm() -> None:
    drill = shipped("works-opcua")
    short = drill.model_copy(update={"clock": drill.clock.model_copy(update={"length": 900.0})})
    day = run_drill(
        short,
        seed=7,
        engine=respond,
        detector=SmallDetector(drill.defence.learn),
        with_attack=False,
    )
    assert day.alerts == ()
