# What sensors hand on: an event's columns by their names, and the content that went with it.
# Content stays in memory until it was scanned and goes no further.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

__all__ = ["Body", "Noted", "Value"]

Value = str | int | float | bool | tuple[str, ...] | None
Way = Literal["forth", "back"]


@dataclass(frozen=True, slots=True)
class Body:
    """Content that passed: octets as they were sent, or rows where the protocol tells them apart.

    `way` is forth from the source or back to it. `media` and `coding` are what was said of the
    octets (`application/json`, `gzip`). `missing` counts bytes that were sent and are not here,
    by gaps or because there were too many; `rows_sent` rows, all of them.
    """

    way: Way
    octets: bytes = field(default=b"", repr=False)
    media: str = ""
    coding: str = ""
    name: str = ""
    missing: int = 0
    rows: pa.RecordBatch | None = field(default=None, repr=False)
    rows_sent: int | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """An event at a time in nanoseconds since 1970: values by column names of `EVENT_SCHEMA`."""

    time: int
    values: Mapping[str, Value]
    bodies: tuple[Body, ...] = ()
