# Every action that a playbook may have is asked for in both languages.
from typing import get_args

from policies import Title
from policies.playbook import LabAction
from range.alert import RangeAlert
from range.gate_words import ACTIONS, YES_OR_NO, gate_text

ALERT = RangeAlert("a1", 1.0, "scan", (), "other", "high", "10.77.1.2", "10.77.3.4")


def test_every_action_has_its_words() -> None:
    assert set(get_args(LabAction)) <= set(ACTIONS)
    for action in ACTIONS:
        text = gate_text(Title(zh="预案", en="Playbook"), [action], ALERT)
        assert text.zh.startswith("预案（告警a1")
        assert "{" not in text.zh + text.en


def test_an_action_without_words_is_asked_for_by_its_name() -> None:
    assert gate_text(Title(zh="预案", en="Playbook"), ["dance"], ALERT).en.endswith(": dance?")


def test_a_gate_is_answered_with_yes_or_no() -> None:
    assert list(YES_OR_NO) == ["yes", "no"]
