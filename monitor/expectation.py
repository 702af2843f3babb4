# What a person wrote down as expected: which of it is for a rule, and which events are as it says.
from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from policies import Expected

from .predicate import fitting, in_hours, minutes_of

__all__ = ["as_expected", "expected_by", "unexpected"]

_US: Final = 1_000_000
_US_PER_DAY: Final = 86_400 * _US
_EPOCH_ORDINAL: Final = 719_163


def expected_by(rule: str, expected: Sequence[Expected]) -> tuple[Expected, ...]:
    """What is expected of events that this rule looks at."""
    return tuple(each for each in expected if not each.detections or rule in each.detections)


def unexpected(
    batch: pa.RecordBatch, wanted: npt.NDArray[np.bool_], expected: Sequence[Expected]
) -> npt.NDArray[np.bool_]:
    """Those of the wanted events that are not as expected."""
    for each in expected:
        if wanted.any():
            wanted = wanted & ~as_expected(batch, each)
    return wanted


def as_expected(batch: pa.RecordBatch, one: Expected) -> npt.NDArray[np.bool_]:
    """Which events are as they should be, by what a person wrote down."""
    fits = fitting(batch, one.where)
    if fits.any() and one.hours is not None:
        fits &= in_hours(batch, one.hours, one.utc_offset)
    if fits.any():
        offset = minutes_of(one.utc_offset) * 60 * _US
        days = (batch.column("@timestamp").cast(pa.int64()).to_numpy() + offset) // _US_PER_DAY
        fits &= days <= (one.until.toordinal() - _EPOCH_ORDINAL)
    return fits
