# A setting put so by those whose controller it is, from a screen of theirs, over the wire.
from __future__ import annotations

from .opcua_client import OpcuaClient
from .opcua_server import OpcuaServer
from .rtu import Rtu
from .station import Station
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
    if isinstance(device, Rtu):
        await _through_station(world, (host, controller), device, setting, value)
        return
    link = await world.wire.open(source, target, device.port)
    for frame in device.write_requests(setting, value):
        await link.ask(frame)
    await link.close()


async def _through_station(
    world: World, pair: tuple[str, str], device: Rtu, setting: str, value: float
) -> None:
    """A command or set-point on the connection that a screen holds, else on one of its own."""
    signal = device.signal_of(setting)
    held = world.stations.get(pair)
    source, target = (world.lab.addresses[name] for name in pair)
    station = held or await Station.open(world.wire, world.clock, source, target)
    if signal.kind == "command":
        await station.command(signal.at, on=bool(value), select=signal.select)
    else:
        await station.setpoint(signal.at, value, select=signal.select)
    if held is None:
        await station.close()
