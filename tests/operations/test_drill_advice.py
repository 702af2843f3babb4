# What to improve is read off the run, sentence by sentence, and nothing is found where all went well.
from __future__ import annotations

import pytest

from operations.drill_advice import advice
from operations.wording import wording
from policies import load_policies

EN = wording("en", load_policies())
STEP = {"id": "r1", "technique": "T0846", "started": 100.0, "succeeded": True}
WELL: dict = {
    "physical": {"spill_m3": 0.0}, "report": None, "detections": [{"red_id": "r1", "alert_id": "a1", "delay_s": 3.0}],
    "steps": [STEP], "timeline": [], "alerts": [], "false_alarms": 0, "false_responses": 0,
}  # fmt: skip
BLOCKED = {
    "kind": "response",
    "time_s": 50.0,
    "action": "block-source",
    "source": "a",
    "done": True,
}
GATE = {"kind": "gate", "time_s": 9.0, "playbook": "p", "step": "block", "answered": False}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Nothing stands out"),
        ({"physical": {"spill_m3": 12.0}}, "above all water spilt (m3) 12.0"),
        ({"detections": []}, "No alert told of r1 (T0846)"),
        (
            {"detections": [{"red_id": "r1", "alert_id": "a1", "delay_s": 400.0}]},
            "only after 400 s",
        ),
        ({"timeline": [GATE]}, "Nobody answered at p/block"),
        ({"timeline": [BLOCKED]}, "r1 still took effect after containment"),
        ({"report": {"due": True, "in_time": False, "level": "serious"}}, "within 60 min"),
        ({"false_alarms": 4}, "4 false alarms"),
        ({"false_responses": 1}, "1 responses hit"),
    ],
)
def test_what_is_wrong_is_said(changes: dict, said: str) -> None:
    (found,) = advice({**WELL, **changes}, EN, 3600.0)
    assert said in found.text


def test_a_sentence_leads_to_the_entries_it_rests_on() -> None:
    begins = {"kind": "attack.begins", "time_s": 100.0, "step": "r1", "technique": "T0846"}
    timeline = [{"kind": "begin", "time_s": 0.0}, BLOCKED, begins]
    (found,) = advice({**WELL, "timeline": timeline}, EN, 3600.0)
    assert found.entries == (2, 3)
