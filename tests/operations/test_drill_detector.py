# The monitor as a drill's detector: it tells which graded rows went where, its alerts make the harm
# smaller, an ordinary day raises none, and the same seed is the same to the byte; on real sockets and bridges
# it reads what passes while it passes, and what it tells stops the attack there.
from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from drill_files import run, shipped
from lab_network import needs_namespaces
from loopback_turn import loopback_turn

from monitor import respond
from operations.drill_detector import DetectorName, detector_of, usual_detector
from operations.range_copies import DrillCopies
from policies import Drill, Fidelity
from range.detector import RULES
from range.drill import run_drill
from range.result import DrillResult


@functools.cache
def played(
    name: str, detector: DetectorName, minutes: int = 0, *, seed: int = 7, attack: bool = True, number: int = 0,
) -> DrillResult:  # fmt: skip
    """A drill run once for the tests that look at it; `number` for a run of one's own."""
    drill = shipped(name)
    if minutes:
        clock = drill.clock.model_copy(update={"length": minutes * 60.0})
        drill = drill.model_copy(update={"clock": clock})
    copies = DrillCopies(seed)
    return run_drill(
        drill, seed=seed, engine=respond, copies=copies, with_attack=attack,
        detector=detector_of(detector, drill, seed, copies=copies, policies=None),
    )  # fmt: skip


def test_alerts_say_which_graded_rows_left_and_make_the_harm_smaller() -> None:
    result = played("exchange-bulk", "monitor")
    by_rule = {each.rule: each for each in reversed(result.alerts)}
    assert set(by_rule) == {"data.sent-out", "data.interface-returns-too-much"}
    read = by_rule["data.interface-returns-too-much"]
    assert read.evidence["datasets"] == "exchange-bulk/residents"
    assert read.evidence["level"] == "general-4"
    # What had been read when it was looked at, which is every half minute.
    assert 1000 <= read.evidence["records"] == read.evidence["persons"] <= 1500
    sent = by_rule["data.sent-out"]
    assert (sent.source, sent.destination) == ("10.77.1.13", "10.77.9.10")
    assert {each.step for each in result.detections} >= {"r3", "r4"}
    assert result.false_alarms == result.false_responses == 0
    off = run("exchange-bulk", 7, defence=False)
    assert 0 < result.harm["leaked_records"] < off.harm["leaked_records"]
    assert any(each.kind == "response" and each.values["done"] for each in result.timeline)


def test_the_same_seed_is_the_same_to_the_byte() -> None:
    one, again = (played("exchange-bulk", "monitor", 14, number=number) for number in (1, 2))
    assert one.alerts
    assert one.replay_hash == again.replay_hash


def test_an_ordinary_day_raises_nothing() -> None:
    result = played("exchange-bulk", "monitor", 14, attack=False)
    assert result.alerts == ()
    assert result.false_alarms == result.false_responses == 0


def test_a_masked_copy_is_known_by_its_mark_and_names_the_account() -> None:
    result = played("population-copy", "monitor", 13)
    (alert,) = result.alerts
    assert alert.rule == "data.masked-copy-sent"
    assert alert.evidence["copies"] == "copy of statistics"
    assert alert.evidence["records"] == 100


def test_a_tunnel_in_names_is_told_with_where_it_goes() -> None:
    result = played("hospital-dns", "monitor", 16)
    first = result.alerts[0]
    assert first.rule == "model.dns-tunnel"
    assert (first.source, first.destination) == ("10.77.1.14", "10.77.9.10")
    assert "T1071.004" in first.techniques


def test_both_are_one_beside_the_other() -> None:
    result = played("exchange-bulk", "both", 14)
    rules = {each.rule for each in result.alerts}
    assert rules & set(RULES)
    assert "data.sent-out" in rules


@pytest.mark.parametrize(
    ("name", "usual"), [("exchange-bulk", "both"), ("water-setpoint", "range")]
)
def test_what_is_usual_follows_what_there_is_to_see(name: str, usual: str) -> None:
    assert usual_detector(shipped(name)) == usual


@pytest.fixture(params=["loopback", pytest.param("netns", marks=needs_namespaces)])
def fidelity(request: pytest.FixtureRequest) -> Iterator[Fidelity]:
    with ExitStack() as turn:
        if request.param == "loopback":
            turn.enter_context(loopback_turn())
        yield request.param


def watched(drill: Drill, fidelity: Fidelity, folder: Path) -> DrillResult:
    copies = DrillCopies(7)
    watching = detector_of("monitor", drill, 7, copies=copies, policies=None)
    return run_drill(
        drill, seed=7, engine=respond, copies=copies, detector=watching, fidelity=fidelity, captures=folder,
    )  # fmt: skip


def test_on_real_sockets_rows_that_leave_are_told_and_stopped(
    fidelity: Fidelity, tmp_path: Path
) -> None:
    drill = _hurried("exchange-bulk", length=260.0, speed=40.0)
    steps = {each.id: each for each in drill.attack}
    valid = {"account": "civil", "password": "Xian2026"}
    attack = (
        steps["r2"].model_copy(update={"after": "", "at": 70.0, "parameters": valid}),
        steps["r3"].model_copy(
            update={"wait": 1.0, "parameters": {"rows": 1200, "page": 100, "pause_s": 1}}
        ),
        steps["r4"].model_copy(update={"wait": 5.0, "parameters": {"pieces": 12, "pause_s": 12}}),
    )
    rows = {"residents": drill.data["residents"].model_copy(update={"rows": 1200})}
    result = watched(drill.model_copy(update={"attack": attack, "data": rows}), fidelity, tmp_path)
    alert = next(each for each in result.alerts if each.rule == "data.sent-out")
    assert (alert.source, alert.destination) == ("10.77.1.13", "10.77.9.10")
    assert alert.evidence["datasets"] == "exchange-bulk/residents"
    # Out of the platform's own log.
    assert alert.evidence["accounts"] == "civil"
    assert {"disable-account", "block-source"} <= _done(result)
    assert 0 < result.harm["leaked_records"] < 1200
    assert result.false_alarms == result.false_responses == 0


def test_on_real_sockets_a_set_point_that_a_stranger_writes_is_told_and_set_back(
    fidelity: Fidelity, tmp_path: Path
) -> None:
    drill = _hurried("water-setpoint", length=200.0, speed=40.0)
    write = next(each for each in drill.attack if each.id == "r5")
    attack = (
        write.model_copy(update={"after": "", "at": 70.0}),
        # Early enough that a busy machine sees its end too.
        write.model_copy(update={"id": "again", "after": "", "at": 140.0, "jitter": 0.0}),
    )
    result = watched(drill.model_copy(update={"attack": attack}), fidelity, tmp_path)
    assert {each.rule for each in result.alerts} == {"plant.write-from-new-master"}
    assert {each.step for each in result.detections} == {"r5"}
    assert {"filter-writes", "block-source", "restore-settings"} <= _done(result)
    assert {each.step.id: each.succeeded for each in result.played} == {"r5": True, "again": False}
    assert result.false_alarms == result.false_responses == 0


def _hurried(name: str, *, length: float, speed: float) -> Drill:
    """A drill whose people take a second to decide."""
    drill = shipped(name)
    roles = {
        role: each.model_copy(update={"takes": (1.0, 2.0)})
        for role, each in drill.defence.roles.items()
    }
    defence = drill.defence.model_copy(update={"learn": 60.0, "roles": roles})
    clock = drill.clock.model_copy(update={"length": length, "speed": speed})
    return drill.model_copy(update={"defence": defence, "clock": clock, "injects": ()})


def _done(result: DrillResult) -> set[object]:
    """What the defence team did."""
    responses = [each.values for each in result.timeline if each.kind == "response"]
    return {each["action"] for each in responses if each["done"]}
