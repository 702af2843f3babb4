# Which playbooks an incident is for, and what they are told of it.
from __future__ import annotations

import pytest

from monitor import fits, fitting, variables_of
from policies import load_playbooks
from policies.condition import Value
from policies.playbook import Starts
from schema import Alert, Incident, Level

ALERT = Alert(
    id="al-1", unit="u", time="t", rule="data.sent", risk_type="leak", severity="high", confidence=0.7,
    entities={"user": "li", "destination": "203.0.113.9"}, labels={"cn.id18": 1204},
    level=Level.GENERAL_4, records=1204, persons=1204,
)  # fmt: skip
INCIDENT = Incident(
    id="in-1", unit="u", time="t", title="x", state="open", severity="critical", alerts=("al-1",),
    risk_types=("leak",), confidence=0.9, entities={"user": ("li",), "destination": ("203.0.113.9",)},
    level=Level.GENERAL_4, records=1204, persons=1204, labels={"cn.id18": 1204},
)  # fmt: skip


@pytest.mark.parametrize(
    ("starts", "so"),
    [
        (Starts(), True),
        (None, False),
        (Starts(severity="critical"), True),
        (Starts(risk_types=("tamper",)), False),
        (Starts(risk_types=("tamper", "leak")), True),
        (Starts(level=Level.GENERAL_3), True),
        (Starts(level=Level.IMPORTANT), False),
        (Starts(masked=True), False),
        (Starts(masked=False), True),
        (Starts(rules=("data.sent",)), True),
        (Starts(rules=("data.read",)), False),
    ],
)
def test_all_that_is_given_must_fit(starts: Starts | None, so: bool) -> None:
    assert fits(starts, variables_of(INCIDENT, [ALERT])) is so


def test_a_leak_and_its_masked_copy_have_playbooks_of_their_own() -> None:
    playbooks = load_playbooks().playbooks
    assert fitting(playbooks, variables_of(INCIDENT, [ALERT])) == ["leak"]
    given: dict[str, Value] = {**variables_of(INCIDENT, [ALERT]), "masked": True}
    assert fitting(playbooks, given) == ["masked-copy-out"]


def test_what_is_told_names_who_and_how_much_and_no_value() -> None:
    told = variables_of(INCIDENT, [ALERT])
    assert told["user"] == ("li",)
    assert told["records"] == 1204
    assert told["source"] == ()
    assert told["rules"] == ("data.sent",)
    assert "evidence" not in told
