# What screens and historians do with controllers that have no registers: tags are read again and again,
# by S7 or OPC UA; a station is interrogated once in a while and tells of itself what changes. What they
# were told last is what a person sees.
from __future__ import annotations

from policies import Host

from .opcua import NodeId
from .opcua_client import OpcuaClient
from .s7 import address_of
from .s7_master import S7Master
from .station import Station
from .world import World

__all__ = ["watch_opcua", "watch_s7", "watch_station"]

# How often everything is asked for, though it is told of itself, and the clock set.
_INTERROGATES_S, _SETS_CLOCK_S = 300.0, 3600.0


async def watch_s7(world: World, name: str, host: Host, polled: str) -> None:
    """One S7 controller read again and again; a lost connection is made anew at the next turn."""
    tags = world.drill.lab.hosts[polled].tags
    places = [address_of(each.at) for each in tags]
    addresses = world.lab.addresses
    master: S7Master | None = None
    turn = 0
    while True:
        try:
            if master is None:
                master = await S7Master.open(world.wire, addresses[name], addresses[polled])
            told = await master.read(places)
            world.told(name, polled, {tag.at: value for tag, value in zip(tags, told, strict=True)})
        except OSError:
            master = None
            world.missed[name] = world.missed.get(name, 0) + 1
        turn = max(turn + 1, int(world.clock.now() // host.every) + 1)
        await world.clock.until(turn * host.every)


async def watch_opcua(world: World, name: str, host: Host, polled: str) -> None:
    """One OPC UA server browsed once, and its variables read again and again."""
    addresses = world.lab.addresses
    client: OpcuaClient | None = None
    nodes: list[NodeId] = []
    turn = 0
    while True:
        try:
            if client is None:
                client = await OpcuaClient.open(world.wire, addresses[name], addresses[polled])
                nodes = await client.variables()
            told = await client.read(nodes)
            world.told(
                name,
                polled,
                {
                    str(at[1]): value
                    for at, value in zip(nodes, told, strict=True)
                    if isinstance(value, float)
                },
            )
        except OSError:
            client = None
            world.missed[name] = world.missed.get(name, 0) + 1
        turn = max(turn + 1, int(world.clock.now() // host.every) + 1)
        await world.clock.until(turn * host.every)


async def watch_station(world: World, name: str, host: Host, polled: str) -> None:
    """One station that tells of itself what changes; a lost connection is made anew.

    A turn in which it could not be reached counts as a poll that brought nothing.
    """
    addresses, clock = world.lab.addresses, world.clock
    pair, station = (name, polled), None
    asked_at = set_at = 0.0
    while True:
        began = clock.now()
        try:
            if station is None:
                station = await Station.open(world.wire, clock, addresses[name], addresses[polled])
                world.stations[pair] = station
                asked_at, set_at = -_INTERROGATES_S, -_SETS_CLOCK_S
            if began - set_at >= _SETS_CLOCK_S:
                set_at = began
                await station.set_clock(world.moment())
            if began - asked_at >= _INTERROGATES_S:
                asked_at = began
                told = await station.interrogate()
                world.told(name, polled, {str(at): value for at, value in told.items()})
            told = await station.listen(host.every)
            world.told(name, polled, {str(at): value for at, value in told.items()})
        except OSError:
            station = None
            world.stations.pop(pair, None)
            world.missed[name] = world.missed.get(name, 0) + 1
            turn = int(clock.now() // host.every) + 1
            await clock.until(turn * host.every)
