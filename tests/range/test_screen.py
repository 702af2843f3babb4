# A screen that watches controllers with tags shows what they told it last.
from __future__ import annotations

import asyncio

from drill_files import shipped

from range.clock import Clock, run_virtual
from range.screen import watch_s7
from range.world import World, build


def test_what_a_controller_tells_is_shown_and_what_it_does_not_is_missed() -> None:
    drill = shipped("station-stop")

    async def main() -> World:
        world = build(drill, 1, Clock())
        host = drill.lab.hosts["hmi1"]
        task = asyncio.get_running_loop().create_task(watch_s7(world, "hmi1", host, "plc1"))
        await world.clock.sleep(5)
        world.lab.block(world.lab.addresses["hmi1"])
        await world.clock.sleep(10)
        task.cancel()
        return world

    world = run_virtual(main())
    assert world.shown["hmi1"]["plc1", "DB1.DBD4"] == 4.8
    assert world.shown["hmi1"]["plc1", "ID0"] == 1.7
    assert world.missed["hmi1"] >= 2
    assert world.deceived() == frozenset()
