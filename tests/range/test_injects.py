# Injects: each once, at its time or when exercise control says; words of its own any time.
from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from drill_files import shipped

from range.clock import Clock, run_virtual
from range.decide import Table
from range.injects import Injects
from range.journal import Event
from range.world import World, build
from schema import MisuseError


def played(act: Callable[[Injects], None], *, defended: bool = True) -> list[Event]:
    async def main() -> World:
        world = build(shipped("leak-table-top"), 3, Clock())
        tasks: list[asyncio.Task[None]] = []
        spawn = lambda work: tasks.append(asyncio.ensure_future(work))  # noqa: E731
        injects = Injects(world, spawn if defended else None, Table())
        spawn(injects.run())
        await world.clock.until(60)
        act(injects)
        await world.clock.until(7200)
        await asyncio.gather(*tasks)
        return world

    return run_virtual(main()).journal.events


def test_one_that_came_early_does_not_come_again() -> None:
    events = played(lambda injects: injects.bring(3) and None)
    times = {each.values["number"]: each.time for each in events if each.kind == "inject"}
    assert times == {3: 60, 0: 300, 1: 1200, 2: 2100, 4: 5400}
    assert len([each for each in events if each.kind == "decision"]) == 5


def test_without_anybody_to_decide_nothing_is_decided() -> None:
    events = played(lambda injects: injects.bring(3) and None, defended=False)
    assert {each.kind for each in events} == {"inject"}


def test_words_of_exercise_control_stand_beside_the_drills_own() -> None:
    events = played(lambda injects: injects.say("command", "市长来电"))
    said = next(each for each in events if each.values.get("number") == 5)
    assert (said.time, said.values["to"], said.values["zh"]) == (60, "command", "市长来电")


@pytest.mark.parametrize(
    ("number", "said"),
    [(5, "there is no inject 5, there are 5, from 0"), (-1, "there is no inject -1"), (0, "brought in already")],
)  # fmt: skip
def test_what_cannot_be_brought_in_is_said(number: int, said: str) -> None:
    def act(injects: Injects) -> None:
        injects.bring(0)
        assert injects.pending() == [1, 2, 3, 4]
        with pytest.raises(MisuseError, match=said):
            injects.bring(number)

    played(act)
