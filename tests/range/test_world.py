# The lab as it is put together, and what is read off it.
from __future__ import annotations

from drill_files import shipped

from range.clock import Clock, run_virtual
from range.historian import HISTORIAN
from range.modbus import write_register
from range.world import World, build


def in_world(work) -> World:
    async def main() -> World:
        world = build(shipped("water-setpoint"), 1, Clock())
        await work(world)
        return world

    return run_virtual(main())


async def _nothing(world: World) -> None:
    pass


def test_every_controller_is_served_at_its_address() -> None:
    world = in_world(_nothing)
    assert set(world.wire.places()) == {
        ("10.77.3.10", 502), ("10.77.3.11", 502), ("10.77.2.10", HISTORIAN),
    }  # fmt: skip
    assert world.attackers() == {world.lab.addresses["maint1"]}


def test_what_the_attack_team_writes_is_tampering_and_what_operators_write_is_not() -> None:
    async def work(world: World) -> None:
        for peer, at in (("hmi1", 0), ("maint1", 1)):
            address = world.lab.addresses[peer]
            link = await world.wire.open(address, "10.77.3.10", 502)
            await link.ask(write_register(1, at, 333))

    world = in_world(work)
    assert world.intended("plc1")["tower.start"] == 3.33
    assert world.tampered() == {"plc1": {"tower.stop": 4.8}}
    assert world.settings()["plc1 tower.stop"] == 3.33


def test_harm_of_several_plants_adds_up_where_it_can() -> None:
    world = in_world(_nothing)
    plant = world.plants["works"]
    plant.spilt_m3, plant.people_without = 5.0, 100
    world.plants["other"] = plant
    assert world.harm()["spill_m3"] == 10.0
    assert world.harm()["people_without_supply"] == 100
