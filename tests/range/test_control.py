# Exercise control: what it does is done and noted with who did it; what cannot be done is said.
from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from drill_files import shipped

from range.clock import Clock, run_virtual
from range.control import Control
from range.decide import Table
from range.desk import Desk
from range.injects import Injects
from range.journal import Event
from range.world import build
from schema import MisuseError


def controlled(act: Callable[[Control], None]) -> tuple[list[Event], list[Event], Control]:
    told: list[Event] = []

    async def main() -> Control:
        world = build(shipped("water-setpoint"), 3, Clock())
        desk = Desk({"assess": False}, lambda *_a, **_k: None)
        injects = Injects(world, None, Table())
        control = Control(world, desk, injects, told.append)
        await world.clock.sleep(60)
        act(control)
        await asyncio.sleep(0)
        return control

    control = run_virtual(main())
    return control.world.journal.events, told, control


def test_everything_done_is_noted_and_told_with_who_did_it() -> None:
    def act(control: Control) -> None:
        control.pause("zhao")
        control.inject("zhao", 0)
        control.say("zhao", "assess", " 市民来电 ")
        control.resume("qian")
        control.speed("qian", 50)
        control.abort("qian")
        control.abort("qian")

    events, told, control = controlled(act)
    assert control.aborted.is_set()
    assert control.world.clock.speed == 50
    noted = [each for each in events if each.kind == "control"]
    assert [(each.values["act"], each.values["who"]) for each in noted] == [
        ("pause", "zhao"), ("inject", "zhao"), ("say", "zhao"),
        ("resume", "qian"), ("speed", "qian"), ("abort", "qian"),
    ]  # fmt: skip
    assert told == noted
    assert [each.values["zh"] for each in events if each.kind == "inject"][1] == "市民来电"


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda control: control.resume("x"), "running already"),
        (lambda control: (control.pause("x"), control.pause("x")), "stands still already"),
        (lambda control: control.speed("x", 1001), "from 0.1 to 1000 times"),
        (lambda control: control.speed("x", float("nan")), "from 0.1 to 1000 times"),
        (lambda control: control.inject("x", 3), "there is no inject 3"),
        (lambda control: control.say("x", "press", "a"), "there is no role press"),
        (lambda control: control.say("x", "assess", "a" * 501), "1 to 500 characters"),
    ],
    ids=["resume", "pause twice", "too fast", "no number", "no inject", "no role", "too long"],
)
def test_what_cannot_be_done_is_said_and_not_noted(act, said: str) -> None:
    def tried(control: Control) -> None:
        with pytest.raises(MisuseError, match=said):
            act(control)

    events, _, _ = controlled(tried)
    assert [each for each in events if each.values.get("act") not in {None, "pause"}] == []


def test_of_gates_and_decisions_those_of_persons_and_those_that_ran_out_are_told() -> None:
    def act(control: Control) -> None:
        note = control.world.journal.note
        note(1, "gate", answered=True, passes=True)
        note(2, "gate", answered=False, passes=True)
        note(3, "gate", answered=True, passes=True, who="li")
        note(4, "decision", in_time=True)
        note(5, "decision", in_time=False)
        note(6, "alert")

    _, told, _ = controlled(act)
    assert [each.time for each in told] == [2, 3, 5]
