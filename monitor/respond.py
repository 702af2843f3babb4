# The playbook engine: how far a playbook has come, and what is next. It does nothing itself and knows
# no clock: whoever plays it says what time it is, does what is due, and tells how that went. So the
# same engine plays a bureau's response over days and processes, and a drill on time that jumps.
#
# A run is a value; what was decided and done in it is never looked up anew, so that a run that was
# written down and read back goes on where it was. CACAO 2.0, section 4, is the order of steps.
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from policies.condition import Value, holds, parse_condition
from policies.playbook import (
    ActionStep,
    EndStep,
    IfStep,
    ParallelStep,
    Playbook,
    PlaybookActionStep,
    StartStep,
)
from policies.playing import Action, Look, Outcome, Run, Waiting
from schema import StepRun

__all__ = ["answered", "begin", "finished", "look", "played"]

_Library = Mapping[str, Playbook]


def begin(playbook: Playbook, variables: Mapping[str, Value], now: float) -> Run:
    """A run at its beginning; the playbook's own constants stand beside what is known."""
    own = {name: each.value for name, each in playbook.variables.items()}
    return Run(playbook.id, now, {**own, **variables})


def look(run: Run, library: Mapping[str, Playbook], now: float) -> Look:
    """What is due now; steps that were reached, and gates whose time is up, are written into the run.

    An action that is due is told once, and `finished` says how it went. Raises KeyError where the
    library has not the playbook.
    """
    while True:
        active: list[tuple[str, ActionStep]] = []
        over = _walk(run, library, run.playbook, "", active)
        moved = _moved(run, active, now)
        if moved == run:
            break
        run = moved
    due, waiting, times = [], [], []
    steps = dict(run.steps)
    for path, step in active:
        at = steps[path]
        name = path.rpartition("/")[2]
        starts = at.entered + step.delay
        if step.gate is not None and not at.answer:
            until = at.entered + step.gate.timeout
            waiting.append(Waiting(path, name, step.gate.role, step.commands, step.gate, until))
            times.append(until)
        elif now < starts:
            times.append(starts)
        elif not at.begun:
            steps[path] = replace(at, begun=True)
            due.append(Action(path, name, step.by, step.commands, step.is_manual))
        elif step.is_manual:
            waiting.append(Waiting(path, name, step.by, step.commands, None, None))
    wakes = min(times, default=None)
    return Look(replace(run, steps=steps), tuple(due), tuple(waiting), wakes, over)


def answered(run: Run, path: str, *, yes: bool, by: str, now: float) -> Run:
    """The run with an answer at a step's gate. Raises ValueError where nobody is asked there."""
    at = run.steps.get(path)
    if at is None or at.answer or at.outcome or at.begun:
        raise ValueError(f"step {path} waits for no answer")
    found = replace(at, answer="yes" if yes else "no", answered_by=by, answered=now)
    if not yes:
        found = replace(found, outcome="held", ended=now)
    return replace(run, steps={**run.steps, path: found})


def finished(
    run: Run, path: str, outcome: Outcome, now: float, *, told: tuple[str, ...] = (), by: str = ""
) -> Run:
    """The run with how a step ended. Raises ValueError where the step is not being done."""
    at = run.steps.get(path)
    if at is None or not at.begun or at.outcome:
        raise ValueError(f"step {path} is not being done")
    found = replace(at, outcome=outcome, ended=now, told=told, answered_by=by or at.answered_by)
    return replace(run, steps={**run.steps, path: found})


def played(
    playbook: Playbook,
    variables: Mapping[str, Value],
    library: Mapping[str, Playbook],
    act: Callable[[Action], None] = lambda _action: None,
) -> Iterator[str]:
    """The paths of the actions of a playbook in order, where everybody agrees and all works."""
    run = begin(playbook, variables, 0.0)
    now = 0.0
    while True:
        state = look(run, library, now)
        run = state.run
        for action in state.due:
            act(action)
            yield action.path
            run = finished(run, action.path, "done", now)
        for each in state.waiting:
            if each.gate is not None:
                run = answered(run, each.path, yes=True, by="", now=now)
        if state.over:
            return
        if not state.due and not state.waiting and state.wakes is not None:
            now = state.wakes


def _walk(
    run: Run, library: _Library, name: str, prefix: str, active: list[tuple[str, ActionStep]]
) -> bool:
    """Whether this playbook is at its end; steps that hold it up are added to the active ones."""
    playbook = library[name]

    def follow(at: str) -> bool:
        while True:
            step = playbook.workflow[at]
            path = f"{prefix}{at}"
            if isinstance(step, EndStep):
                return True
            if isinstance(step, StartStep):
                at = step.on_completion
            elif isinstance(step, IfStep):
                yes = holds(parse_condition(step.condition), run.variables)
                branch = step.on_true if yes else step.on_false
                if branch and not follow(branch):
                    return False
                at = step.on_completion
            elif isinstance(step, ParallelStep):
                # Every branch is looked at, also behind one that waits.
                ends = [follow(each) for each in step.next_steps]
                if not all(ends):
                    return False
                at = step.on_completion
            elif isinstance(step, PlaybookActionStep):
                if not _walk(run, library, step.playbook, f"{path}/", active):
                    return False
                at = step.on_completion
            else:
                found = run.steps.get(path)
                if found is None or not found.outcome:
                    active.append((path, step))
                    return False
                went_well = found.outcome == "done"
                at = step.on_completion or (step.on_success if went_well else step.on_failure)

    return follow(playbook.start)


def _moved(run: Run, active: list[tuple[str, ActionStep]], now: float) -> Run:
    """The run with steps that are reached now, and gates whose time is up."""
    steps = dict(run.steps)
    for path, step in active:
        at = steps.get(path)
        if at is None:
            steps[path] = StepRun(entered=now)
        elif step.gate is not None and not at.answer and now >= at.entered + step.gate.timeout:
            steps[path] = replace(at, answer=step.gate.on_timeout, answered=now)
            if step.gate.on_timeout == "hold":
                steps[path] = replace(steps[path], outcome="held", ended=now)
    return replace(run, steps=steps) if steps != dict(run.steps) else run
