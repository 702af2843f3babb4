# The monitor as a drill's detector: it tells which graded rows went where, its alerts make the harm
# smaller, an ordinary day raises none, and the same seed is the same to the byte.
from __future__ import annotations

import functools

import pytest
from drill_files import run, shipped

from monitor import respond
from operations.drill_detector import DetectorName, detector_of, usual_detector
from operations.range_copies import DrillCopies
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
    ("name", "live", "usual"),
    [
        ("exchange-bulk", False, "both"),
        ("exchange-bulk", True, "range"),
        ("water-setpoint", False, "range"),
    ],
)
def test_what_is_usual_follows_what_there_is_to_see(name: str, live: bool, usual: str) -> None:
    assert usual_detector(shipped(name), live=live) == usual
