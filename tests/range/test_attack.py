# The plan is played in its order, and a blocked attacker gets nowhere.
from __future__ import annotations

import asyncio
import itertools

import pytest
from drill_files import run, shipped

from operations.range_copies import DrillCopies
from policies import load_drills
from range import attack
from range.actor import playing
from range.clock import Clock, run_virtual
from range.world import build

NAMES = [
    name for name, each in load_drills().drills.items() if each.attack and "memory" in each.fidelity
]


def test_steps_follow_those_they_wait_for() -> None:
    played = {each.step.id: each for each in run("water-setpoint", 7, defence=False).played}
    for step in shipped("water-setpoint").attack:
        if step.after:
            began, before = played[step.id].started, played[step.after].ended
            assert began - before >= step.wait * (1 - step.jitter) - 1e-6
            assert began - before <= step.wait * (1 + step.jitter) + 1e-6


def test_jitter_moves_beginnings_by_the_seed() -> None:
    first, second = (run("water-setpoint", seed, defence=False).played for seed in (7, 9))
    assert [each.started for each in first] != [each.started for each in second]


@pytest.mark.parametrize("name", NAMES)
def test_an_attacker_who_is_blocked_from_the_start_takes_no_effect(name: str) -> None:
    drill = shipped(name)

    async def main() -> list[attack.Played]:
        world = build(drill, 7, Clock(), copies=DrillCopies(7))
        world.lab.blocked |= world.own_attackers()
        played: list[attack.Played] = []
        async with playing(world, attack=True) as actors:
            await asyncio.gather(*attack.steps(world, actors, played))
        assert len(played) == len(drill.attack)
        assert next(world.journal.of("attack.stopped"))
        return played

    played = run_virtual(main())
    assert [each.step.id for each in played if each.succeeded] == []
    assert all(
        a.started <= b.started
        for a, b in itertools.pairwise(sorted(played, key=lambda p: p.started))
    )
