# A screen that watches controllers with tags, or a station, shows what they told it last.
from __future__ import annotations

import asyncio

from drill_files import shipped

from range import iec104
from range.clock import Clock, run_virtual
from range.screen import watch_s7, watch_station
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


def watched(act: str, seconds: float) -> World:
    """A station's screen after a minute of quiet, something that happens, and so many seconds more."""
    drill = shipped("substation-trip")

    async def main() -> World:
        world = build(drill, 1, Clock())
        host = drill.lab.hosts["scada1"]
        tasks = [
            asyncio.ensure_future(each)
            for each in (world.live(), watch_station(world, "scada1", host, "rtu1"))
        ]
        await world.clock.sleep(60)
        if act == "trips":
            world.plants["grid"].switch("f3", running=False)
        else:
            world.lab.block(world.lab.addresses["scada1"])
        await world.clock.sleep(seconds)
        for task in tasks:
            task.cancel()
        return world

    return run_virtual(main())


def asked(world: World) -> list[int]:
    """The types of what the screen asked for in numbered frames."""
    read = [
        iec104.parse(frame.payload).information
        for frame in world.journal.frames if frame.kind == "request"
    ]  # fmt: skip
    return [each.type for each in read if each is not None]


def test_a_station_is_asked_once_and_its_changes_are_on_the_screen_in_seconds() -> None:
    world = watched("trips", 3.5)
    assert world.shown["scada1"]["rtu1", "1003"] == world.shown["scada1"]["rtu1", "2003"] == 0.0
    assert asked(world) == [iec104.CLOCK, iec104.INTERROGATION]
    assert world.told_at["scada1", "rtu1"] > 60
    assert world.missed == {}


def test_everything_is_asked_for_again_once_in_a_while() -> None:
    assert asked(watched("trips", 600)).count(iec104.INTERROGATION) == 3


def test_a_line_that_is_dead_is_found_by_a_test_and_given_up() -> None:
    world = watched("is cut off", 60)
    assert world.stations == {}
    assert world.missed["scada1"] >= 5
    assert world.told_at["scada1", "rtu1"] < 85
