# The defence team of a drill as data: its roles and how long they take, playbooks with gates
# that wait for a role, and the scoring. A playbook is a workflow like any other (playbook.py), or in
# short actions one after another, each with the gate it waits at.
from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .duration import Duration
from .pack import Model, Title
from .playbook import (
    ActionStep,
    EndStep,
    Gate,
    HttpCommand,
    LabAction,
    Playbook,
    RoleName,
    StartStep,
    Workflow,
    WorkflowStep,
)

__all__ = [
    "Deciding",
    "Deduction",
    "Defence",
    "DrillPlaybook",
    "Gate",
    "PlaybookStep",
    "Reporting",
    "Role",
    "RoleName",
    "Scoring",
    "Share",
    "Times",
]


class Role(Model):
    """Who plays a role: `auto` decides after a time between the two of `takes`."""

    mode: Literal["auto", "human"] = "auto"
    takes: tuple[Duration, Duration] = (30.0, 90.0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.takes[0] > self.takes[1]:
            raise ValueError("the shortest time stands first")
        return self


class PlaybookStep(Model):
    """An action done by a role, with the gate before it."""

    id: str
    action: LabAction
    by: RoleName = "handle"
    gate: Gate | None = None


class DrillPlaybook(Model):
    """What is done when one of these rules fires, once for each source it names: `steps` one after
    another, or a `workflow` whose commands go to the agent `lab`.
    """

    id: str
    title: Title
    rules: tuple[str, ...] = Field(min_length=1)
    steps: tuple[PlaybookStep, ...] = ()
    workflow: Workflow = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if bool(self.steps) == bool(self.workflow):
            raise ValueError("a playbook has steps one after another, or a workflow")
        return self

    @property
    def playbook(self) -> Playbook:
        """The playbook as the engine plays it."""
        workflow: dict[str, WorkflowStep] = dict(self.workflow)
        if self.steps:
            # Names that no step of a file can have.
            names = [each.id for each in self.steps]
            workflow["<start>"] = StartStep(type="start", on_completion=names[0])
            for name, then, each in zip(names, [*names[1:], "<end>"], self.steps, strict=True):
                command = HttpCommand(type="http-api", command=f"POST /{each.action}", agent="lab")
                workflow[name] = ActionStep(
                    type="action",
                    by=each.by,
                    gate=each.gate,
                    commands=(command,),
                    on_completion=then,
                )
            workflow["<end>"] = EndStep(type="end")
        return Playbook.model_construct(
            id=self.id, title=self.title, kinds=(), starts=None, variables={}, workflow=workflow,
            examples=(), quiet=(),
        )  # fmt: skip


class Defence(Model):
    """The defence team: how long its detector learns what is usual, roles, playbooks."""

    learn: Duration = Field(gt=0)
    roles: dict[RoleName, Role]
    playbooks: tuple[DrillPlaybook, ...] = ()


class Times(Model):
    """A share of the score that falls from `full` to nothing at `zero`."""

    weight: float = Field(ge=0)
    full: Duration
    zero: Duration

    @model_validator(mode="after")
    def _falls(self) -> Self:
        if self.full >= self.zero:
            raise ValueError("full marks are for less time than none")
        return self


class Share(Model):
    """A share of the score that falls with harm: figure by figure, the harm that leaves nothing.

    Records are counted by level, persons and cubic metres as they are.
    """

    weight: float = Field(ge=0)
    zero: dict[str, float] = Field(min_length=1)

    @model_validator(mode="after")
    def _above_nothing(self) -> Self:
        if any(each <= 0 for each in self.zero.values()):
            raise ValueError("the harm that leaves no marks is above 0")
        return self


class Deduction(Model):
    """Marks taken off for each."""

    each: float = Field(ge=0)


class Reporting(Model):
    """A share of the score for the report to the authority, by a regime's deadline."""

    weight: float = Field(ge=0)
    regime: str


class Deciding(Model):
    """A share of the score for what was decided on injects, in time."""

    weight: float = Field(ge=0)


class Scoring(Model):
    """How the defence team is scored: shares by weight, out of 100."""

    detect: Times
    contain: Times
    recover: Times
    physical: Share | None = None
    leak: Share | None = None
    report: Reporting | None = None
    decide: Deciding | None = None
    false_response: Deduction = Deduction(each=5)
