# When an incident is to be reported to the authority, as data: which harm makes it of which
# level, and within what time who must know.
from __future__ import annotations

from typing import Literal

from pydantic import Field

from .duration import Duration
from .load import SHIPPED
from .pack import Header, Model, Title
from .read import read_yaml

__all__ = ["Bound", "IncidentLevel", "Regime", "RegimePack", "load_regimes"]

IncidentLevel = Literal["ordinary", "fairly-serious", "serious", "particularly-serious"]


class Bound(Model):
    """From which figure on an incident is of a level; any one of the bounds is enough."""

    level: IncidentLevel
    figure: Literal["persons_leaked", "people_without_supply", "outage_minutes"]
    least: float = Field(gt=0)
    status: Literal["V", "R", "O"]


class Regime(Model):
    """Who reports by which rule: from `from_level` on, within `within` of finding out."""

    id: str
    title: Title
    rule: Title
    from_level: IncidentLevel
    within: Duration = Field(gt=0)
    bounds: tuple[Bound, ...] = Field(min_length=1)
    status: Literal["V", "R", "O"]


class RegimePack(Model):
    """A file of regimes."""

    header: Header
    regimes: tuple[Regime, ...] = Field(min_length=1)


def load_regimes() -> dict[str, Regime]:
    """The shipped regimes by id. Raises PolicyError where their file is wrong."""
    pack = read_yaml(SHIPPED / "duties" / "incident-reporting.yaml", RegimePack)
    return {each.id: each for each in pack.regimes}
