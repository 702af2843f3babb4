# Columns of Arrow as kernels here need them: made from numpy or lists, and back as numpy with
# nulls as zero or false. One place for what the library's types leave open.
from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "Column",
    "as_codes",
    "as_numbers",
    "as_places",
    "by_values",
    "column",
    "same",
    "same_as",
    "taken",
    "text_array",
]

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


def same(value: str, rows: int) -> Column:
    """A column that says the same in every row.

    >>> same("web", 2).to_pylist()
    ['web', 'web']
    """
    said: Column = pa.repeat(pa.scalar(value, pa.string()), rows)
    return said


def text_array(rows: int, bounds: npt.NDArray[np.int32], octets: object) -> Column:
    """A column of texts: row n stands in the octets between the bounds n and n + 1.

    >>> text_array(2, np.array([0, 1, 3], np.int32), b"abc").to_pylist()
    ['a', 'bc']
    """
    bound, held = (pa.py_buffer(cast("bytes", each)) for each in (bounds, octets))
    made: Column = pa.StringArray.from_buffers(rows, bound, held)
    return made


def by_values(values: Column, change: Callable[[Column], Column]) -> Column:
    """A column changed value by value, each different one once.

    >>> by_values(column(["1", "2", "1"]), lambda each: each.cast(pa.int64())).to_pylist()
    [1, 2, 1]
    """
    coded: Any = pc.call_function("dictionary_encode", [values])
    changed: Column = change(coded.dictionary).take(coded.indices)
    return changed


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
