# Which events of a batch a condition fits, column by column.
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from policies import Condition
from schema import Level

from .column import Column, as_places, column

__all__ = ["fitting", "from_level", "in_hours", "minutes_of"]

Places = npt.NDArray[np.bool_]

_US_PER_MINUTE: Final = 60_000_000
_MINUTES_PER_DAY: Final = 1_440


def fitting(batch: pa.RecordBatch, condition: Condition) -> Places:
    """The events in which every column of the condition has (one of) its values.

    In a text * stands for anything. A column the batch does not have, or that is null, fits
    nothing.
    """
    found = np.ones(batch.num_rows, np.bool_)
    for name, wanted in condition.items():
        if name not in batch.schema.names:
            return np.zeros(batch.num_rows, np.bool_)
        found &= _one_of(batch.column(name), wanted if isinstance(wanted, tuple) else (wanted,))
    return found


def from_level(batch: pa.RecordBatch, level: Level) -> Places:
    """The events that touch data of this level or a graver one."""
    graver = pa.array([each.value for each in Level if each.rank >= level.rank])
    return as_places(pc.is_in(batch.column("tongguan.level"), graver))


def in_hours(batch: pa.RecordBatch, hours: str, utc_offset: str) -> Places:
    """The events at these hours of the local day, `22:00-06:00` passing midnight."""
    first, last = (int(each[:2]) * 60 + int(each[3:]) for each in hours.split("-"))
    stamps = batch.column("@timestamp").cast(pa.int64()).to_numpy()
    minute = (stamps // _US_PER_MINUTE + minutes_of(utc_offset)) % _MINUTES_PER_DAY
    inside: Places = (minute >= first) & (minute < last)
    return inside if first <= last else (minute >= first) | (minute < last)


def minutes_of(utc_offset: str) -> int:
    """The offset in minutes.

    >>> minutes_of("+08:00")
    480
    """
    zone = dt.datetime.strptime(utc_offset, "%z").utcoffset()
    assert zone is not None
    return int(zone.total_seconds() // 60)


def _one_of(values: Column, wanted: Iterable[object]) -> Places:
    found = np.zeros(len(values), np.bool_)
    plain = []
    for each in wanted:
        if isinstance(each, str) and "*" in each:
            pattern = ".*".join(re.escape(part) for part in each.split("*"))
            found |= as_places(pc.match_substring_regex(values, f"^(?s:{pattern})$"))
        else:
            plain.append(each)
    if plain:
        try:
            known = column(plain, values.type)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            return found
        found |= as_places(pc.is_in(values, known))
    return found
