# Who the bureau is: what the operator writes once, so that the workbook's columns fill
# themselves. Every part may be left out.
from __future__ import annotations

from typing import Literal

from pydantic import Field

from .pack import Model
from .playbook import RoleName

__all__ = ["Demand", "Department", "Site", "System"]


class Department(Model):
    """A department, its data-security officer and how to reach them."""

    id: str
    name: str
    officer: str = ""
    contact: str = ""


class System(Model):
    """An information system: the sources it holds (path or URL prefixes) and its duties.

    What a list asks for and nobody wrote here stays empty in it, for people to fill in.
    """

    id: str
    name: str
    sources: tuple[str, ...] = ()
    department: str = ""
    protection_level: str = ""
    critical: bool = False
    purposes: tuple[str, ...] = ()
    data_origin: str = ""
    update_frequency: str = ""
    retention: str = ""
    measures: tuple[str, ...] = ()
    office: str = ""
    legal_basis: str = ""
    sharing: str = ""
    opening: str = ""
    duties: tuple[str, ...] = ()
    quality: str = ""
    supervisor: str = ""
    builder: str = ""
    operator: str = ""
    location: str = ""
    database: str = ""
    interfaces: int | None = Field(default=None, ge=0)
    upstream: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()
    log_months: int | None = Field(default=None, ge=0)
    backup: str = ""
    status: str = ""


class Demand(Model):
    """A department's demand for data, as it was made: what, for what, and what became of it."""

    id: str
    department: str
    matter: str
    legal_basis: str = ""
    resources: str = ""
    frequency: str = ""
    deadline: str = ""
    purpose: str = ""
    necessity: str = ""
    provider: str = ""
    masking: str = ""
    mode: str = ""
    status: str = ""
    reply: str = ""
    destruction: str = ""


class Site(Model):
    """The bureau; `reports_as` says by whose rules it reports incidents, `response_roles` who may
    answer for which role in a playbook. `unit` is the path its records carry
    (`shaanxi/xian/health-bureau`). `events_kept_days` is how long events are kept, for
    ever if nothing is said, and not less than the six months that the law asks for.
    """

    name: str = ""
    uscc: str = ""
    unit: str = Field(default="local", pattern=r"^[a-z0-9][a-z0-9./_-]*$")
    industry: str = ""
    region: str = ""
    departments: tuple[Department, ...] = ()
    systems: tuple[System, ...] = ()
    demands: tuple[Demand, ...] = ()
    response_roles: dict[RoleName, tuple[str, ...]] = Field(default_factory=dict)
    events_kept_days: int | None = Field(default=None, ge=180)
    reports_as: tuple[Literal["cii", "others", "central", "protection", "industry"], ...] = (
        "others",
    )
