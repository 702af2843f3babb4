# The lab on sockets of this machine: foreign clients are served, nothing outside is reached, and
# the rules hold for who comes through a real connection.
from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

import pytest
from drill_files import shipped
from pymodbus.client import AsyncModbusTcpClient

from range.clock import Clock
from range.ground import PORTS_FROM, LoopbackGround
from range.modbus import read, words_of, write_register
from range.sockets import SocketWire
from range.wire import LinkClosedError, NoAnswerError
from range.world import World, build

PLC, HMI, OFFICE = "10.77.3.10", "10.77.3.12", "10.77.1.10"

pytestmark = pytest.mark.usefixtures("loopback_lab")


def in_lab(work: Callable[[World, SocketWire], Awaitable[None]]) -> World:
    async def main() -> World:
        world = build(shipped("water-setpoint"), 1, Clock(10), lambda _lab: LoopbackGround())
        assert isinstance(world.wire, SocketWire)
        await world.wire.start()
        try:
            await work(world, world.wire)
        finally:
            await world.wire.stop()
        return world

    return asyncio.run(main())


def test_another_makers_client_is_served() -> None:
    async def work(_world: World, _wire: SocketWire) -> None:
        client = AsyncModbusTcpClient(
            "127.77.3.10", port=502 + PORTS_FROM, source_address=("127.77.3.12", 0)
        )
        assert await client.connect()
        assert (await client.read_holding_registers(0, count=4)).registers == [300, 480, 540, 200]
        told = await client.read_device_information()
        assert told.information[0] == b"Weihe Controls"
        client.close()

    in_lab(work)


def test_our_own_link_asks_and_is_noted_with_addresses_of_the_lab() -> None:
    async def work(_world: World, wire: SocketWire) -> None:
        link = await wire.open(HMI, PLC, 502)
        assert words_of(await link.ask(read(1, "holding", 0, 1))) == [300]
        await link.close()

    frames = in_lab(work).journal.frames
    assert [each.kind for each in frames][:3] == ["open", "request", "reply"]
    assert {(each.source, each.destination, each.port) for each in frames} == {(HMI, PLC, 502)}


def test_rules_hold_on_sockets() -> None:
    async def work(world: World, wire: SocketWire) -> None:
        link = await wire.open(OFFICE, PLC, 502)
        with pytest.raises((LinkClosedError, NoAnswerError)):
            await link.ask(read(1, "holding", 0, 1))
        maint = world.lab.addresses["maint1"]
        link = await wire.open(maint, PLC, 502)
        assert await link.ask(read(1, "holding", 0, 1))
        world.lab.read_only(maint)
        with pytest.raises(NoAnswerError):
            await link.ask(write_register(1, 1, 950))
        assert world.tampered() == {}

    in_lab(work)


@pytest.mark.parametrize(("protocol", "length"), [(7, 6), (0, 65535), (0, 0)])
def test_a_broken_frame_ends_its_connection_and_no_other(protocol: int, length: int) -> None:
    async def work(_world: World, wire: SocketWire) -> None:
        bad, good = await wire.open(HMI, PLC, 502), await wire.open(HMI, PLC, 502)
        with pytest.raises(LinkClosedError):
            await bad.ask(struct.pack(">HHHB", 1, protocol, length, 1) + b"\3\0\0\0\1")
        assert await good.ask(read(1, "holding", 0, 1))
        assert await (await wire.open(HMI, PLC, 502)).ask(read(1, "holding", 0, 1))

    in_lab(work)


def test_a_port_in_use_is_told_and_nothing_is_left_listening() -> None:
    async def main() -> None:
        world = build(shipped("water-setpoint"), 1, Clock(10), lambda _lab: LoopbackGround())
        assert isinstance(world.wire, SocketWire)
        taken = socket.socket()
        # Connections of the test before may still be closing.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.77.3.11", 502 + PORTS_FROM))
        taken.listen()
        with taken, pytest.raises(OSError, match="in use"):
            await world.wire.start()
        with socket.socket() as free:
            assert free.connect_ex(("127.77.3.10", 502 + PORTS_FROM)) != 0

    asyncio.run(main())
