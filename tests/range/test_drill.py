# Drills from their files: the same seed the same to the byte, another seed another; harm with
# the defence team off and less with it; an ordinary day with no harm; steps that worked.
from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest
from drill_files import changed, run, shipped

from monitor import respond
from operations.range_copies import DrillCopies
from policies import load_drill, load_drills
from range.detector import SmallDetector
from range.drill import fit, run_drill

EVERY = sorted(load_drills().drills)
# What needs networks of its own is played in test_attack_raw.py.
NAMES = [name for name in EVERY if "memory" in shipped(name).fidelity]
ALL = pytest.mark.parametrize("name", NAMES)
ATTACKED = pytest.mark.parametrize("name", [n for n in NAMES if shipped(n).kind == "attack"])


@ALL
def test_the_same_seed_is_the_same_to_the_byte_and_another_is_another(name: str) -> None:
    drill = shipped(name)
    seed = drill.truth.seed
    first = run(name, seed)
    again, other = (
        run_drill(
            drill,
            seed=each,
            engine=respond,
            detector=SmallDetector(drill.defence.learn),
            copies=DrillCopies(each),
        )
        for each in (seed, seed + 1)
    )
    assert first.replay_hash == again.replay_hash != other.replay_hash


@ATTACKED
def test_the_truth_of_the_drill_holds(name: str) -> None:
    truth = shipped(name).truth
    off = run(name, truth.seed, defence=False)
    on = run(name, truth.seed)
    assert {each.step.id for each in off.played if each.succeeded} == set(truth.effective)
    for figure in truth.harmed:
        assert off.harm[figure] > on.harm[figure] >= 0
    assert off.score.total < on.score.total
    assert len([each for each in on.played if each.succeeded]) < len(truth.effective)
    assert on.false_responses == 0


@ALL
def test_an_ordinary_day_does_no_harm_and_blocks_nobody(name: str) -> None:
    day = run(name, shipped(name).truth.seed, attack=False)
    assert not any(day.harm.values())
    assert day.played == ()
    assert day.detections == ()
    assert day.false_responses == 0
    assert day.false_alarms == len(day.alerts) < 10


@ALL
def test_an_hour_takes_seconds(name: str) -> None:
    drill = shipped(name)
    before = time.process_time()
    run_drill(drill, seed=3, engine=respond, detector=SmallDetector(drill.defence.learn))
    assert time.process_time() - before < 3 * drill.clock.length / 3600


def test_every_step_that_an_alert_could_tell_of_is_detected_with_the_defence_off() -> None:
    off = run("water-setpoint", 7, defence=False)
    assert {each.step for each in off.detections} == {each.step.id for each in off.played}
    assert all(each.delay_s >= 0 for each in off.detections)


def test_blocking_is_what_stops_the_later_steps() -> None:
    on = run("water-setpoint", 7)
    blocked = next(
        each.time
        for each in on.timeline
        if each.kind == "response" and each.values["action"] == "block-source"
    )
    assert all(each.started > blocked for each in on.played if not each.succeeded)
    assert {each.step.id for each in on.played if not each.succeeded} == {"r7", "r8"}


def test_a_role_that_a_person_plays_and_nobody_fills_lets_its_gate_time_out(tmp_path: Path) -> None:
    path = changed(tmp_path, "command: {takes: [20s, 90s]}", "command: {mode: human}")
    drill = load_drill(path)
    result = run_drill(drill, seed=7, engine=respond, detector=SmallDetector(drill.defence.learn))
    gates = [each for each in result.timeline if each.kind == "gate"]
    held = [each for each in gates if each.values["role"] == "command"]
    assert held
    assert not held[0].values["answered"]
    assert not held[0].values["passes"]


def test_a_mistake_in_a_device_ends_the_drill_and_is_told() -> None:
    def broken(_frames, _beside):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_drill(shipped("water-setpoint"), seed=1, engine=respond, detector=broken)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("action: scan", "action: dance", "step r1: there is no action dance, there are "),
        (
            "T0846, action: scan",
            "T0888, action: scan",
            "step r1: scan plays T0846, T1046, not T0888",
        ),
        ("fidelity: [memory, loopback, netns]", "fidelity: [netns]", "the drill is made for netns"),
    ],
)
def test_a_drill_that_cannot_be_run_so_says_why(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    drill = load_drill(changed(tmp_path, old, new))
    assert any(each.startswith(said) for each in fit(drill, "memory"))


def test_a_drill_that_fits_has_nothing_against_it() -> None:
    for name in EVERY:
        drill = shipped(name)
        assert [fit(drill, each) for each in drill.fidelity] == [()] * len(drill.fidelity)


@pytest.mark.usefixtures("loopback_lab")
def test_a_drill_runs_on_real_sockets_too() -> None:
    drill = shipped("exchange-bulk")
    # Half a minute of real time would do; a slow machine only makes the drill's clock coarser.
    clock = drill.clock.model_copy(update={"speed": 300.0, "length": 1200.0})
    result = run_drill(
        drill.model_copy(update={"clock": clock}),
        seed=7,
        detector=SmallDetector(drill.defence.learn),
        engine=respond,
        fidelity="loopback",
    )
    assert result.fidelity == "loopback"
    assert result.played[0].step.id == "r1"
    assert result.played[0].succeeded
    assert {each.rule for each in result.alerts} & {"sign-in-failures", "account-new-place"}


def test_a_result_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        run("water-setpoint", 7).seed = 8  # type: ignore[misc]
