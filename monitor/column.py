# Columns of Arrow as kernels here need them: made from numpy or lists, and back as numpy with
# nulls as zero or false. One place for what the library's types leave open.
from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Column", "as_codes", "as_numbers", "as_places", "column", "same_as", "taken"]

Column: TypeAlias = "pa.Array[Any]"


def column(values: object, kind: pa.DataType | None = None) -> Column:
    """A column of these values, of a type where one is given."""
    made: Column = pa.array(values, kind)  # type: ignore[call-overload]
    return made


def as_numbers(values: Column) -> npt.NDArray[np.int64]:
    """Whole numbers; a null is zero.

    >>> as_numbers(column([1, None])).tolist()
    [1, 0]
    """
    filled: Column = pc.call_function("coalesce", [values.cast(pa.int64()), pa.scalar(0)])
    return np.asarray(filled.to_numpy(zero_copy_only=False), np.int64)


def as_places(values: Column) -> npt.NDArray[np.bool_]:
    """Truth values; a null is false."""
    filled: Column = pc.call_function("coalesce", [values, pa.scalar(value=False)])
    return np.asarray(filled.to_numpy(zero_copy_only=False), np.bool_)


def same_as(values: Column, wanted: object) -> Column:
    """Which values are this one; null where there is none."""
    found: Column = pc.call_function("equal", [values, pa.scalar(wanted, values.type)])
    return found


def as_codes(values: Column) -> tuple[npt.NDArray[np.int64], Column]:
    """For each value the number of it among the different ones, and those, as they first come."""
    coded: Any = pc.call_function("dictionary_encode", [values])
    return coded.indices.to_numpy(zero_copy_only=False).astype(np.int64), coded.dictionary


def taken(batch: pa.RecordBatch, places: npt.NDArray[Any]) -> pa.RecordBatch:
    """These rows of a batch, in this order."""
    rows: Any = column(places)
    return batch.take(rows)
