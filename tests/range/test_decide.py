# Decisions on injects: automatic roles draw theirs by the seed, persons are asked, nobody's answer
# is none; what is late is worth nothing.
from __future__ import annotations

from collections.abc import Sequence

import pytest
from drill_files import run, shipped

from monitor import respond
from range.decide import Question, Table
from range.detector import SmallDetector
from range.drill import run_drill
from range.result import DrillResult

NAME = "leak-table-top"
BEST = {"verify", "plan", "now", "notify", "assess"}


def played(answers: Sequence[str | None], roles: frozenset[str]) -> tuple[DrillResult, list[Question]]:  # fmt: skip
    asked: list[Question] = []

    def ask(question: Question) -> str | None:
        asked.append(question)
        return answers[len(asked) - 1]

    drill = shipped(NAME)
    detector = SmallDetector(drill.defence.learn)
    return run_drill(
        drill, seed=7, engine=respond, detector=detector, table=Table(roles, ask)
    ), asked


ALL = frozenset({"command", "assess", "handle", "recover", "report"})


def test_the_best_answers_bring_all_marks_and_none_none() -> None:
    best, asked = played(["verify", "plan", "now", "notify", "assess"], ALL)
    assert [each.role for each in asked] == ["assess", "command", "report", "handle", "recover"]
    assert best.score.total == 100
    nothing, _ = played([None] * 5, ALL)
    assert nothing.score.total == 0
    assert [each.values["choice"] for each in nothing.timeline if each.kind == "decision"] == [""] * 5  # fmt: skip


def test_roles_that_nobody_plays_decide_by_the_seed() -> None:
    result = run(NAME, 7)
    decisions = [each.values for each in result.timeline if each.kind == "decision"]
    assert len(decisions) == 5
    assert result.score.total == pytest.approx(20 * sum(float(each["marks"]) for each in decisions))
    assert result.replay_hash == run_drill(shipped(NAME), seed=7, engine=respond, detector=SmallDetector(300.0)).replay_hash  # fmt: skip


def test_without_a_defence_team_nothing_is_decided() -> None:
    off = run(NAME, 7, defence=False)
    assert off.score.total == 0
    assert run(NAME, 7).score.total > 0


def test_one_role_may_be_played_and_the_others_not() -> None:
    result, asked = played(["quiet"], frozenset({"command"}))
    assert len(asked) == 1
    told = {str(each.values["role"]): each.values["choice"] for each in result.timeline if each.kind == "decision"}  # fmt: skip
    assert told["command"] == "quiet"
    assert len(told) == 5


def test_a_person_at_a_gate_says_yes_or_no() -> None:
    drill = shipped("water-setpoint")
    detector = SmallDetector(drill.defence.learn)
    asked: list[Question] = []

    def ask(question: Question) -> str:
        asked.append(question)
        return "no"

    table = Table(frozenset({"assess", "command"}), ask)
    result = run_drill(drill, seed=7, engine=respond, detector=detector, table=table)
    actions = {each.values["action"] for each in result.timeline if each.kind == "response"}
    assert "filter-writes" not in actions
    assert "block-source" not in actions
    assert set(asked[0].answers) == {"yes", "no"}
