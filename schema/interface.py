# Records of data interfaces: what traffic and logs show of each, and what descriptions (OpenAPI)
# declare. None holds a value: addresses stand as templates.
from __future__ import annotations

from dataclasses import dataclass, field

from .level import Level
from .record_base import Record

__all__ = ["ApiDescription", "Caller", "DataInterface", "InterfaceFinding", "Operation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation that a description declares: method, template with {names}, and what it may give.

    `labels` are those its answer's properties have by their names, None where the answer's shape is
    not declared; `most_records` the most it may give at once; `is_open` that it asks for no
    credentials.
    """

    method: str
    template: str
    title: str = ""
    is_open: bool = False
    labels: tuple[str, ...] | None = None
    most_records: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDescription(Record):
    """An OpenAPI description that was imported; the id is its title.

    `hosts` are those of its servers, `bases` what stands before its paths on them.
    """

    version: str
    sha256: str
    operations: tuple[Operation, ...]
    hosts: tuple[str, ...] = ()
    bases: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What one account, or machine where no account is told, did with an interface."""

    name: str
    calls: int
    records: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceFinding:
    """What is wrong with an interface: shadow, dormant, unauthenticated or over-returning.

    `because` are figures by name, `undeclared=cn.id18`.
    """

    kind: str
    severity: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataInterface(Record):
    """A data interface as it was seen, declared, or both; who calls it and what it gives.

    `labels` count records by label, over the time looked at; `records` are those it gave,
    `received` those it was given, `most_records` the most in one answer. `open_records` were given
    to calls that showed no credentials. `described_by` is the description's title.
    """

    service: str
    method: str
    template: str
    described_by: str = ""
    title: str = ""
    calls: int = 0
    callers: tuple[Caller, ...] = ()
    other_callers: int = 0
    labels: dict[str, int] = field(default_factory=dict)
    level: Level = Level.GENERAL_1
    records: int = 0
    most_records: int = 0
    most_persons: int = 0
    received: int = 0
    open_calls: int = 0
    open_records: int = 0
    datasets: tuple[str, ...] = ()
    first_seen: str = ""
    last_seen: str = ""
    evidence: tuple[str, ...] = ()
    findings: tuple[InterfaceFinding, ...] = ()
