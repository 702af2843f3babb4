# Playbooks as data: the subset of CACAO 2.0 that is played here. Steps are start, end, action,
# if-condition, parallel and playbook-action; commands are manual (a person does it) and http-api
# (an adapter or an interface does it). What would run a program of its own choice (bash, ssh,
# powershell …) is refused. What the parts say of one another is looked up in playbook_check.py.
from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, get_args

from pydantic import BeforeValidator, Field, field_validator

from schema import Level

from .condition import Value
from .detection import RiskType
from .duration import Duration
from .pack import Header, Model, Title

__all__ = [
    "ACTIONS",
    "KNOWN_VARIABLES",
    "LAB_ACTIONS",
    "ActionStep",
    "Automatic",
    "Command",
    "EndStep",
    "Gate",
    "HttpCommand",
    "IfStep",
    "LabAction",
    "ManualCommand",
    "ParallelStep",
    "Playbook",
    "PlaybookActionStep",
    "PlaybookExample",
    "PlaybookPack",
    "RoleName",
    "StartStep",
    "Starts",
    "Variable",
    "Workflow",
    "WorkflowStep",
]

RoleName = Literal["command", "assess", "handle", "recover", "report", "control"]
Severity = Literal["low", "medium", "high", "critical"]

# What the suite's own adapters do (agent `tongguan`), and what each must be told.
ACTIONS: Final[Mapping[str, frozenset[str]]] = {
    "block-address": frozenset({"address"}),
    "quarantine-host": frozenset({"address"}),
    "disable-account": frozenset({"account"}),
    "revoke-share": frozenset({"share"}),
    "notify": frozenset(),
}
# What may be said besides: through which adapters, for how long, with the key or not.
OPTIONS: Final[Mapping[str, frozenset[str]]] = {
    "block-address": frozenset({"through", "for"}),
    "quarantine-host": frozenset({"through", "for"}),
    "disable-account": frozenset({"through"}),
    "revoke-share": frozenset({"destroy_key"}),
    "notify": frozenset({"through", "zh", "en"}),
}
# What a range's lab lets be done to it (agent `lab`).
LabAction = Literal[
    "block-source", "block-destination", "filter-writes", "disable-account", "restore-settings",
    "restore-data", "trace-copy", "report",
]  # fmt: skip
LAB_ACTIONS: Final[tuple[str, ...]] = get_args(LabAction)
# What is known of an incident, or of an alert in a range, when a playbook begins.
KNOWN_VARIABLES: Final = frozenset({
    "incident", "title", "severity", "level", "records", "persons", "confidence", "risk_types",
    "rules", "datasets", "labels", "shares", "user", "source", "destination", "server",
    "recipient", "masked",
})  # fmt: skip
# No secret stands in a playbook: it belongs to the adapter.
_SECRET_HEADERS: Final = frozenset(
    {"authorization", "proxy-authorization", "cookie", "x-api-key", "x-auth-token"}
)
_STEPS: Final = ("start", "end", "action", "if-condition", "parallel", "playbook-action")
_COMMANDS: Final = ("manual", "http-api")
_NAME: Final = r"^[a-z][a-z0-9-]*$"


def _played_here(value: object) -> object:
    """Refuses, in plain words, a kind of step or command that is not played."""
    kind = value.get("type") if isinstance(value, dict) else None
    if isinstance(kind, str) and kind not in (*_STEPS, *_COMMANDS):
        raise ValueError(
            f"{kind} is not played here: steps are {', '.join(_STEPS)}, commands are "
            f"{' and '.join(_COMMANDS)}"
        )
    return value


class Gate(Model):
    """A step waits until this role says yes; at the end of `timeout` it goes on or is left."""

    role: RoleName
    timeout: Duration = Field(default=600.0, gt=0)
    on_timeout: Literal["proceed", "hold"] = "hold"


class Variable(Model):
    """A constant of a playbook; what is known of the incident needs no declaration."""

    value: str
    description: str = ""


class ManualCommand(Model):
    """What a person of the step's role does, in words."""

    type: Literal["manual"]
    command: Title


class HttpCommand(Model):
    """A request to an agent: the suite's own adapters (`tongguan`), or an interface that the
    operator registered under this name. In values `__user__:value` stands for a variable.
    """

    type: Literal["http-api"]
    command: str = Field(pattern=r"^(GET|POST|PUT|PATCH|DELETE) /\S*( HTTP/1\.1)?$")
    agent: str = Field(default="tongguan", pattern=r"^[a-z][a-z0-9._-]*$")
    headers: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    content: dict[str, str | int | bool] = Field(default_factory=dict)

    @field_validator("headers")
    @classmethod
    def _no_secret(cls, headers: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for name in headers:
            if name.lower() in _SECRET_HEADERS:
                raise ValueError(f"the header {name} is a secret's: give it to the adapter")
        return headers

    @property
    def action(self) -> str:
        """What is asked for: the request's path without its slash."""
        return self.command.split(" ")[1].removeprefix("/")


Command = Annotated[
    Annotated[ManualCommand | HttpCommand, Field(discriminator="type")],
    BeforeValidator(_played_here),
]


class StartStep(Model):
    """Where a playbook begins."""

    type: Literal["start"]
    on_completion: str


class EndStep(Model):
    """Where a playbook or a branch of it ends."""

    type: Literal["end"]


class ActionStep(Model):
    """Commands one after another, done by a role, behind a gate if it has one.

    After it comes `on_completion`, or `on_success` and, where it fails or is held, `on_failure`.
    """

    type: Literal["action"]
    name: Title | None = None
    by: RoleName = "handle"
    gate: Gate | None = None
    delay: Duration = Field(default=0.0, ge=0)
    commands: tuple[Command, ...] = Field(min_length=1)
    on_completion: str = ""
    on_success: str = ""
    on_failure: str = ""

    @property
    def is_manual(self) -> bool:
        """Whether a person does it."""
        return all(isinstance(each, ManualCommand) for each in self.commands)


class IfStep(Model):
    """One branch or the other; then, when that is at its end, `on_completion`."""

    type: Literal["if-condition"]
    condition: str
    on_true: str
    on_false: str = ""
    on_completion: str


class ParallelStep(Model):
    """Branches side by side; when all are at their ends, `on_completion`."""

    type: Literal["parallel"]
    next_steps: tuple[str, ...] = Field(min_length=2)
    on_completion: str


class PlaybookActionStep(Model):
    """Another playbook, played here to its end."""

    type: Literal["playbook-action"]
    playbook: str
    on_completion: str


WorkflowStep = Annotated[
    Annotated[
        StartStep | EndStep | ActionStep | IfStep | ParallelStep | PlaybookActionStep,
        Field(discriminator="type"),
    ],
    BeforeValidator(_played_here),
]
Workflow = dict[Annotated[str, Field(pattern=_NAME)], WorkflowStep]


class Starts(Model):
    """Which incidents a playbook is for: all that is given must fit."""

    rules: tuple[str, ...] = ()
    risk_types: tuple[RiskType, ...] = ()
    severity: Severity = "low"
    level: Level | None = None
    masked: bool | None = None


class PlaybookExample(Model):
    """An incident, and the actions that are done for it, in order, where everybody agrees."""

    given: dict[str, Value]
    does: tuple[str, ...]


class Playbook(Model):
    """What is done about an incident."""

    id: str = Field(pattern=_NAME)
    title: Title
    kinds: tuple[str, ...] = ()
    starts: Starts | None = None
    variables: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Variable] = Field(
        default_factory=dict
    )
    workflow: Workflow
    examples: tuple[PlaybookExample, ...] = ()
    quiet: tuple[dict[str, Value], ...] = ()

    @property
    def start(self) -> str:
        """The id of its first step."""
        return next(name for name, step in self.workflow.items() if isinstance(step, StartStep))


class Automatic(Model):
    """That the monitor begins a playbook by itself for incidents that fit, and how."""

    playbook: str
    mode: Literal["dry-run", "for-real"] = "dry-run"


class PlaybookPack(Model):
    """A file of playbooks, and of which are begun by the monitor itself."""

    header: Header
    playbooks: tuple[Playbook, ...] = ()
    automatic: tuple[Automatic, ...] = ()
