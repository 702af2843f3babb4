# A lab of namespaces as its hosts see it: no default route, zones apart, hosts cut off and
# writes kept out by the kernel itself.
from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from drill_files import shipped
from lab_network import needs_namespaces

from range.clock import Clock
from range.ground import NetworkGround
from range.modbus import read, words_of, write_register
from range.namespaces import apart, inside, isolate
from range.netlink import Netlink
from range.network import build_network
from range.operate import operate
from range.sockets import SocketWire
from range.wire import NoAnswerError
from range.world import World, build

T = TypeVar("T")
pytestmark = needs_namespaces


def in_lab(work: Callable[[World, SocketWire], Awaitable[T]], name: str = "water-setpoint") -> T:
    drill = shipped(name)

    async def main() -> T:
        world = build(drill, 1, Clock(20), lambda lab: NetworkGround(build_network(drill, lab)))
        assert isinstance(world.wire, SocketWire)
        await world.wire.start()
        try:
            return await work(world, world.wire)
        finally:
            await world.wire.stop()

    def isolated() -> T:
        isolate()
        return asyncio.run(main())

    return apart(isolated)


def test_no_network_has_a_default_route() -> None:
    async def work(_world: World, wire: SocketWire) -> list[list[str]]:
        assert isinstance(wire.ground, NetworkGround)
        found = []
        with Netlink() as here:
            found.append([str(each) for each in here.routes()])
        for network in (wire.ground.network.router, *wire.ground.network.hosts.values()):
            with inside(network), Netlink() as there:
                found.append([str(each) for each in there.routes()])
        return found

    routes = in_lab(work)
    # The bridges' own network has no address and so no route at all.
    assert routes[0] == []
    assert len(routes) == 2 + len(shipped("water-setpoint").lab.hosts)
    assert all(each.startswith("10.77.") for network in routes for each in network)


def test_what_the_policy_names_passes_and_nothing_else() -> None:
    async def work(world: World, wire: SocketWire) -> tuple[list[int], bool]:
        at = world.lab.addresses
        link = await wire.open(at["eng1"], at["plc1"], 502)
        words = words_of(await link.ask(read(1, "holding", 0, 2)))
        try:
            await wire.open(at["office1"], at["plc1"], 502)
        except NoAnswerError:
            return words, True
        return words, False

    assert in_lab(work) == ([300, 480], True)


def test_writes_are_kept_out_and_reads_are_not() -> None:
    async def work(world: World, wire: SocketWire) -> tuple[bool, list[int], list[str]]:
        at = world.lab.addresses
        world.lab.read_only(at["maint1"])
        link = await wire.open(at["maint1"], at["plc1"], 502)
        try:
            await link.ask(write_register(1, 1, 950))
        except NoAnswerError:
            lost = True
        other = await wire.open(at["maint1"], at["plc1"], 502)
        words = words_of(await other.ask(read(1, "holding", 1, 1)))
        return lost, words, [each.kind for each in world.journal.frames if each.payload]

    lost, words, kinds = in_lab(work)
    assert lost
    assert words == [480]
    assert kinds[0] == "dropped"


@pytest.mark.parametrize(
    ("drill", "host", "controller", "setting"),
    [("station-stop", "jump1", "plc1", "cpu.run"), ("works-opcua", "jump1", "opc1", "tower.stop")],
)
def test_writes_of_other_protocols_are_kept_out_too(
    drill: str, host: str, controller: str, setting: str
) -> None:
    async def work(world: World, _wire: SocketWire) -> list[float]:
        found = []
        for value in (0.0, 1.0):
            try:
                await operate(world, host, controller, setting, value)
            except OSError:
                found.append(-1.0)
            found.append(world.controllers[controller].settings[setting])
            world.lab.read_only(world.lab.addresses[host])
        return found

    assert in_lab(work, drill) == [0.0, -1.0, 0.0]


def test_who_is_blocked_reaches_nobody_in_its_own_zone_either() -> None:
    async def work(world: World, wire: SocketWire) -> bool:
        at = world.lab.addresses
        assert await wire.open(at["hmi1"], at["plc1"], 502)
        world.lab.block(at["hmi1"])
        try:
            await wire.open(at["hmi1"], at["plc1"], 502)
        except NoAnswerError:
            return True
        return False

    assert in_lab(work)


def test_a_refused_port_and_a_silent_address_are_told_apart() -> None:
    async def work(world: World, wire: SocketWire) -> list[str]:
        at = world.lab.addresses
        for target, port in ((at["plc1"], 503), ("10.77.3.99", 502)):
            with pytest.raises(NoAnswerError):
                await wire.open(at["hmi1"], target, port)
        return [each.kind for each in world.journal.frames]

    assert in_lab(work) == ["refused", "dropped"]
