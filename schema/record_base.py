# What every record of the suite has in common.
from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has."""

    id: str
    unit: str
    time: str
    schema_version: int = 1
