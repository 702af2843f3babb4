# A master's side: numbers kept, answers understood, what is told of itself heard, in memory and on
# sockets.
from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from drill_files import shipped

from policies import Drill, Signal
from range.clock import Clock, run_virtual
from range.ground import LoopbackGround
from range.iec104 import cut, parse
from range.sockets import SocketWire
from range.station import Station
from range.wire import LinkClosedError
from range.world import World, build

pytestmark = pytest.mark.usefixtures("loopback_lab")
T = TypeVar("T")
BOTH = pytest.mark.parametrize("sockets", [False, True], ids=["memory", "loopback"])


def in_a_lab(
    act: Callable[[World], Awaitable[T]], drill: Drill | None = None, *, sockets: bool = False
) -> tuple[World, T]:
    async def main() -> tuple[World, T]:
        ground = (lambda _lab: LoopbackGround()) if sockets else None
        world = build(drill or shipped("substation-trip"), 1, Clock(60), ground)
        if isinstance(world.wire, SocketWire):
            await world.wire.start()
        living = asyncio.ensure_future(world.live())
        try:
            return world, await act(world)
        finally:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)
            if isinstance(world.wire, SocketWire):
                await world.wire.stop()

    return asyncio.run(main()) if sockets else run_virtual(main())


async def at_screen(world: World) -> Station:
    at = world.lab.addresses
    return await Station.open(world.wire, world.clock, at["scada1"], at["rtu1"])


async def visit(world: World) -> tuple[dict[int, float], list[bool], float | None]:
    station = await at_screen(world)
    before = await station.interrogate()
    done = [
        await station.setpoint(4001, 1.0), await station.command(3001, on=False),
        await station.command(3001, on=False, select=True), await station.command(3999, on=False),
        await station.set_clock(world.moment()),
    ]  # fmt: skip
    read = await station.read(1002)
    assert await station.read(9999) is None
    await station.close()
    return before, done, read


@BOTH
def test_a_station_is_asked_commanded_and_refuses(sockets: bool) -> None:
    world, (before, done, read) = in_a_lab(visit, sockets=sockets)
    assert before[1001] == read == 1.0
    assert done == [True, False, True, False, True]
    assert world.plants["grid"].point("f1.closed") == 0.0
    numbers = [
        parse(each).sent
        for frame in world.journal.frames if frame.kind == "request"
        for each in cut(frame.payload)[0] if parse(each).kind == "I"
    ]  # fmt: skip
    assert numbers == list(range(9))


@BOTH
def test_what_changes_is_heard_and_acknowledged(sockets: bool) -> None:
    async def watch(world: World) -> tuple[dict[int, float], dict[int, float]]:
        station = await at_screen(world)
        everything = await station.interrogate()
        world.plants["grid"].switch("f3", running=False)
        # Long enough for tests of a silent line by both sides.
        return everything, await station.listen(60)

    world, (everything, told) = in_a_lab(watch, sockets=sockets)
    assert everything[1003] == 1.0
    assert told[1003] == told[2003] == 0.0
    assert 1001 not in told
    frames = [
        (frame.kind, parse(each))
        for frame in world.journal.frames if frame.kind in {"request", "reply"}
        for each in cut(frame.payload)[0]
    ]  # fmt: skip
    # Confirmation of the start apart: four of an interrogation, what changed, all acknowledged.
    last = max(read.sent for kind, read in frames if kind == "reply" and read.kind == "I")
    assert ("request", last + 1) in [(kind, read.received) for kind, read in frames if read.kind == "S"]  # fmt: skip
    assert {read.control for _, read in frames if read.kind == "U"} >= {0x43, 0x83}


def many() -> Drill:
    """The same with a unit of 400 objects, which take more frames than may be on their way."""
    drill = shipped("substation-trip")
    host = drill.lab.hosts["rtu1"]
    signals = [Signal(kind="measured", at=5000 + number, point="f1.flow") for number in range(400)]
    unit = host.model_copy(update={"signals": (*host.signals, *signals)})
    hosts = {**drill.lab.hosts, "rtu1": unit}
    return drill.model_copy(update={"lab": drill.lab.model_copy(update={"hosts": hosts})})


@BOTH
def test_more_than_the_window_holds_comes_piece_by_piece(sockets: bool) -> None:
    async def all_of_it(world: World) -> tuple[dict[int, float], dict[int, float]]:
        station = await at_screen(world)
        everything = await station.interrogate()
        world.plants["grid"].switch("f1", running=False)
        return everything, await station.listen(30)

    _, (everything, told) = in_a_lab(all_of_it, many(), sockets=sockets)
    assert len(everything) == 406
    assert {told[5000 + number] for number in range(400)} == {0.0}


@BOTH
def test_several_may_use_one_connection(sockets: bool) -> None:
    async def together(world: World) -> tuple[bool, dict[int, float]]:
        station = await at_screen(world)
        heard = asyncio.ensure_future(station.listen(20))
        await world.clock.sleep(3)
        done = await station.command(3002, on=False, select=True)
        return done, await heard

    _, (done, told) = in_a_lab(together, sockets=sockets)
    assert done
    assert told[1002] == 0.0


@BOTH
def test_a_second_connection_takes_the_data_over(sockets: bool) -> None:
    async def over(world: World) -> tuple[dict[int, float], dict[int, float]]:
        first = await at_screen(world)
        second = await at_screen(world)
        world.plants["grid"].switch("f3", running=False)
        found = await first.listen(5), await second.listen(5)
        await second.stop()
        await first.start()
        with pytest.raises(LinkClosedError):
            await second.interrogate()
        assert await first.interrogate()
        return found

    _, (first, second) = in_a_lab(over, sockets=sockets)
    assert first == {}
    assert second[1003] == 0.0
