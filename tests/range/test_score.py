# Shares, level and deadline from facts that are given.
from __future__ import annotations

from dataclasses import replace

import pytest
from drill_files import shipped

from policies import load_regimes
from range.alert import RangeAlert
from range.attack import Played
from range.score import Facts, detections, incident_level, score

DRILL = shipped("water-setpoint")
REGIME = load_regimes()["cii-2025"]
STEP = next(each for each in DRILL.attack if each.id == "r5")


def alert(time: float, source: str = "m", techniques: tuple[str, ...] = ("T0836",)) -> RangeAlert:
    return RangeAlert(f"a{time}", time, "rule", techniques, "tamper", "high", source, "p")


FACTS = Facts(
    length=3600,
    played=[Played(STEP, "m", 600.0, 610.0, succeeded=True)],
    alerts=[alert(600.0)],
    attackers=frozenset({"m"}),
    contained=700.0,
    tampered=600.0,
    recovered=900.0,
    reported=1200.0,
    harm={"spill_m3": 0.0},
    false_responses=0,
)


def test_all_in_time_is_all_the_marks() -> None:
    found = score(DRILL, FACTS, REGIME)
    assert found.total == 100
    assert set(found.shares) == {"detect", "contain", "recover", "physical", "report"}


@pytest.mark.parametrize(
    ("change", "share", "value"),
    [
        ({"alerts": []}, "detect", 0.0),
        ({"alerts": [alert(915.0)]}, "detect", 0.5),
        ({"contained": None}, "contain", 0.0),
        ({"contained": 600 + 17.5 * 60}, "contain", 0.5),
        ({"recovered": None}, "recover", 0.0),
        ({"tampered": None, "recovered": None}, "recover", 1.0),
        ({"harm": {"spill_m3": 30.0}}, "physical", 0.5),
        ({"harm": {"spill_m3": 30.0, "people_without_supply": 1e6}}, "physical", 0.0),
        ({"harm": {"people_without_supply": 1e5}, "reported": None}, "report", 0.0),
        ({"harm": {"people_without_supply": 1e5}, "reported": 4201.0}, "report", 0.0),
        ({"harm": {"people_without_supply": 1e5}, "reported": 4200.0}, "report", 1.0),
        ({"harm": {"people_without_supply": 1e5}, "alerts": []}, "report", 0.0),
        ({"reported": None}, "report", 1.0),
    ],
)
def test_a_share_falls_with_what_was_not_done(change: dict, share: str, value: float) -> None:
    assert score(DRILL, replace(FACTS, **change), REGIME).shares[share] == pytest.approx(value)


def test_false_responses_are_taken_off_and_nothing_is_below_nothing() -> None:
    assert score(DRILL, replace(FACTS, false_responses=2), REGIME).total == 90
    assert score(DRILL, replace(FACTS, false_responses=99), REGIME).total == 0


@pytest.mark.parametrize(
    "others",
    [[alert(599.0)], [alert(700.0, source="hmi")], [alert(700.0, techniques=("T0846",))]],
    ids=["before it began", "of another host", "of another technique"],
)
def test_what_does_not_tell_of_a_step_is_no_detection(others: list[RangeAlert]) -> None:
    assert detections(replace(FACTS, alerts=others)) == []


def test_the_first_alert_counts() -> None:
    (found,) = detections(replace(FACTS, alerts=[alert(650.0), alert(700.0)]))
    assert (found.alert, found.delay_s) == ("a650.0", 50.0)


@pytest.mark.parametrize(
    ("harm", "level"),
    [
        ({}, "ordinary"),
        ({"persons_leaked": 999_999}, "ordinary"),
        ({"persons_leaked": 1_000_000}, "fairly-serious"),
        ({"persons_leaked": 10_000_000, "outage_minutes": 30}, "serious"),
        ({"outage_minutes": 360}, "particularly-serious"),
    ],
)
def test_the_gravest_figure_makes_the_level(harm: dict[str, float], level: str) -> None:
    assert incident_level(harm, REGIME) == level
