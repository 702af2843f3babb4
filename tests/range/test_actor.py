# Actors of the attack team as processes: one for each host, in its host's network, on the drill's clock; what
# it finds comes back, what goes wrong is told, a lost one is noted, and none outlives the drill.
from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from drill_files import shipped
from lab_network import needs_namespaces

from monitor import respond
from policies import Drill
from range.actor import Actor, ActorProcess, OwnActor, playing
from range.clock import Clock, run_virtual
from range.drill import run_drill
from range.ground import Ground, LoopbackGround, NetworkGround
from range.lab import Lab
from range.namespaces import DRILL_NAME, apart, forked, isolate
from range.network import build_network
from range.sockets import SocketWire
from range.world import World, build

DRILL = shipped("utility-staged")
STEPS = {each.id: each for each in DRILL.attack}
# With what the vendor's account was guessed to have.
SIGN_IN = STEPS["r2"].model_copy(
    update={"parameters": {"account": "vendor", "password": "Aa123456"}}
)
LOOPBACK = pytest.mark.usefixtures("loopback_lab")


@contextlib.asynccontextmanager
async def lab(
    ground_of: Callable[[Lab], Ground], drill: Drill = DRILL
) -> AsyncIterator[tuple[World, dict[str, Actor]]]:
    world = build(drill, 7, Clock(100), ground_of)
    assert isinstance(world.wire, SocketWire)
    async with playing(world, attack=True) as actors:
        await world.wire.start()
        try:
            yield world, actors
        finally:
            await world.wire.stop()


def process(actor: Actor) -> ActorProcess:
    assert isinstance(actor, ActorProcess)
    return actor


def is_there(pid: int) -> bool:
    with contextlib.suppress(OSError):
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        return state not in "ZX"
    return False


def test_in_memory_the_drill_plays_itself() -> None:
    async def main() -> set[type]:
        async with playing(build(DRILL, 7, Clock()), attack=True) as actors:
            return {type(each) for each in actors.values()}

    assert run_virtual(main()) == {OwnActor}


def test_without_an_attack_nobody_is_begun() -> None:
    async def main() -> dict[str, Actor]:
        async with playing(build(DRILL, 7, Clock()), attack=False) as actors:
            return actors

    assert run_virtual(main()) == {}


@LOOPBACK
def test_each_host_is_a_process_that_plays_keeps_files_and_ends_with_the_drill() -> None:
    async def main() -> list[int]:
        async with lab(lambda _lab: LoopbackGround()) as (world, actors):
            assert set(actors) == {"office4", "jump1"}
            pids = [process(each).pid for each in actors.values()]
            assert len({os.getpid(), *pids}) == 3
            assert Path(f"/proc/{pids[0]}/comm").read_text(encoding="utf-8").strip() == DRILL_NAME
            at = world.lab.addresses
            await actors["office4"].play(SIGN_IN, at["jump1"])
            assert [each.peer for each in world.exchanges["jump1"].sign_ins] == [at["office4"]]
            await actors["jump1"].play(STEPS["r3"], at["billing1"])
            pull = STEPS["r4"].model_copy(
                update={"parameters": {"rows": 300, "page": 100, "pause_s": 1}}
            )
            await actors["jump1"].play(pull, at["billing1"])
            await actors["jump1"].play(STEPS["r5"], at["jump1"])
            assert world.on_disk(at["jump1"], archived=False) == 300
            await actors["jump1"].play(STEPS["r6"], at["jump1"])
            assert list(world.disks[at["jump1"]]) == ["update-2611.zip"]
            await actors["jump1"].play(STEPS["r7"], at["mirror1"])
            assert world.harm()["leaked_records"] == 300
            return pids

    assert not any(map(is_there, asyncio.run(main())))


@LOOPBACK
def test_it_stands_still_with_the_drill_and_tells_what_finds_no_way() -> None:
    async def main() -> None:
        async with lab(lambda _lab: LoopbackGround()) as (world, actors):
            world.clock.pause()
            step = asyncio.ensure_future(
                actors["office4"].play(SIGN_IN, world.lab.addresses["jump1"])
            )
            await asyncio.sleep(0.2)
            assert not step.done()
            world.clock.resume()
            await step
            with pytest.raises(OSError, match="does not answer"):
                await actors["office4"].play(SIGN_IN, world.lab.addresses["office4"])
            # Why it does not is what the lab's rules say, which the drill alone knows.
            assert [each.kind for each in world.journal.frames][-1] == "refused"
            world.lab.block(world.lab.addresses["office4"])
            with pytest.raises(OSError, match=r"closed|does not answer"):
                await actors["office4"].play(SIGN_IN, world.lab.addresses["jump1"])
            assert [each.kind for each in world.journal.frames][-1] == "dropped"

    asyncio.run(main())


@LOOPBACK
def test_a_lost_process_is_noted_and_its_steps_find_no_way() -> None:
    async def main() -> list[str]:
        async with lab(lambda _lab: LoopbackGround()) as (world, actors):
            actor = process(actors["office4"])
            world.clock.pause()
            step = asyncio.ensure_future(actor.play(SIGN_IN, world.lab.addresses["jump1"]))
            await asyncio.sleep(0.1)
            os.kill(actor.pid, signal.SIGKILL)
            with pytest.raises(OSError, match="the attacker's process is lost"):
                await step
            world.clock.resume()
            with pytest.raises(OSError, match="the attacker's process is lost"):
                await actor.play(SIGN_IN, world.lab.addresses["jump1"])
            # The others play on.
            await actors["jump1"].play(STEPS["r3"], world.lab.addresses["billing1"])
            return [str(each.values["host"]) for each in world.journal.of("attack.lost")]

    assert asyncio.run(main()) == ["office4"]


@LOOPBACK
def test_a_drill_that_is_killed_leaves_no_process() -> None:
    def drill() -> None:
        run_drill(DRILL, seed=7, engine=respond, detector=lambda *_: [], fidelity="loopback")

    killed = forked(drill, dies_with_us=True)
    children = Path(f"/proc/{killed}/task/{killed}/children")
    until = time.monotonic() + 20
    while (
        len(pids := children.read_text(encoding="ascii").split()) < 2 and time.monotonic() < until
    ):
        time.sleep(0.02)
    os.kill(killed, signal.SIGKILL)
    os.waitpid(killed, 0)
    while any(is_there(int(each)) for each in pids) and time.monotonic() < until:
        time.sleep(0.02)
    assert len(pids) == 2
    assert not any(is_there(int(each)) for each in pids)


@needs_namespaces
def test_it_is_inside_its_hosts_network_alone() -> None:
    async def main() -> tuple[bool, list[str]]:
        async with lab(lambda lab: NetworkGround(build_network(DRILL, lab))) as (world, actors):
            wire = world.wire
            assert isinstance(wire, SocketWire)
            assert isinstance(wire.ground, NetworkGround)
            pid = process(actors["office4"]).pid
            await actors["office4"].play(SIGN_IN, world.lab.addresses["jump1"])
            held = os.fstat(wire.ground.network.hosts[world.lab.addresses["office4"]])
            its = Path(f"/proc/{pid}/ns/net").stat()
            links = Path(f"/proc/{pid}/net/dev").read_text(encoding="ascii").splitlines()[2:]
            return held.st_ino == its.st_ino, sorted(each.split(":")[0].strip() for each in links)

    def isolated() -> tuple[bool, list[str]]:
        isolate()
        return asyncio.run(main())

    inside, links = apart(isolated)
    assert inside
    assert set(links) >= {"eth0", "lo"}
    assert not [each for each in links if each.startswith(("b", "h", "r", "z"))]
