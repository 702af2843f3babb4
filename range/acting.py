# What an attacker's process does: it stands in its host's network and nowhere else, has a clock that follows
# the drill's, plays the steps that it is asked for side by side, and tells what it did. It ends when nobody
# asks any more.
from __future__ import annotations

import asyncio
import gc
import random
import signal
import socket
from typing import Any

from policies import AttackStep
from schema import MisuseError

from .clock import Clock, Pace
from .disk import Disk
from .ground import Ground, HostGround, LoopbackGround
from .journal import Frame, Journal
from .namespaces import enter_network, lead_nowhere
from .sockets import SocketWire
from .talk import Talk
from .technique import Attacker
from .technique_table import TECHNIQUES
from .world import World

__all__ = ["act", "attacker_of"]

# What of an attacker's knowledge the referee holds against what is so.
_KNOWN = ("hosts", "open", "overheard")


def act(world: World, host: str, talking: socket.socket, network: int | None) -> None:
    """The steps of one host played until nobody asks; this process is the host's from now on.

    `network` is its network, held open; None on loopback.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pace = world.clock.pace
    if network is not None:
        enter_network(network)
    lead_nowhere(talking.fileno())
    # What was the drill's is neither looked through nor let go of here.
    gc.freeze()
    asyncio.run(_play(world, host, talking, pace, HostGround() if network else LoopbackGround()))


def attacker_of(world: World, host: str, clock: Clock, wire: Any, disk: Disk) -> Attacker:
    """Who plays from a host, with chance of its own by the seed."""
    rng = random.Random(f"attack {host} {world.seed}")  # noqa: S311  a drill must repeat
    return Attacker(world.lab.addresses[host], wire, clock, world.lab, rng, disk=disk)


class _Told(Journal):
    """What a client notes of the wire, told to the drill's own journal."""

    def __init__(self, talk: Talk) -> None:
        super().__init__()
        self._talk = talk

    def carry(self, frame: Frame) -> None:
        self._talk.tell("frame", frame)


async def _play(
    world: World, host: str, talking: socket.socket, pace: Pace, ground: Ground
) -> None:
    talk = await Talk.over(talking)
    clock = Clock(pace.speed)
    clock.follow(pace)
    wire = SocketWire(clock, world.lab, _Told(talk), world.seed, ground)
    disk = Disk(lambda name, content: talk.tell("file", name, content))
    attacker = attacker_of(world, host, clock, wire, disk)

    async def one(step: AttackStep, target: str) -> None:
        how, why = "done", ""
        try:
            await TECHNIQUES[step.action].play(attacker, step, target)
        except OSError as problem:
            how, why = "stopped", str(problem)
        except MisuseError as problem:
            how, why = "misuse", str(problem)
        except Exception as problem:  # noqa: BLE001  it is raised where it is waited for
            how, why = "broken", f"{type(problem).__name__}: {problem}"
        known = {name: attacker.loot[name] for name in _KNOWN if name in attacker.loot}
        talk.tell("played", step.id, how, why, known)

    playing = set()
    while (asked := await talk.hear()) is not None:
        if asked[0] == "pace":
            clock.follow(asked[1])
        else:
            task = asyncio.get_running_loop().create_task(one(asked[1], asked[2]))
            playing.add(task)
            task.add_done_callback(playing.discard)
