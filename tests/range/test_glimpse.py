# What is seen while a step goes on adds up, and stays seen after it is over.
from __future__ import annotations

import asyncio

from drill_files import shipped

from range.clock import Clock, run_virtual
from range.glimpse import Glimpses
from range.world import build


def test_what_was_shown_for_a_moment_is_remembered() -> None:
    async def main() -> frozenset[str]:
        world = build(shipped("water-setpoint"), 1, Clock())
        glimpses = Glimpses(world)
        watching = asyncio.get_running_loop().create_task(glimpses.watch())
        for level in (4.2, 9.0, 4.2):
            world.told("hmi1", "plc1", {"input 0": level})
            await world.clock.sleep(2)
        watching.cancel()
        assert world.deceived() == frozenset()
        return glimpses.deceived

    assert run_virtual(main()) == {"tower.level"}
