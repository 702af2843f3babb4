# Each technique against a station is proven by plant, screen and frames.
from __future__ import annotations

import pytest
from drill_files import run, shipped

from range.attack_station import STATION_TECHNIQUES
from range.iec104 import Information, information_frame
from range.journal import Frame
from range.technique import Seen

STEPS = {each.id: each for each in shipped("substation-trip").attack}
ENDED = information_frame(3, 1, Information(100, 10, False, 1, ((0, b"\x14"),)))
REFUSED = information_frame(3, 1, Information(100, 44, True, 1, ((0, b"\x14"),)))
PUT_IN = {"rtu1 f1.state": -1.0}, {"rtu1 f1.state": 1.0}


def frame(payload: bytes) -> Frame:
    return Frame(1.0, "reply", "10.77.2.10", "10.77.3.10", 2404, 1, payload)


@pytest.mark.parametrize(
    ("step", "seen", "worked"),
    [
        ("r4", {"frames": (frame(ENDED),)}, True),
        ("r4", {"frames": (frame(REFUSED),)}, False),
        ("r4", {"frames": (frame(b"\x68\4\x0b\0\0\0"),)}, False),
        ("r5", {"settings": PUT_IN}, True),
        ("r5", {}, False),
        ("r6", {"points": ({"f3.closed": 1.0}, {"f3.closed": 0.0})}, True),
        ("r6", {"points": ({"f3.closed": 1.0}, {"f3.closed": 1.0})}, False),
        ("r7", {"deceived": frozenset({"f3.closed"})}, True),
        ("r7", {"deceived": frozenset({"f1.closed"}), "settings": PUT_IN}, False),
        ("r9", {"switches": 5}, True),
        ("r9", {"switches": 4}, False),
    ],
)
def test_a_proof_is_of_the_effect(step: str, seen: dict, worked: bool) -> None:
    nothing = {"frames": (), "settings": ({}, {}), "points": ({}, {}), "missed": 0, "switches": 0}
    facts = Seen(**{**nothing, "serving": frozenset(), **seen})
    chosen = STEPS[step]
    assert STATION_TECHNIQUES[chosen.action].effect(chosen, facts) == worked


def test_whoever_is_cut_off_from_the_gateway_goes_no_further() -> None:
    on = run("substation-trip", 7)
    stopped = [each.values["step"] for each in on.timeline if each.kind == "attack.stopped"]
    assert {"r8", "r9"} <= set(stopped)


def test_behind_false_telemetry_the_south_is_dark() -> None:
    off = run("substation-trip", 7, defence=False)
    assert off.harm["people_without_supply"] >= 38000
    assert {each.step.id for each in off.played if each.succeeded} >= {"r5", "r6", "r7"}
