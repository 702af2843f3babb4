# What the steps of a playbook say of one another, held together: each that is named is there, each
# that is there is reached, none is reached again from itself, every way ends at an end, and no step
# stands in two branches. So a playbook that loads can be played to its end.
from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from .condition import parse_condition, variables_of
from .playbook import (
    ACTIONS,
    KNOWN_VARIABLES,
    LAB_ACTIONS,
    OPTIONS,
    ActionStep,
    EndStep,
    HttpCommand,
    IfStep,
    ManualCommand,
    ParallelStep,
    Playbook,
    PlaybookActionStep,
    StartStep,
    Workflow,
    WorkflowStep,
)

__all__ = ["Fault", "circle_of", "playbook_faults", "workflow_faults"]

# Where in the playbook, and what is wrong.
Fault = tuple[tuple[str | int, ...], str]
_REFERENCE: Final = re.compile(r"__([a-z][a-z0-9_]*?)__:value")
_NEXT: Final = ("on_completion", "on_success", "on_failure", "on_true", "on_false")
_LAB: Final = "lab"


def playbook_faults(playbook: Playbook) -> Iterator[Fault]:
    """Every fault of a playbook by itself, with its place."""
    known = KNOWN_VARIABLES | set(playbook.variables)
    for name in set(playbook.variables) & KNOWN_VARIABLES:
        yield (
            ("variables", name),
            f"{name} is known of every incident and cannot be given another value",
        )
    for place, problem in workflow_faults(playbook.workflow, known):
        yield ("workflow", *place), problem
    if not playbook.examples:
        yield ("id",), f"{playbook.id} has no examples: say what it does for which incident"
    if playbook.starts is not None and not playbook.quiet:
        yield (
            ("starts",),
            f"{playbook.id} says when it starts: give an incident for which it is `quiet`",
        )


def workflow_faults(workflow: Workflow, known: Collection[str]) -> Iterator[Fault]:
    """Every fault of a workflow whose steps may refer to the variables `known`."""
    starts = [name for name, step in workflow.items() if isinstance(step, StartStep)]
    if len(starts) != 1:
        problem = f"a playbook has one step of type start, and this has {len(starts)}"
        yield ((starts[1],) if len(starts) > 1 else ()), problem
    lost = False
    for name, step in workflow.items():
        for place, wanted in _successors(step):
            if wanted not in workflow:
                lost = True
                yield (name, *place), f"step {name}: there is no step {wanted}"
            elif isinstance(workflow[wanted], StartStep):
                lost = True
                yield (name, *place), f"step {name}: nothing leads back to the start"
        yield from ((((name, *place)), problem) for place, problem in _within(name, step, known))
    if len(starts) == 1 and not lost:
        yield from _ways(workflow, starts[0])


def circle_of(playbooks: Mapping[str, Playbook]) -> tuple[str, str] | None:
    """A playbook and its step that leads back to that playbook, or to one that is not there."""
    calls = {
        name: {
            step.playbook: at
            for at, step in playbook.workflow.items()
            if isinstance(step, PlaybookActionStep)
        }
        for name, playbook in playbooks.items()
    }
    for name, called in calls.items():
        for first, at in called.items():
            waiting, seen = [first], set[str]()
            while waiting:
                other = waiting.pop()
                if other == name or other not in calls:
                    return name, at
                if other not in seen:
                    seen.add(other)
                    waiting += calls[other]
    return None


def _successors(step: WorkflowStep) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for key in _NEXT:
        if wanted := getattr(step, key, ""):
            yield (key,), wanted
    if isinstance(step, ParallelStep):
        for index, wanted in enumerate(step.next_steps):
            yield ("next_steps", index), wanted


def _within(name: str, step: WorkflowStep, known: Collection[str]) -> Iterator[Fault]:
    """Faults of a step by itself."""
    if isinstance(step, IfStep):
        try:
            looked_at = set(variables_of(parse_condition(step.condition)))
        except ValueError as error:
            yield ("condition",), f"step {name}: {error}"
        else:
            yield from ((("condition",), _unknown(name, each)) for each in looked_at - set(known))
    if not isinstance(step, ActionStep):
        return
    if bool(step.on_completion) == bool(step.on_success):
        yield (), f"step {name}: it needs on_completion, or on_success and on_failure, to go on"
    elif bool(step.on_success) != bool(step.on_failure):
        yield (), f"step {name}: with on_success it needs on_failure too"
    if len({isinstance(each, ManualCommand) for each in step.commands}) > 1:
        yield (
            ("commands",),
            f"step {name}: a person does it or an interface does, not both in one step",
        )
    for index, command in enumerate(step.commands):
        if isinstance(command, HttpCommand):
            place = ("commands", index)
            yield from (((*place, *at), told) for at, told in _command(name, command, known))


def _command(name: str, command: HttpCommand, known: Collection[str]) -> Iterator[Fault]:
    action = command.action
    if command.agent == "tongguan":
        if action not in ACTIONS:
            yield (
                ("command",),
                f"step {name}: there is no action {action}, there are {', '.join(ACTIONS)}",
            )
            return
        if missing := ACTIONS[action] - set(command.content):
            yield ("content",), f"step {name}: {action} needs {', '.join(sorted(missing))}"
        if strange := set(command.content) - ACTIONS[action] - OPTIONS[action]:
            yield ("content",), f"step {name}: {action} takes no {', '.join(sorted(strange))}"
    elif command.agent == _LAB and action not in LAB_ACTIONS:
        yield (
            ("command",),
            f"step {name}: a lab has no action {action}, it has {', '.join(LAB_ACTIONS)}",
        )
    texts = [command.command, *(str(each) for each in command.content.values())]
    for each in sorted(set(_REFERENCE.findall(" ".join(texts))) - set(known)):
        yield ("content",), _unknown(name, each)


def _unknown(name: str, variable: str) -> str:
    return f"step {name}: there is no variable __{variable}__"


def _ways(workflow: Workflow, start: str) -> Iterator[Fault]:
    """Walks every way once: faults where one comes back to itself or joins another branch."""
    owner: dict[str, str] = {}
    done: set[str] = set()

    def walk(name: str, branch: str, path: tuple[str, ...]) -> Iterator[Fault]:
        if name in path:
            at = path[-1]
            yield (
                (at,),
                f"step {at}: it leads back to {name}, which led to it: a playbook has no circles",
            )
            return
        if owner.setdefault(name, branch) != branch:
            if not isinstance(workflow[name], EndStep):
                yield (name,), f"step {name}: it stands in two branches; give each its own"
            else:
                yield (name,), f"step {name}: each branch has an end of its own"
            return
        if name in done:
            return
        step = workflow[name]
        for place, wanted in _successors(step):
            inner = branch
            if place[0] in {"on_true", "on_false", "next_steps"}:
                inner = f"{name} {place}"
            yield from walk(wanted, inner, (*path, name))
        done.add(name)

    found = list(walk(start, "", ()))
    yield from found
    if not found:
        for name in workflow:
            if name not in done:
                yield (name,), f"step {name}: nothing leads to it"
