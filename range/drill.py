# A drill run from its file and a seed: background, attack team, detector and defence team side
# by side until its time is up; then what is so is read off the lab and scored.
from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Never, Protocol

from policies import ATTACK_REVOKED, Drill, Fidelity, Regime
from policies.playing import Engine

from . import attack
from .actor import playing
from .alert import Beside, Captured, Detector, RangeAlert
from .background import background
from .capture import Capture, start_captures
from .channel import Channel
from .clock import Clock, run_virtual
from .control import Control
from .copies import Copies
from .decide import Persons, Table
from .desk import Desk
from .ground import Ground, LoopbackGround, NetworkGround
from .hmi import serve_screens
from .injects import Injects
from .journal import Event
from .lab import Lab
from .namespaces import apart, isolate
from .network import build_network
from .respond import DefenceTeam
from .result import DrillResult
from .score import Facts, detections, score
from .sockets import SocketWire
from .tampering import tampering
from .tap import start_tap
from .technique_table import TECHNIQUES
from .world import World, build

__all__ = ["Live", "fit", "run_drill"]

Spawn = Callable[[Coroutine[None, None, None]], None]


class Stoppable(Protocol):
    """What watches a lab until it is told that it is over."""

    def stop(self) -> None:
        """Nothing more is read."""


# How often the detector is handed what passed.
_LOOKS = 1.0
_CONTAINS = frozenset({
    "block-source", "block-destination", "filter-writes", "disable-account", "trace-copy",
    "guard-addresses",
})  # fmt: skip
_BLOCKS = frozenset({"block-source", "disable-account"})
# How often, on the machine's clock, it is looked who of the players is still there.
_LOOKS_ROUND = 1.0


@dataclass(frozen=True, slots=True)
class Live:
    """A drill that persons can come into while it runs, by a socket at `channel`.

    `told` is handed what persons do, as they do it.
    """

    channel: Path
    told: Callable[[Event], None] = lambda _event: None


def fit(drill: Drill, fidelity: Fidelity) -> tuple[str, ...]:
    """Why a drill cannot be run so, a sentence for each reason; () where it can."""
    reasons = []
    if fidelity not in drill.fidelity:
        reasons.append(f"the drill is made for {', '.join(drill.fidelity)}, not for {fidelity}")
    for step in drill.attack:
        technique = TECHNIQUES.get(step.action)
        if technique is None:
            known = ", ".join(sorted(TECHNIQUES))
            reasons.append(f"step {step.id}: there is no action {step.action}, there are {known}")
        elif (now := ATTACK_REVOKED.get(step.technique)) is not None:
            reasons.append(f"step {step.id}: ATT&CK has revoked {step.technique}, it is {now} now")
        elif step.technique not in technique.titles:
            known = ", ".join(technique.titles)
            reasons.append(f"step {step.id}: {step.action} plays {known}, not {step.technique}")
        elif fidelity not in technique.fidelities:
            reasons.append(f"step {step.id}: {step.action} cannot be played in {fidelity}")
    return tuple(reasons)


def run_drill(
    drill: Drill,
    *,
    seed: int,
    detector: Detector,
    engine: Engine,
    regime: Regime | None = None,
    fidelity: Fidelity = "memory",
    with_attack: bool = True,
    with_defence: bool = True,
    captures: Path | None = None,
    copies: Copies | None = None,
    table: Table = Table(),  # noqa: B008  frozen
    live: Live | None = None,
) -> DrillResult:
    """A drill run to its end: `detector` sees, `engine` says what comes next in a playbook.

    In memory on time that jumps: the same seed gives the same, byte for byte; `live`, on the
    machine's clock, so that persons can come in. On loopback with
    real sockets, as fast as the drill's clock says; then the kernel decides what comes first. In
    netns the same, in networks of its own and a process of its own, with a capture of each zone
    in the folder `captures`. Raises OSError where a port is in use, MisuseError where the kernel
    lacks what it takes.
    """

    def main(
        ground_of: Callable[[Lab], Ground] | None = None,
    ) -> Coroutine[None, None, DrillResult]:
        return _run(
            drill, seed, detector, engine, regime, fidelity=fidelity, ground_of=ground_of,
            captures=captures, copies=copies, table=table, live=live,
            with_attack=with_attack, with_defence=with_defence,
        )  # fmt: skip

    if fidelity == "memory":
        return run_virtual(main()) if live is None else asyncio.run(main())
    if fidelity == "loopback":
        return asyncio.run(main(lambda _lab: LoopbackGround()))

    def in_networks() -> DrillResult:
        isolate()
        return asyncio.run(main(lambda lab: NetworkGround(build_network(drill, lab))))

    return apart(in_networks)


async def _run(
    drill: Drill,
    seed: int,
    detector: Detector,
    engine: Engine,
    regime: Regime | None,
    *,
    fidelity: Fidelity,
    ground_of: Callable[[Lab], Ground] | None,
    captures: Path | None,
    copies: Copies | None,
    table: Table,
    live: Live | None,
    with_attack: bool,
    with_defence: bool,
) -> DrillResult:
    clock = Clock(1.0 if ground_of is None and live is None else drill.clock.speed)
    world = build(drill, seed, clock, ground_of, copies)
    serve_screens(world)
    # Before anything listens, so that no process of theirs has what is not its own.
    async with playing(world, attack=with_attack) as actors:
        capturing: list[Capture] = []
        heard: list[Captured] = []
        tap = start_tap(world)
        if isinstance(world.wire, SocketWire):
            capturing = start_captures(world, captures, heard)
            await world.wire.start()
        played: list[attack.Played] = []
        alerts: list[RangeAlert] = []
        tasks: list[asyncio.Task[None]] = []

        def spawn(work: Coroutine[None, None, None]) -> None:
            tasks.append(asyncio.get_running_loop().create_task(work))

        world.journal.note(0.0, "begin", scenario=drill.header.id, seed=seed)
        roles = {role: each.mode == "human" for role, each in drill.defence.roles.items()}
        desk = Desk(roles, partial(_noted, world))
        persons: Persons = table if live is None else desk
        team = DefenceTeam(world, spawn, engine, persons) if with_defence else None
        injects = Injects(world, spawn if with_defence else None, persons)
        control = Control(world, desk, injects, live.told if live else _unheard)
        spawn(world.live())
        for work in background(world):
            spawn(work)
        packets = heard if capturing else None
        spawn(
            _watch(world, detector, team, alerts, packets, waits=live is None and ground_of is None)
        )
        spawn(injects.run())
        if with_attack:
            for work in attack.steps(world, actors, played):
                spawn(work)
        if live is None:
            await world.clock.until(drill.clock.length)
        else:
            await _conducted(control, live.channel)
        await _over(world, tasks, capturing if tap is None else [*capturing, tap])
        return _result(
            world, played, alerts, regime, fidelity,
            attacked=with_attack, defended=with_defence, aborted=control.aborted.is_set(),
        )  # fmt: skip


async def _over(
    world: World, tasks: Sequence[asyncio.Task[None]], watching: Sequence[Stoppable]
) -> None:
    """Everybody's work ended and nothing listening; raises what went wrong in it."""
    for task in tasks:
        task.cancel()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    if isinstance(world.wire, SocketWire):
        await world.wire.stop()
    for each in watching:
        each.stop()
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, asyncio.CancelledError):
            raise end


async def _conducted(control: Control, path: Path) -> None:
    """Back when the drill's time is up or exercise control has ended it; open to persons till then."""
    clock, length = control.world.clock, control.world.drill.clock.length
    channel = Channel(path, control)
    await channel.start()
    loop = asyncio.get_running_loop()
    ends = {loop.create_task(control.aborted.wait()), loop.create_task(clock.until(length))}
    looks = loop.create_task(_looks_round(control.desk))
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in (*ends, looks):
            each.cancel()
        await channel.stop()


async def _looks_round(desk: Desk) -> Never:
    while True:
        await asyncio.sleep(_LOOKS_ROUND)
        desk.look_round()


def _noted(world: World, kind: str, **values: str) -> None:
    world.journal.note(world.clock.now(), kind, **values)


def _unheard(_event: Event) -> None:
    """Nobody outside listens."""


async def _watch(
    world: World,
    detector: Detector,
    team: DefenceTeam | None,
    alerts: list[RangeAlert],
    packets: list[Captured] | None,
    *,
    waits: bool,
) -> None:
    """The detector's turn, again and again, and the defence team told of what it finds.

    Where time does not wait for it (`waits`) it looks beside whatever else goes on, and an alert is of
    the moment in which it was told.
    """
    seen = read = turn = 0
    while True:
        turn += 1
        await world.clock.until(turn * _LOOKS)
        frames, lines = world.journal.frames[seen:], world.logs[read:]
        seen, read = seen + len(frames), read + len(lines)
        beside = Beside(None if packets is None else tuple(packets), lines)
        if packets:
            packets.clear()
        if waits:
            found = detector(frames, beside)
        else:
            found = await asyncio.to_thread(detector, frames, beside)
            found = [replace(each, time=world.clock.now()) for each in found]
            turn = max(turn, int(world.clock.now() / _LOOKS))
        for alert in found:
            alerts.append(alert)
            world.journal.note(
                world.clock.now(), "alert", alert=alert.id, rule=alert.rule, source=alert.source,
                destination=alert.destination, severity=alert.severity,
            )  # fmt: skip
            if team is not None:
                team.act(alert)


def _result(
    world: World,
    played: list[attack.Played],
    alerts: list[RangeAlert],
    regime: Regime | None,
    fidelity: Fidelity,
    *,
    attacked: bool,
    defended: bool,
    aborted: bool,
) -> DrillResult:
    drill, journal = world.drill, world.journal
    attackers = frozenset(world.attackers())
    responses = [each for each in journal.of("response") if each.values["done"]]
    contained = [
        each.time
        for each in responses
        if each.values["action"] in _CONTAINS and each.values["source"] in attackers
    ]
    false_responses = sum(
        each.values["action"] in _BLOCKS and each.values["source"] not in attackers
        for each in responses
    )
    tampered, recovered = tampering(world)
    damaged = [each.damaged_at for each in world.exchanges.values() if each.damaged_at is not None]
    if damaged:
        restored = [each.time for each in journal.of("restored")]
        tampered = min(damaged)
        recovered = (
            max(restored)
            if restored and not any(each.is_damaged for each in world.exchanges.values())
            else None
        )
    harm = world.harm()
    played.sort(key=lambda each: (each.started, each.step.id))
    facts = Facts(
        length=drill.clock.length,
        played=played,
        alerts=alerts,
        attackers=attackers,
        contained=min(contained, default=None),
        tampered=tampered,
        recovered=recovered,
        reported=min((each.time for each in journal.of("report")), default=None),
        harm=harm,
        false_responses=false_responses,
        decisions=[float(each.values["marks"]) for each in journal.of("decision")],
    )
    done = {each.step.id for each in played}
    marks = score(drill, facts, regime)
    journal.note(world.clock.now(), "end", **harm)
    return DrillResult(
        scenario=drill.header.id,
        seed=world.seed,
        fidelity=fidelity,
        length_s=drill.clock.length,
        attack=attacked,
        defence=defended,
        aborted=aborted,
        timeline=tuple(journal.events),
        played=tuple(played),
        unplayed=tuple(each.id for each in drill.attack if each.id not in done),
        alerts=tuple(alerts),
        detections=tuple(detections(facts)),
        false_alarms=sum(each.source not in attackers for each in alerts),
        false_responses=false_responses,
        leaked=world.leaked(),
        harm=harm,
        score=marks,
        replay_hash=journal.replay_hash,
        curves={name: tuple(curve) for name, curve in world.curves.items()},
        frames=tuple(
            (number, frame)
            for number, frame in enumerate(journal.frames)
            if frame.source in attackers
        ),
        logs=tuple(world.logs),
    )
