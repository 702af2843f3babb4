# A tap sees ARP and half-open connections on the bridges and nothing else, by the host that sent them.
from __future__ import annotations

import asyncio

import pytest
from drill_files import shipped
from lab_network import needs_namespaces

from range.clock import Clock, run_virtual
from range.glimpse import Glimpses
from range.ground import NetworkGround
from range.modbus import read
from range.namespaces import apart, isolate
from range.network import build_network
from range.sockets import SocketWire
from range.tap import start_tap
from range.world import build


@needs_namespaces
def test_arp_and_connections_asked_for_are_noted_by_their_sender() -> None:
    drill = shipped("water-setpoint")

    async def main() -> list[tuple[str, str, str]]:
        world = build(drill, 1, Clock(20), lambda lab: NetworkGround(build_network(drill, lab)))
        assert isinstance(world.wire, SocketWire)
        tap = start_tap(world)
        assert tap
        await world.wire.start()
        at = world.lab.addresses
        link = await world.wire.open(at["hmi1"], at["plc1"], 502)
        await link.ask(read(1, "holding", 0, 2))
        await asyncio.sleep(0.1)
        glimpses = Glimpses(world)
        watching = asyncio.create_task(glimpses.watch())
        await asyncio.sleep(0.1)
        watching.cancel()
        assert glimpses.poisoned == frozenset()
        world.lab.guard()
        assert world.lab.guarded
        other = await world.wire.open(at["hmi1"], at["plc1"], 502)
        await other.ask(read(2, "holding", 0, 2))
        await world.wire.stop()
        tap.stop()
        return [(each.kind, world.lab.hosts[each.source], each.destination) for each in world.journal.frames if each.kind in {"arp", "syn"}]  # fmt: skip

    def isolated() -> list[tuple[str, str, str]]:
        isolate()
        return asyncio.run(main())

    found = apart(isolated)
    assert ("arp", "hmi1", "10.77.3.10") in found
    assert ("arp", "plc1", "10.77.3.12") in found
    assert found.count(("syn", "hmi1", "10.77.3.10")) == 2


def test_in_memory_there_is_none() -> None:
    async def main() -> bool:
        return start_tap(build(shipped("water-setpoint"), 1, Clock())) is None

    assert run_virtual(main())


@pytest.mark.parametrize("shown", [0.0, 4.2])
def test_a_glimpse_in_memory_is_of_what_screens_show(shown: float) -> None:
    async def main() -> frozenset[str]:
        world = build(shipped("water-setpoint"), 1, Clock())
        world.told("hmi1", "plc1", {"input 0": shown})
        glimpses = Glimpses(world)
        watching = asyncio.get_running_loop().create_task(glimpses.watch())
        await world.clock.sleep(2)
        watching.cancel()
        return glimpses.deceived

    assert run_virtual(main()) == (frozenset() if shown else {"tower.level"})
