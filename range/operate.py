# A setting put so by those whose controller it is, from a screen of theirs, over the wire.
from __future__ import annotations

from .opcua_client import OpcuaClient
from .opcua_server import OpcuaServer
from .world import World

__all__ = ["operate"]


async def operate(world: World, host: str, controller: str, setting: str, value: float) -> None:
    """A setting of a controller written from a host. Raises NoAnswerError or LinkClosedError."""
    device = world.controllers[controller]
    source, target = world.lab.addresses[host], world.lab.addresses[controller]
    if isinstance(device, OpcuaServer):
        client = await OpcuaClient.open(world.wire, source, target)
        await client.write(device.node_of(setting), value)
        await client.close()
        return
    link = await world.wire.open(source, target, device.port)
    for frame in device.write_requests(setting, value):
        await link.ask(frame)
    await link.close()
