# A playbook while it is played: how far it has come and what is next. Who plays it (a bureau's
# response, a drill) and what moves it on (monitor/respond.py) know these shapes and not each other.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from schema import StepRun

from .condition import Value
from .playbook import Command, Gate, Playbook, RoleName

__all__ = ["Action", "Engine", "Look", "Outcome", "Run", "Waiting"]

# done, failed; held: nobody agreed in time, or somebody refused.
Outcome = Literal["done", "failed", "held"]


@dataclass(frozen=True, slots=True)
class Run:
    """A playbook being played: its steps by their path, `sub/step` for those of another playbook."""

    playbook: str
    began: float
    variables: Mapping[str, Value]
    steps: Mapping[str, StepRun] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Action:
    """A step that is to be done now, by this role."""

    path: str
    step: str
    by: RoleName
    commands: tuple[Command, ...]
    manual: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits: for a role's answer at a gate until a time, or for a person to do it."""

    path: str
    step: str
    role: RoleName
    commands: tuple[Command, ...]
    gate: Gate | None
    until: float | None


@dataclass(frozen=True, slots=True)
class Look:
    """How a run stands: what is due, what waits, when time alone changes it, whether it is over."""

    run: Run
    due: tuple[Action, ...]
    waiting: tuple[Waiting, ...]
    wakes: float | None
    over: bool


class Engine(Protocol):
    """What moves a run on."""

    def begin(self, playbook: Playbook, variables: Mapping[str, Value], now: float) -> Run:
        """A run at its beginning."""

    def look(self, run: Run, library: Mapping[str, Playbook], now: float) -> Look:
        """What is due and what waits now."""

    def answered(self, run: Run, path: str, *, yes: bool, by: str, now: float) -> Run:
        """The run with an answer at a gate."""

    def finished(
        self,
        run: Run,
        path: str,
        outcome: Outcome,
        now: float,
        *,
        told: tuple[str, ...] = (),
        by: str = "",
    ) -> Run:
        """The run with how a step ended."""
