# What is owed once data has left: who reports to whom within what time, what the report must
# hold, and what may follow later. Clocks start when the incident becomes known.
from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from schema import Level, PolicyError

from .detection import RiskType
from .duration import Duration
from .load import SHIPPED
from .pack import Header, Model, Title
from .read import read_yaml
from .regime import IncidentLevel, load_regimes

__all__ = ["Duty", "DutyPack", "ReportItem", "Reporter", "load_duties"]

_FILE = "data-incidents.yaml"
_FAMILY = "duties"
# Read by `load_regimes`.
_REGIMES = "incident-reporting.yaml"
Reporter = Literal["cii", "others", "central", "protection", "industry", "handler", "processor"]
# What evidence can fill in; the rest is for people to write.
Filled = Literal[
    "site", "systems", "time", "kind", "harm", "data", "cause", "clues", "techniques", "response"
]


class ReportItem(Model):
    """A thing a report must hold; `filled` says with what of the evidence it begins.

    `first` items go out within the first deadline, others may follow.
    """

    id: str
    title: Title
    filled: tuple[Filled, ...] = ()
    first: bool = True


class Duty(Model):
    """Something owed to `to` within `within` of an incident's becoming known.

    Of whom it is asked is `reporter`. It begins with data of `level`, with so many `persons`
    and records, of these `risk_types`; by a `regime` with what its bounds call `from_level`.
    `closing` is the time until the closing report.
    """

    id: str
    title: Title
    rule: Title
    reporter: Reporter
    to: Title
    within: Duration = Field(gt=0)
    closing: Duration | None = None
    status: Literal["V", "R", "O"]
    level: Level | None = None
    persons: int = Field(default=0, ge=0)
    risk_types: tuple[RiskType, ...] = ("leak", "illegal_transfer")
    regime: str | None = None
    from_level: IncidentLevel | None = None
    report: tuple[ReportItem, ...] = ()


class DutyPack(Model):
    """A file of duties."""

    header: Header
    duties: tuple[Duty, ...] = Field(min_length=1)


def load_duties(extra: Path | None = None) -> dict[str, Duty]:
    """Our duties, with the operator's in `extra`/duties in the place of those of the same id.

    Raises PolicyError where a file is wrong or a duty names a regime that nobody wrote.
    """
    paths = [SHIPPED / _FAMILY / _FILE]
    if extra is not None:
        paths += sorted(path for path in (extra / _FAMILY).glob("*.yaml") if path.name != _REGIMES)
    found: dict[str, Duty] = {}
    for path in paths:
        for each in read_yaml(path, DutyPack).duties:
            if each.regime is not None and each.regime not in load_regimes():
                problem = f"{each.id} names regime {each.regime}, which nobody wrote"
                raise PolicyError(problem, file=str(path))
            found[each.id] = each
    return found
