# Whether a column's values are amounts that can be told as a range, also where they came as
# text: ages in a CSV, dates of birth. Numbers that only name things stay text: those with a
# leading zero, and those of one length of six digits or more (610102) but for days (19930317).
from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["amounts", "in_order"]

_NUMBER = r"^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$"
_DATE = r"^(1[89]|20)(\d{2})-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])$"
_NAMING = 6


def amounts(values: pa.Array[Any]) -> npt.NDArray[np.float64] | None:
    """Each value as a number, NaN for null and the empty text; None where they are no amounts.

    >>> amounts(pa.array(["30", "41", ""]))
    array([30., 41., nan])
    >>> amounts(pa.array(["610102", "610103"])) is None
    True
    """
    if pa.types.is_string(values.type):
        filled: Any = pc.equal(values, pa.scalar("", pa.string()))
        texts: pa.Array[Any] = pc.if_else(filled, pa.scalar(None, pa.string()), values)
        known: Any = texts.drop_null()
        if not len(known):
            return None
        if _all(known, _DATE):
            return _date_numbers(texts)
        lengths = {len(text) for text in known.to_pylist()}
        if not _all(known, _NUMBER) or (len(lengths) == 1 and min(lengths) >= _NAMING):
            return None
        return _filled(texts.cast(pa.float64()))
    if pa.types.is_temporal(values.type):
        wide = values.type.bit_width == 64
        values = values.cast(pa.int64() if wide else pa.int32())
    return _filled(values.cast(pa.float64()))


def in_order(values: pa.Array[Any]) -> tuple[pa.Array[Any], npt.NDArray[np.float64] | None]:
    """Distinct values in ascending order, what is not there first, and their amounts.

    Amounts go by size, other values as texts do.
    """
    numbers = amounts(values)
    if numbers is None:
        return values.take(pc.array_sort_indices(values, null_placement="at_start")), None
    # NaN sorts last: put first, for a gap is no large number.
    order = np.argsort(np.where(np.isnan(numbers), -np.inf, numbers), kind="stable")
    places: Any = pa.array(order)
    return values.take(places), numbers[order]


def _all(texts: pa.Array[Any], pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(texts, pattern)).as_py())


def _date_numbers(texts: pa.Array[Any]) -> npt.NDArray[np.float64] | None:
    try:
        dashed: Any = pc.replace_substring_regex(texts, _DATE, r"\1\2-\3-\4")
        return _filled(dashed.cast(pa.date32()).cast(pa.int32()).cast(pa.float64()))
    except pa.ArrowInvalid:
        # A 31st of February: no dates after all.
        return None


def _filled(numbers: pa.Array[Any]) -> npt.NDArray[np.float64]:
    filled: Any = pc.fill_null(numbers, pa.scalar(float("nan")))
    return np.asarray(filled.to_numpy(zero_copy_only=False), np.float64)
