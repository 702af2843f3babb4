# What was done about an incident: a playbook's run as it is kept, the adapters that act, and the
# messages that tell people. Each is a record of its own; none holds a secret in clear or a raw value.
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .record_base import Record

__all__ = ["Adapter", "Notice", "Response", "StepRun"]


@dataclass(frozen=True, slots=True)
class StepRun:
    """A step that was reached: when, what was answered at its gate by whom, and how it ended.

    Times are seconds of whoever plays it. `answer` is yes, no, or by time alone proceed or hold, ""
    where nobody was asked yet; `outcome` is done, failed or held, "" while it is open; `told` says
    what was done, a line for each adapter.
    """

    entered: float
    answer: Literal["", "yes", "no", "proceed", "hold"] = ""
    answered_by: str = ""
    answered: float | None = None
    begun: bool = False
    outcome: Literal["", "done", "failed", "held"] = ""
    ended: float | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Record):
    """A playbook that is played for an incident.

    `mode` is dry-run or for-real, `state` running, waiting (for a person), done, failed (a step
    failed or was held) or stopped; `playbook_sha256` of the playbook as it was when it began. `by` is who
    began it, "" where the monitor did by itself.
    """

    incident: str
    playbook: str
    playbook_sha256: str
    mode: str
    state: str
    began: float
    by: str = ""
    variables: dict[str, str | int | float | bool | tuple[str, ...]] = field(default_factory=dict)
    steps: dict[str, StepRun] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter(Record):
    """What acts for playbooks, once an operator has registered it; the id is its name.

    `secret` is sealed; `settings` are what its kind asks for, none of them secret.
    """

    kind: str
    settings: dict[str, str] = field(default_factory=dict)
    secret: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Record):
    """A message to people through an adapter, kept until its receiver has taken it.

    `state` is queued, sending (it was under way; whoever finds it so sends it again, under the same
    id), sent, or failed (given up). `next_try` is seconds since 1970; `problem` why the last try failed.
    """

    adapter: str
    incident: str
    response: str
    zh: str
    en: str
    facts: dict[str, str] = field(default_factory=dict)
    state: str = "queued"
    attempts: int = 0
    next_try: float = 0.0
    problem: str = ""
    answered: str = ""
