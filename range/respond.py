# The defence team at work: an alert starts the playbooks of its rule, once for each source. What
# comes next in a playbook the engine says that is handed in; steps wait at gates for a role; a role
# that a person plays and nobody plays here lets the gate time out. What a step does, it does to the
# lab: rules, settings, the report.
from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine

from policies import DrillPlaybook, Gate, RoleName
from policies.condition import Value
from policies.playbook import HttpCommand
from policies.playing import Action, Engine, Run, Waiting

from .alert import RangeAlert
from .decide import Persons, Question, Table
from .gate_words import YES_OR_NO, gate_text
from .operate import operate
from .world import World

__all__ = ["DefenceTeam"]

_WRITE_PATIENCE = 3
# How long it takes to bring in the copy that no account can reach.
_KEPT_APART = 600.0


class DefenceTeam:
    """Runs playbooks; `act` starts them by `spawn`, and they go on beside the drill."""

    def __init__(
        self,
        world: World,
        spawn: Callable[[Coroutine[None, None, None]], None],
        engine: Engine,
        persons: Persons = Table(),  # noqa: B008  frozen
    ) -> None:
        self._world, self._spawn, self._persons = world, spawn, persons
        self._engine = engine
        self._random = random.Random(f"defence {world.seed}")  # noqa: S311  a drill must repeat
        self._started: set[tuple[str, str]] = set()

    def act(self, alert: RangeAlert) -> None:
        """The playbooks of an alert's rule begun, unless they run for its source already."""
        for playbook in self._world.drill.defence.playbooks:
            key = (playbook.id, alert.source)
            if alert.rule in playbook.rules and key not in self._started:
                self._started.add(key)
                self._spawn(self._run(playbook, alert))

    async def _run(self, playbook: DrillPlaybook, alert: RangeAlert) -> None:
        self._note("playbook", playbook=playbook.id, alert=alert.id, source=alert.source)
        whole, clock = playbook.playbook, self._world.clock
        run = self._engine.begin(whole, _variables(alert), clock.now())
        # What steps and gates that go on side by side do to the run, in the order of their ends.
        news: asyncio.Queue[Callable[[Run], Run]] = asyncio.Queue()
        asked: set[str] = set()
        while True:
            state = self._engine.look(run, {whole.id: whole}, clock.now())
            run = state.run
            if state.over:
                return
            for each in state.waiting:
                if each.gate is not None and each.path not in asked:
                    asked.add(each.path)
                    self._spawn(self._stand(playbook, each, each.gate, alert, news))
            for action in state.due:
                self._spawn(self._act(playbook, action, alert, news))
            if not state.due and not state.waiting and state.wakes is not None:
                await clock.until(state.wakes)
            else:
                run = (await news.get())(run)

    async def _stand(
        self,
        playbook: DrillPlaybook,
        step: Waiting,
        gate: Gate,
        alert: RangeAlert,
        news: asyncio.Queue[Callable[[Run], Run]],
    ) -> None:
        """At a step's gate, until it passes or does not."""
        yes = await self._passes(playbook, step, gate, alert)

        def answer(run: Run) -> Run:
            at = run.steps[step.path]
            if at.answer or at.outcome:
                return run
            now = self._world.clock.now()
            return self._engine.answered(run, step.path, yes=yes, by=gate.role, now=now)

        news.put_nowait(answer)

    async def _act(
        self,
        playbook: DrillPlaybook,
        action: Action,
        alert: RangeAlert,
        news: asyncio.Queue[Callable[[Run], Run]],
    ) -> None:
        """A step's commands done to the lab, one after another."""
        whole = True
        await self._world.clock.sleep(self._takes(action.by))
        for command in action.commands:
            verb = command.action if isinstance(command, HttpCommand) else "manual"
            done = await _ACTIONS[verb](self._world, alert)
            self._note(
                "response", playbook=playbook.id, step=action.step, action=verb,
                source=alert.source, done=done,
            )  # fmt: skip
            whole = whole and done
        now = self._world.clock.now()
        outcome = "done" if whole else "failed"
        news.put_nowait(
            lambda run: self._engine.finished(run, action.path, outcome, now, by=action.by)  # type: ignore[arg-type]
        )

    async def _passes(
        self, playbook: DrillPlaybook, step: Waiting, gate: Gate, alert: RangeAlert
    ) -> bool:
        if self._persons.plays(gate.role):
            return await self._asked(playbook, step, gate, alert)
        role = self._world.drill.defence.roles[gate.role]
        wait = self._takes(gate.role) if role.mode == "auto" else gate.timeout
        answered = role.mode == "auto" and wait < gate.timeout
        await self._world.clock.sleep(min(wait, gate.timeout))
        passes = answered or gate.on_timeout == "proceed"
        self._note(
            "gate", playbook=playbook.id, step=step.step, role=gate.role,
            answered=answered, passes=passes,
        )  # fmt: skip
        return passes

    async def _asked(
        self, playbook: DrillPlaybook, step: Waiting, gate: Gate, alert: RangeAlert
    ) -> bool:
        """What a person says at a gate, in the time that they took."""
        verbs = [each.action for each in step.commands if isinstance(each, HttpCommand)]
        text = gate_text(playbook.title, verbs or [step.step], alert)
        question = Question(gate.role, text, YES_OR_NO)
        given = await self._persons.answer(self._world.clock, question, gate.timeout)
        answered = given.choice is not None and given.took < gate.timeout
        passes = given.choice == "yes" if answered else gate.on_timeout == "proceed"
        self._note(
            "gate", playbook=playbook.id, step=step.step, role=gate.role,
            answered=answered, passes=passes, **({"who": given.who} if given.who else {}),
        )  # fmt: skip
        return passes

    def _takes(self, role: RoleName) -> float:
        return self._random.uniform(*self._world.drill.defence.roles[role].takes)

    def _note(self, kind: str, **values: str | bool) -> None:
        self._world.journal.note(self._world.clock.now(), kind, **values)


def _variables(alert: RangeAlert) -> dict[str, Value]:
    """What a playbook of a drill may ask about."""
    return {
        "title": alert.rule, "severity": alert.severity, "risk_types": (alert.risk_type,),
        "rules": (alert.rule,), "source": (alert.source,), "destination": (alert.destination,),
    }  # fmt: skip


async def _by_hand(_world: World, _alert: RangeAlert) -> bool:
    """What people do besides, which the lab does not show."""
    return True


async def _block(world: World, alert: RangeAlert) -> bool:
    world.lab.block(alert.source)
    return True


async def _filter(world: World, alert: RangeAlert) -> bool:
    world.lab.read_only(alert.source)
    return True


async def _restore(world: World, _alert: RangeAlert) -> bool:
    """Settings written back from an operator's screen, as the works' own people left them."""
    whole = True
    for controller, settings in world.tampered().items():
        screen = _screen_of(world, controller)
        for setting, value in settings.items():
            whole = await _written(world, screen, controller, setting, value) and whole
    return whole


def _screen_of(world: World, controller: str) -> str:
    """The host that has this controller on its screen."""
    hosts = world.drill.lab.hosts
    return next(
        name for name, host in hosts.items() if host.device == "hmi" and controller in host.polls
    )


async def _written(world: World, screen: str, controller: str, setting: str, value: float) -> bool:
    for _ in range(_WRITE_PATIENCE):
        try:
            await operate(world, screen, controller, setting, value)
        except OSError:
            continue
        return True
    return False


async def _block_destination(world: World, alert: RangeAlert) -> bool:
    world.lab.block(alert.destination)
    return True


async def _restore_data(world: World, _alert: RangeAlert) -> bool:
    """Every platform as its last backup has it; without one at hand, from the copy kept apart."""
    done = False
    for name, exchange in world.exchanges.items():
        if exchange.is_damaged:
            if not exchange.has_backup:
                await world.clock.sleep(_KEPT_APART)
            exchange.restore()
            world.journal.note(world.clock.now(), "restored", host=name)
            done = True
    return done


async def _disable(world: World, alert: RangeAlert) -> bool:
    """Every account disabled that was used from the alert's source."""
    done = False
    for exchange in world.exchanges.values():
        accounts = {each.account for each in exchange.of_peer(alert.source)}
        exchange.disabled |= accounts
        done = done or bool(accounts)
    return done


async def _trace(world: World, _alert: RangeAlert) -> bool:
    """Rows that turned up outside traced to the account they were made for, which is disabled."""
    found = [{"id_number": each} for sink in world.sinks.values() for each in sink.pseudonyms]
    for name, exchange in world.exchanges.items():
        accounts = world.drill.lab.hosts[name].accounts
        named = world.copies.account_of(found, len(accounts)) if world.copies and found else None
        if named is not None:
            account = accounts[named].name
            exchange.disabled.add(account)
            world.journal.note(
                world.clock.now(), "traced", host=name, account=account, rows=len(found)
            )
            return True
    return False


async def _report(world: World, _alert: RangeAlert) -> bool:
    """The report to the authority, with what is known by then."""
    world.journal.note(world.clock.now(), "report", **world.harm())
    return True


_ACTIONS: dict[str, Callable[[World, RangeAlert], Awaitable[bool]]] = {
    "block-source": _block,
    "filter-writes": _filter,
    "restore-settings": _restore,
    "report": _report,
    "disable-account": _disable,
    "block-destination": _block_destination,
    "restore-data": _restore_data,
    "trace-copy": _trace,
    "manual": _by_hand,
}
