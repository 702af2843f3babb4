# Who the bureau is: what the operator writes once, so that the workbook's columns fill
# themselves. Every part may be left out.
from __future__ import annotations

from pydantic import Field

from .pack import Model

__all__ = ["Department", "Site", "System"]


class Department(Model):
    """A department, its data-security officer and how to reach them."""

    id: str
    name: str
    officer: str = ""
    contact: str = ""


class System(Model):
    """An information system: the sources it holds (path or URL prefixes) and its duties."""

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


class Site(Model):
    """The bureau; `unit` is the path its records carry (`shaanxi/xian/health-bureau`)."""

    name: str = ""
    uscc: str = ""
    unit: str = Field(default="local", pattern=r"^[a-z0-9][a-z0-9./_-]*$")
    industry: str = ""
    region: str = ""
    departments: tuple[Department, ...] = ()
    systems: tuple[System, ...] = ()
