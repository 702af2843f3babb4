# What a screen believes: what it was told, by the names of the works, stale when it is told nothing
# more; alarms by the limits that it was told, whoever set them.
from __future__ import annotations

import asyncio
from collections.abc import Callable

from drill_files import shipped

from range.background import background
from range.clock import Clock, run_virtual
from range.hmi_facts import Screen, screen_of
from range.modbus import write_register
from range.rtu import Rtu
from range.world import World, build


def seen(name: str, screen: str, act: Callable[[World], object] = lambda _world: None) -> Screen:
    """A screen after two minutes of an ordinary day, in whose middle something is done."""

    async def main() -> Screen:
        world = build(shipped(name), 3, Clock())
        tasks = [asyncio.ensure_future(work) for work in (world.live(), *background(world))]
        await world.clock.until(60)
        done = act(world)
        if asyncio.iscoroutine(done):
            await done
        await world.clock.until(120)
        found = screen_of(world, screen)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return found

    return run_virtual(main())


def told(screen: Screen) -> dict[str, float | None]:
    return {each.name: each.value for each in screen.values}


def test_a_screen_knows_what_controllers_tell_by_the_names_of_the_works() -> None:
    screen = seen("water-setpoint", "hmi1")
    values = told(screen)
    assert {"tower.level", "p1.flow", "tower.high-alarm", "south.pressure"} <= set(values)
    assert values["tower.high-alarm"] == 5.4
    assert 3 < (values["tower.level"] or 0) < 6
    assert not any(each.stale for each in screen.values)
    assert screen.alarms == ()
    assert screen.value("nothing") is None


async def _level_alarm(world: World) -> None:
    link = await world.wire.open(world.lab.addresses["maint1"], world.lab.addresses["plc1"], 502)
    await link.ask(write_register(1, 2, 100))


def test_an_alarm_goes_by_the_limit_it_was_told() -> None:
    (alarm,) = seen("water-setpoint", "hmi1", _level_alarm).alarms
    assert alarm.grave
    assert alarm.text.zh.startswith("tower液位高：")
    assert alarm.text.en.startswith("tower level high: ")


def test_what_nobody_tells_any_more_is_stale_and_an_alarm() -> None:
    screen = seen(
        "water-setpoint", "hmi1", lambda world: world.lab.block(world.lab.addresses["plc2"])
    )
    assert [each.name for each in screen.values if each.stale] == ["south.pressure"]
    assert [each.text.en for each in screen.alarms] == ["plc2 does not answer: values are old"]


def test_a_screen_that_is_lied_to_shows_the_lie() -> None:
    def lie(world: World) -> None:
        rtu = world.controllers["rtu1"]
        assert isinstance(rtu, Rtu)
        plant = world.plants[world.drill.lab.hosts["rtu1"].plant]
        plant.switch("f1", running=False)
        rtu.settings["f1.state"] = rtu.settings["f1.power"] = 1.0

    names = {each.setting for each in shipped("substation-trip").lab.hosts["rtu1"].signals}
    assert {"f1.state", "f1.power"} <= names
    screen = seen("substation-trip", "scada1", lie)
    assert told(screen)["f1.closed"] == 1.0
    assert screen.alarms == ()


def test_an_open_breaker_and_too_much_load_are_alarms() -> None:
    def trip(world: World) -> None:
        plant = world.plants[world.drill.lab.hosts["rtu1"].plant]
        plant.switch("f1", running=False)
        rtu = world.controllers["rtu1"]
        rtu.settings["f2.power"] = 999.0

    alarms = [each.text.en for each in seen("substation-trip", "scada1", trip).alarms]
    assert "breaker f1 is open" in alarms
    assert any(each.startswith("f2 overloaded: 999.0 of ") for each in alarms)
