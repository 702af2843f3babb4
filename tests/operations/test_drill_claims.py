# Figures of a run lead to the entries that they rest on, and to no others.
from __future__ import annotations

from operations.drill_claims import alert_entries, contained_by, rests_on, step_entries

TIMELINE = [
    {"kind": "begin", "time_s": 0.0},
    {"kind": "attack.begins", "time_s": 5.0, "step": "r1"},
    {"kind": "alert", "time_s": 6.0, "alert": "a1"},
    {"kind": "alert", "time_s": 6.5, "alert": "a2"},
    {"kind": "response", "time_s": 7.0, "action": "block-source", "source": "o", "done": True},
    {"kind": "response", "time_s": 7.5, "action": "filter-writes", "source": "x", "done": False},
    {"kind": "response", "time_s": 8.0, "action": "filter-writes", "source": "x", "done": True},
    {"kind": "response", "time_s": 9.0, "action": "restore-data", "source": "x", "done": True},
    {"kind": "report", "time_s": 10.0},
    {"kind": "end", "time_s": 11.0},
]
TOLD = {
    "timeline": TIMELINE,
    "alerts": [
        {"id": "a1", "entities": {"source": "x"}},
        {"id": "a2", "entities": {"source": "o"}},
    ],
    "detections": [{"red_id": "r1", "alert_id": "a1"}],
    "physical": {"spill_m3": 1.0},
}


def test_each_rests_on_its_own() -> None:
    rests = rests_on(TOLD, {"x"})
    assert rests["detect"] == (3,)
    assert rests["contain"] == (7,)
    assert rests["recover"] == (8,)
    assert rests["report"] == (9,)
    assert rests["spill_m3"] == rests["physical"] == rests["total"] == (10,)
    assert rests["false_alarms"] == (4,)
    assert rests["false_responses"] == (5,)
    assert rests["decide"] == ()


def test_alerts_steps_and_containment_have_their_entries() -> None:
    assert alert_entries(TOLD) == {"a1": 3, "a2": 4}
    assert step_entries(TOLD) == {"r1": 2}
    assert contained_by(TOLD) == (5, 7.0)
    assert contained_by({"timeline": TIMELINE[:4]}) is None
