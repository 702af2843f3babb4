# The result as JSON: the suite's fixed shape, and nothing that JSON cannot hold.
import json

from drill_files import run

from range.result import result_json


def test_the_fixed_keys_are_there() -> None:
    told = result_json(run("water-setpoint", 7))
    assert {
        "scenario", "seed", "fidelity", "timeline", "red", "detections", "false_alarms", "leaked",
        "physical", "scores", "total", "replay_hash",
    } <= set(told)  # fmt: skip
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert set(told["red"][0]) == {"id", "technique", "started", "succeeded"}
    assert set(told["detections"][0]) == {"red_id", "alert_id", "delay_s"}
    assert "records_by_level" in told["leaked"]
    assert told["timeline"][0]["kind"] == "begin"
    assert told["timeline"][-1]["kind"] == "end"


def test_a_day_without_a_report_says_none() -> None:
    from dataclasses import replace

    day = run("water-setpoint", 7)
    told = result_json(replace(day, score=replace(day.score, report=None)))
    assert told["report"] is None
