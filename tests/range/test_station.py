# A master's side: numbers kept, answers understood, in memory and on sockets.
from __future__ import annotations

import asyncio

import pytest
from drill_files import shipped

from range.clock import Clock, run_virtual
from range.ground import LoopbackGround
from range.iec104 import cut, parse
from range.sockets import SocketWire
from range.station import Station
from range.world import World, build

pytestmark = pytest.mark.usefixtures("loopback_lab")


async def visit(world: World) -> tuple[dict[int, float], list[bool]]:
    at = world.lab.addresses
    station = await Station.open(world.wire, at["scada1"], at["rtu1"])
    before = await station.interrogate()
    done = [
        await station.setpoint(4001, 1.0), await station.command(3001, on=False),
        await station.command(3999, on=False),
    ]  # fmt: skip
    await station.interrogate()
    await station.close()
    return before, done


@pytest.mark.parametrize("sockets", [False, True])
def test_a_station_is_asked_commanded_and_refuses(sockets: bool) -> None:
    async def main() -> tuple[World, dict[int, float], list[bool]]:
        ground = (lambda _lab: LoopbackGround()) if sockets else None
        world = build(shipped("substation-trip"), 1, Clock(20), ground)
        if isinstance(world.wire, SocketWire):
            await world.wire.start()
        found = await visit(world)
        if isinstance(world.wire, SocketWire):
            await world.wire.stop()
        return world, *found

    world, before, done = asyncio.run(main()) if sockets else run_virtual(main())
    assert before[1001] == 1.0
    assert done == [True, True, False]
    assert world.plants["grid"].point("f1.closed") == 0.0
    numbers = [
        (parse(each).sent, parse(each).received)
        for frame in world.journal.frames if frame.kind == "request"
        for each in cut(frame.payload)[0] if parse(each).kind == "I"
    ]  # fmt: skip
    assert [sent for sent, _ in numbers] == [0, 1, 2, 3, 4]
    assert [received for _, received in numbers] == [0, 4, 6, 8, 9]
