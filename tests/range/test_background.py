# An ordinary day: polls in their rhythm, operators within bounds, the same by the seed.
from __future__ import annotations

import itertools
import statistics

from drill_files import run, shipped

from range.background import background
from range.clock import Clock, run_virtual
from range.world import World, build


def day(seconds: float) -> World:
    import asyncio

    async def main() -> World:
        world = build(shipped("water-setpoint"), 5, Clock())
        tasks = [asyncio.ensure_future(each) for each in background(world)]
        await world.clock.until(seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return world

    return run_virtual(main())


def test_a_screen_polls_in_its_rhythm() -> None:
    world = day(120)
    hmi, plc = world.lab.addresses["hmi1"], world.lab.addresses["plc1"]
    asked = [
        each.time
        for each in world.journal.frames
        if each.kind == "request" and (each.source, each.destination) == (hmi, plc)
        and each.payload[7] == 4
    ]  # fmt: skip
    gaps = [after - before for before, after in itertools.pairwise(asked)]
    assert 118 <= len(asked) <= 122
    assert abs(statistics.median(gaps) - 1) < 0.05
    assert world.missed == {}


def test_an_operator_moves_a_set_point_a_little_while_the_detector_learns() -> None:
    for seed in (1, 2, 3):
        moves = [
            each
            for each in run("water-setpoint", seed, attack=False).timeline
            if each.kind == "operator"
        ]
        assert moves[0].time < shipped("water-setpoint").defence.learn
        usual = {0: 300, 1: 480, 2: 540, 3: 200}
        for each in moves:
            value, at = each.values["value"], each.values["at"]
            assert abs(value / usual[at] - 1) <= 0.05
