# The engine: what is due when, gates that are answered or time out, branches side by side, and a
# run that is written down and read back.
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from playbook_files import write_pack

from monitor.respond import answered, begin, finished, look, played
from policies import Playbook, load_playbook_file
from policies.condition import Value
from policies.playing import Look, Run
from schema import StepRun

GRAVE: dict[str, Value] = {"records": 200, "user": ("li",), "destination": ("203.0.113.9",)}


@pytest.fixture
def library(tmp_path: Path) -> Mapping[str, Playbook]:
    return {each.id: each for each in load_playbook_file(write_pack(tmp_path)).playbooks}


def at(run: Run, library: Mapping[str, Playbook], now: float) -> Look:
    """How a run stands, after it was written down and read back."""
    steps = msgspec.json.decode(msgspec.json.encode(run.steps), type=dict[str, StepRun])
    return look(Run(run.playbook, run.began, run.variables, steps), library, now)


def test_branches_wait_side_by_side_and_both_must_end(library: Mapping[str, Playbook]) -> None:
    state = at(begin(library["mine"], GRAVE, 0.0), library, 0.0)
    assert [each.path for each in state.waiting] == ["block", "account"]
    assert state.due == ()
    assert state.wakes == 600.0
    run = answered(state.run, "account", yes=True, by="li", now=5.0)
    state = at(run, library, 5.0)
    assert [each.path for each in state.due] == ["account"]
    state = at(finished(state.run, "account", "done", 6.0, told=("db: li",)), library, 6.0)
    assert [each.path for each in state.waiting] == ["block"]
    assert not state.over
    # Nobody answered at the gate that proceeds by itself.
    assert at(state.run, library, 599.0).due == ()
    state = at(state.run, library, 600.0)
    assert [each.path for each in state.due] == ["block"]
    assert state.run.steps["block"].answer == "proceed"
    state = at(finished(state.run, "block", "failed", 601.0), library, 601.0)
    assert state.wakes == 631.0
    state = at(state.run, library, 631.0)
    assert [each.path for each in state.due] == ["told"]
    assert at(finished(state.run, "told", "done", 632.0), library, 632.0).over


def test_an_action_is_told_once(library: Mapping[str, Playbook]) -> None:
    state = at(begin(library["mine"], {"records": 1}, 0.0), library, 0.0)
    assert [each.path for each in state.due] == ["ask"]
    assert state.due[0].manual
    again = at(state.run, library, 1.0)
    assert again.due == ()
    assert [each.path for each in again.waiting] == ["ask"]
    assert again.waiting[0].gate is None


@pytest.mark.parametrize("how", ["refused", "nobody in time", "failed"])
def test_what_is_held_or_fails_goes_the_other_way(
    library: Mapping[str, Playbook], how: str
) -> None:
    run = at(begin(library["mine"], GRAVE, 0.0), library, 0.0).run
    now = 1.0
    if how == "refused":
        run = answered(run, "account", yes=False, by="wang", now=now)
        assert run.steps["account"].outcome == "held"
    elif how == "failed":
        run = at(answered(run, "account", yes=True, by="wang", now=now), library, now).run
        run = finished(run, "account", "failed", now)
    else:
        now = 1200.0
    due = at(run, library, now).due
    assert "call" in [each.path for each in due]
    if how == "nobody in time":
        assert at(run, library, now).run.steps["account"].answer == "hold"


def test_answers_that_nobody_waits_for_are_refused(library: Mapping[str, Playbook]) -> None:
    run = at(begin(library["mine"], GRAVE, 0.0), library, 0.0).run
    with pytest.raises(ValueError, match="told waits for no answer"):
        answered(run, "told", yes=True, by="li", now=1.0)
    with pytest.raises(ValueError, match="block is not being done"):
        finished(run, "block", "done", 1.0)
    run = answered(run, "block", yes=True, by="li", now=1.0)
    with pytest.raises(ValueError, match="block waits for no answer"):
        answered(run, "block", yes=False, by="li", now=1.0)


def test_the_way_that_was_taken_stays_when_time_passes(library: Mapping[str, Playbook]) -> None:
    run = begin(library["mine"], {"records": 1}, 0.0)
    assert at(run, library, 1e9).run.steps.keys() == {"ask"}


def test_another_playbook_is_played_within(library: Mapping[str, Playbook], tmp_path: Path) -> None:
    path = write_pack(
        tmp_path / "outer",
        "ask: {type: action, by: assess, commands: [{type: manual, command: {zh: 询问, en: ask}}],",
        "ask: {type: playbook-action, playbook: mine,",
    )
    outer = load_playbook_file(path).playbooks[0].model_copy(update={"id": "outer"})
    both = {**library, "outer": outer}
    assert list(played(outer, {"records": 1}, both)) == ["ask/ask", "ask/told", "told"]


def test_a_run_is_the_same_whenever_it_is_played(library: Mapping[str, Playbook]) -> None:
    one, other = (list(played(library["mine"], GRAVE, library)) for _ in range(2))
    assert one == other == ["block", "account", "told"]
