# A client's side of OPC UA, in memory and on sockets.
from __future__ import annotations

import asyncio

import pytest
from drill_files import shipped

from range.clock import Clock, run_virtual
from range.ground import LoopbackGround
from range.opcua_client import OpcuaClient
from range.sockets import SocketWire
from range.wire import NoAnswerError
from range.world import World, build

pytestmark = pytest.mark.usefixtures("loopback_lab")


async def visit(world: World) -> list[object]:
    at = world.lab.addresses
    client = await OpcuaClient.open(world.wire, at["hmi1"], at["opc1"])
    nodes = await client.variables()
    found: list[object] = [len(nodes), await client.read([(2, "Tower.Stop"), (2, "Tower.Level")])]
    found += [await client.write((2, "Tower.Stop"), 4.5), await client.write((2, "Tower.Level"), 1)]
    with pytest.raises(NoAnswerError):
        await client.read([(2, "Nowhere")])
    await client.close()
    return found


@pytest.mark.parametrize("sockets", [False, True])
def test_a_server_is_walked_through_read_and_written(sockets: bool) -> None:
    async def main() -> tuple[World, list[object]]:
        ground = (lambda _lab: LoopbackGround()) if sockets else None
        world = build(shipped("works-opcua"), 1, Clock(20), ground)
        if isinstance(world.wire, SocketWire):
            await world.wire.start()
        found = await visit(world)
        if isinstance(world.wire, SocketWire):
            await world.wire.stop()
        return world, found

    world, found = asyncio.run(main()) if sockets else run_virtual(main())
    assert found == [12, [4.8, 4.2], True, False]
    assert world.controllers["opc1"].settings["tower.stop"] == 4.5
