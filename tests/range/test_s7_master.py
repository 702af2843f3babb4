# A client's side of S7: memory, state and mode, in memory and on sockets.
from __future__ import annotations

import asyncio

import pytest
from drill_files import shipped

from range.clock import Clock, run_virtual
from range.ground import LoopbackGround
from range.program import RUNNING
from range.s7 import address_of
from range.s7_master import S7Master
from range.sockets import SocketWire
from range.wire import NoAnswerError
from range.world import World, build

pytestmark = pytest.mark.usefixtures("loopback_lab")
PLACES = [address_of(each) for each in ("DB1.DBD0", "DB1.DBX12.0", "I12.0", "ID0")]


async def visit(world: World) -> tuple[list[float], list[object]]:
    at = world.lab.addresses
    master = await S7Master.open(world.wire, at["hmi1"], at["plc1"])
    before = await master.read(PLACES)
    done: list[object] = [
        await master.write(address_of("DB1.DBD4"), 4.5),
        await master.write(address_of("DB7.DBD0"), 4.5),
        await master.mode(run=False),
        len(await master.block(1, 13)),
        await master.block(9, 4),
        len(await master.records(0x001C)),
        await master.records(0x7777),
    ]
    with pytest.raises(NoAnswerError):
        await master.read([address_of("DB9.DBD0")])
    await master.close()
    return before, done


@pytest.mark.parametrize("sockets", [False, True])
def test_a_controller_is_read_written_and_stopped(sockets: bool) -> None:
    async def main() -> tuple[World, list[float], list[object]]:
        ground = (lambda _lab: LoopbackGround()) if sockets else None
        world = build(shipped("station-stop"), 1, Clock(20), ground)
        if isinstance(world.wire, SocketWire):
            await world.wire.start()
        found = await visit(world)
        if isinstance(world.wire, SocketWire):
            await world.wire.stop()
        return world, *found

    world, before, done = asyncio.run(main()) if sockets else run_virtual(main())
    assert before == [3.0, 0.0, 1.0, 1.7]
    assert done == [True, False, True, 13, b"", 6, []]
    assert world.controllers["plc1"].settings["tower.stop"] == 4.5
    assert world.controllers["plc1"].settings[RUNNING] == 0.0
