# The plan is played in its order, and a blocked attacker gets nowhere.
from __future__ import annotations

import asyncio
import itertools

from drill_files import run, shipped

from range import attack
from range.actor import playing
from range.clock import Clock, run_virtual
from range.world import build


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


def test_an_attacker_who_is_blocked_from_the_start_takes_no_effect() -> None:
    async def main() -> list[attack.Played]:
        world = build(shipped("water-setpoint"), 7, Clock())
        world.lab.blocked.add(world.lab.addresses["maint1"])
        played: list[attack.Played] = []
        async with playing(world, attack=True) as actors:
            await asyncio.gather(*attack.steps(world, actors, played))
        assert len(list(world.journal.of("attack.stopped"))) == 7
        return played

    played = run_virtual(main())
    assert [each.succeeded for each in played] == [False] * 8
    assert all(
        a.started <= b.started
        for a, b in itertools.pairwise(sorted(played, key=lambda p: p.started))
    )
