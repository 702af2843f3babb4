# A setting put so by its own people, whatever the controller speaks.
from __future__ import annotations

import pytest
from drill_files import shipped

from range.clock import Clock, run_virtual
from range.operate import operate
from range.world import World, build


@pytest.mark.parametrize(
    ("drill", "screen", "controller", "setting", "value"),
    [
        ("water-setpoint", "hmi1", "plc1", "tower.stop", 4.5),
        ("station-stop", "hmi1", "plc1", "tower.stop", 4.5),
        ("station-stop", "hmi1", "plc1", "cpu.run", 0.0),
        ("works-opcua", "hmi1", "opc1", "tower.stop", 4.5),
        ("substation-trip", "scada1", "rtu1", "f1.power", 4.5),
    ],
)
def test_it_is_so_afterwards_and_written_down(
    drill: str, screen: str, controller: str, setting: str, value: float
) -> None:
    async def main() -> World:
        world = build(shipped(drill), 1, Clock())
        await operate(world, screen, controller, setting, value)
        return world

    world = run_virtual(main())
    device = world.controllers[controller]
    assert device.settings[setting] == value
    assert device.written[-1].peer == world.lab.addresses[screen]
