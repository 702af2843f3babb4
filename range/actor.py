# Who plays the steps of the attack team: in memory the drill itself, on its own time; on real sockets one
# process for each host that is played from, in that host's network, which is asked for steps and tells what
# it did. A process that is lost is noted, and its steps find no way; with the drill they all end.
from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Protocol

from policies import AttackStep
from schema import MisuseError

from .acting import act, attacker_of
from .clock import Pace
from .disk import Disk
from .ground import NetworkGround
from .journal import Frame
from .namespaces import forked
from .sockets import SocketWire
from .talk import Talk, pair
from .technique_table import TECHNIQUES
from .wire import NoAnswerError
from .world import World

__all__ = ["Actor", "ActorProcess", "OwnActor", "playing"]


class Actor(Protocol):
    """Plays the steps of one host. `loot` is what the attack team knows there."""

    @property
    def loot(self) -> Mapping[str, list[bytes]]:
        """What is known, by what it is of."""

    async def play(self, step: AttackStep, target: str) -> None:
        """A step, to its end. Raises OSError where it finds no way."""


class OwnActor:
    """Steps played in the drill's own process."""

    def __init__(self, world: World, host: str) -> None:
        disk = world.disks.setdefault(world.lab.addresses[host], Disk())
        self._attacker = attacker_of(world, host, world.clock, world.wire, disk)
        self.loot: Mapping[str, list[bytes]] = self._attacker.loot

    async def play(self, step: AttackStep, target: str) -> None:
        """A step, on the drill's time."""
        await TECHNIQUES[step.action].play(self._attacker, step, target)


class ActorProcess:
    """Steps played by a process of their own, inside their host's network."""

    def __init__(self, world: World, host: str) -> None:
        self.loot: dict[str, list[bytes]] = {}
        self._world, self._host = world, host
        self._disk = world.disks.setdefault(world.lab.addresses[host], Disk())
        self._playing: dict[str, asyncio.Future[tuple[str, str]]] = {}
        self._gone = False
        wire = world.wire
        assert isinstance(wire, SocketWire)
        ground = wire.ground
        # On loopback servers ask the lab's rules; a client there does not know how they stand.
        self._polices = ground.polices
        network = (
            ground.network.hosts[world.lab.addresses[host]]
            if isinstance(ground, NetworkGround)
            else None
        )
        self._ours, theirs = pair()
        self.pid = forked(lambda: act(world, host, theirs, network), dies_with_us=True)
        theirs.close()
        self._talk: Talk | None = None
        self._hearing: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """What it tells is heard, and it goes by the drill's clock."""
        self._talk = await Talk.over(self._ours)
        self._hearing = asyncio.get_running_loop().create_task(self._hear(self._talk))
        self._world.clock.followed_by(self._paced)

    async def play(self, step: AttackStep, target: str) -> None:
        """A step, played there. Raises OSError where it finds no way, or the process is lost."""
        if self._gone or self._talk is None:
            raise NoAnswerError("the attacker's process is lost")
        ended = self._playing[step.id] = asyncio.get_running_loop().create_future()
        self._talk.tell("play", step, target)
        how, why = await ended
        if how == "stopped":
            raise OSError(why)
        if how == "misuse":
            raise MisuseError(why)
        if how == "broken":
            raise RuntimeError(f"step {step.id}: {why}")

    def end(self) -> None:
        """The process ended and nothing of it left."""
        self._gone = True
        if self._hearing is not None:
            self._hearing.cancel()
        (self._talk or self._ours).close()
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def _paced(self, pace: Pace) -> None:
        if self._talk is not None and not self._gone:
            self._talk.tell("pace", pace)

    async def _hear(self, talk: Talk) -> None:
        while (told := await talk.hear()) is not None:
            if told[0] == "frame":
                self._world.journal.carry(self._as_it_is(told[1]))
            elif told[0] == "file":
                _, name, content = told
                if content is None:
                    self._disk.remove(name)
                else:
                    self._disk.write(name, content)
            else:
                _, identifier, how, why, known = told
                self.loot |= known
                self._playing.pop(identifier).set_result((how, why))
        self._gone = True
        self._world.journal.note(self._world.clock.now(), "attack.lost", host=self._host)
        for ended in self._playing.values():
            ended.set_result(("stopped", "the attacker's process is lost"))

    def _as_it_is(self, frame: Frame) -> Frame:
        """How a connection failed, by the rules as they stand."""
        if self._polices or frame.kind not in {"refused", "dropped"} or frame.payload:
            return frame
        admitted = self._world.lab.admits(frame.source, frame.destination, frame.port)
        return replace(frame, kind="refused" if admitted else "dropped")


@contextlib.asynccontextmanager
async def playing(world: World, *, attack: bool) -> AsyncIterator[dict[str, Actor]]:
    """Who plays, by host, for each host of the drill's plan, until the drill is over; nobody without `attack`."""
    hosts = dict.fromkeys(step.by for step in world.drill.attack if attack)
    if not isinstance(world.wire, SocketWire):
        yield {host: OwnActor(world, host) for host in hosts}
        return
    begun: dict[str, ActorProcess] = {}
    try:
        for host in hosts:
            begun[host] = ActorProcess(world, host)
        for each in begun.values():
            await each.begin()
        yield {host: begun[host] for host in hosts}
    finally:
        for each in begun.values():
            each.end()
