# The attack team at work: steps of the plan in their order, each played and then proven by the
# referee. A step that finds no way through is over; those that wait for it go on all the same,
# as an attacker would.
from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine, Iterator, Mapping
from dataclasses import dataclass

from policies import AttackStep

from .actor import Actor
from .glimpse import Glimpses
from .lab import writes
from .technique import Seen
from .technique_table import TECHNIQUES
from .wire import NoAnswerError
from .world import World

__all__ = ["Played", "steps"]

# What a plant is given to show an effect.
_SETTLING = 3.0


@dataclass(frozen=True, slots=True)
class Played:
    """A step that was played: when, whether it took effect, and the frames that bear it out.

    `first` and `last` number the frames of the journal between which they stand.
    """

    step: AttackStep
    source: str
    started: float
    ended: float
    succeeded: bool
    first: int = 0
    last: int = 0


def steps(
    world: World, actors: Mapping[str, Actor], played: list[Played]
) -> Iterator[Coroutine[None, None, None]]:
    """The work of each step, to be run beside the others; what is played is added to `played`.

    `actors` play the steps, by the host that they are done by.
    """
    ended = {step.id: asyncio.Event() for step in world.drill.attack}
    for step in world.drill.attack:
        yield _one(world, actors[step.by], step, ended, played)


async def _one(
    world: World,
    actor: Actor,
    step: AttackStep,
    ended: Mapping[str, asyncio.Event],
    played: list[Played],
) -> None:
    # Drawn by its id, so that it does not hang on what happened before.
    rng = random.Random(f"step {step.id} {world.seed}")  # noqa: S311  a drill must repeat
    if step.after:
        await ended[step.after].wait()
    wait = step.wait if step.at is None else step.at
    await world.clock.sleep(wait * rng.uniform(1 - step.jitter, 1 + step.jitter))
    started = world.clock.now()
    world.journal.note(started, "attack.begins", step=step.id, technique=step.technique)
    address = world.lab.addresses[step.by]
    before = _marks(world, address)
    technique = TECHNIQUES[step.action]
    glimpses = Glimpses(world)
    # Only where effects end with the step: in memory nothing is to be done besides.
    watching = (
        asyncio.get_running_loop().create_task(glimpses.watch())
        if technique.fidelities == {"netns"} else None
    )  # fmt: skip
    try:
        if not world.is_held(step.by):
            raise NoAnswerError(f"{step.by} is not the attacker's")
        await actor.play(step, _target(world, step))
    except OSError:
        world.journal.note(world.clock.now(), "attack.stopped", step=step.id)
    finally:
        if watching is not None:
            watching.cancel()
    await world.clock.sleep(_SETTLING)
    succeeded = technique.effect(step, _seen(world, actor, before, step, glimpses))
    now = world.clock.now()
    world.journal.note(now, "attack.ends", step=step.id, succeeded=succeeded)
    last = len(world.journal.frames)
    played.append(Played(step, address, started, now, succeeded, before.frames, last))
    ended[step.id].set()


def _target(world: World, step: AttackStep) -> str:
    zone = world.drill.lab.zones.get(step.to)
    return str(zone) if zone is not None else world.lab.addresses[step.to]


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where things stood when a step began."""

    frames: int
    settings: dict[str, float]
    points: dict[str, float]
    missed: int
    switches: int
    leaked: int
    sign_ins: int
    served: int
    served_openly: int
    lost: int
    backups: int
    masked: int
    history: int


def _marks(world: World, address: str) -> _Marks:
    return _Marks(
        len(world.journal.frames),
        world.settings(),
        _points(world),
        sum(world.missed.values()),
        sum(plant.switches for plant in world.plants.values()),
        sum(world.leaked().values()),
        sum(len(each.of_peer(address)) for each in world.exchanges.values()),
        sum(each.served.get(address, 0) for each in world.exchanges.values()),
        sum(each.served_openly.get(address, 0) for each in world.exchanges.values()),
        sum(each.lost for each in world.exchanges.values()),
        sum(each.has_backup for each in world.exchanges.values()),
        world.masked_leaked(),
        sum(each.served.get(address, 0) for each in world.historians.values()),
    )


def _points(world: World) -> dict[str, float]:
    """Whether each pump runs and each breaker is closed."""
    return {
        name: state for plant in world.plants.values() for name, state in plant.states().items()
    }


def _seen(world: World, actor: Actor, before: _Marks, step: AttackStep, glimpses: Glimpses) -> Seen:
    address = world.lab.addresses[step.by]
    after = _marks(world, address)
    frames = [frame for frame in world.journal.frames[before.frames :] if frame.source == address]
    return Seen(
        frames=frames,
        settings=(before.settings, after.settings),
        points=(before.points, after.points),
        missed=after.missed - before.missed,
        switches=after.switches - before.switches,
        serving=_serving(world, step),
        leaked=after.leaked - before.leaked,
        masked=after.masked - before.masked,
        sign_ins=after.sign_ins - before.sign_ins,
        served=after.served - before.served,
        served_openly=after.served_openly - before.served_openly,
        lost=after.lost - before.lost,
        backups_gone=before.backups - after.backups,
        history=after.history - before.history,
        deceived=world.deceived() | glimpses.deceived,
        staged=world.on_disk(address, archived=False),
        archived=world.on_disk(address, archived=True),
        loot=actor.loot,
        present=_present(world, step) - {address},
        overheard=_overheard(world, before, actor, address),
        poisoned=glimpses.poisoned,
        lost_commands=_lost_commands(world, before, address),
    )


def _present(world: World, step: AttackStep) -> frozenset[str]:
    """Addresses of the hosts of a zone."""
    return frozenset(each for each in world.lab.hosts if world.lab.zone(each) == step.to)


def _overheard(world: World, before: _Marks, actor: Actor, address: str) -> int:
    """How many of the payloads that an attacker holds others sent meanwhile."""
    held = actor.loot.get("overheard", [])
    said = {
        each.payload
        for each in world.journal.frames[before.frames :]
        if each.payload and address not in {each.source, each.destination}
    }
    return sum(each in said for each in held)


def _lost_commands(world: World, before: _Marks, address: str) -> int:
    """Commands of others that were sent meanwhile and not answered."""
    return sum(
        each.kind == "dropped" and each.source != address and writes(each.port, each.payload)
        for each in world.journal.frames[before.frames :]
    )


def _serving(world: World, step: AttackStep) -> frozenset[str]:
    """Addresses of a zone at which the port that a step asks for is served."""
    port = int(step.parameters.get("port", 0))
    return frozenset(
        address
        for address, served in world.wire.places()
        if served == port and world.lab.zone(address) == step.to
    )
