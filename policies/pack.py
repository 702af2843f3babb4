# What every policy file has in common: a header that says whose it is and how far to
# trust it, then entries with ids. Unknown keys are refused everywhere.
from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = ["Header", "Maturity", "Model", "Title"]

Maturity = Literal["sandbox", "incubating", "stable"]


class Model(BaseModel):
    """Outsiders' data: frozen, unknown keys refused, no silent change of type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Title(Model):
    """What people read, in both languages."""

    zh: str
    en: str


class Header(Model):
    """Who keeps a pack, since when, how mature it is, where it comes from, what it lacks."""

    id: str
    title: Title
    owner: str
    created: dt.date
    maturity: Maturity
    source: str
    gaps: str
