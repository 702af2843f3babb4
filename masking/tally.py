# How often each combination of values stands in a table: all that k-anonymity and its kin
# ask of the rows. A tally grows with the distinct combinations, not with the rows, and
# tallies of parts merge into the tally of the whole in any order.
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .texts import as_text

__all__ = ["Tally", "countable", "merge", "narrowed", "summarise", "tally"]

COUNT = "\0rows"
"""The tally's own column; no column of a table is called so."""

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tally:
    """Distinct rows over `columns`, with their number in a column of the tally's own."""

    columns: tuple[str, ...]
    table: pa.Table

    @property
    def counts(self) -> Counts:
        """How many rows each combination has."""
        return np.asarray(self.table.column(COUNT).to_numpy(), np.int64)

    @property
    def rows(self) -> int:
        """Rows in all."""
        return int(self.counts.sum())


def summarise(batch: pa.RecordBatch, columns: Sequence[str]) -> Tally:
    """The tally of a batch over some of its columns.

    Numbers, dates and times are counted as they are, everything else as text, nothing and
    the empty text alike; a number that is not there counts as a value of its own. Raises ValueError where a column is not there, TypeError for
    nested columns.

    >>> summarise(pa.record_batch({"a": ["x", "x", "y"]}), ["a"]).counts.tolist()
    [2, 1]
    """
    missing = [name for name in columns if name not in batch.schema.names]
    if missing:
        raise ValueError(f"no column is called {', '.join(missing)}")
    arrays = [countable(batch.column(name)) for name in columns]
    table = pa.table([*arrays, pa.repeat(1, batch.num_rows)], [*columns, COUNT])
    return Tally(tuple(columns), _grouped(table, columns))


def merge(first: Tally, second: Tally) -> Tally:
    """The tally of both parts; ValueError where they are over other columns."""
    if first.table.schema != second.table.schema:
        raise ValueError("these tallies are over other columns, or columns of other types")
    table = pa.concat_tables([first.table, second.table])
    return Tally(first.columns, _grouped(table, first.columns))


def tally(batches: Iterable[pa.RecordBatch], columns: Sequence[str]) -> Tally | None:
    """The tally of all batches, None of no batch at all."""
    found: Tally | None = None
    for batch in batches:
        part = summarise(batch, columns)
        found = part if found is None else merge(found, part)
    return found


def narrowed(whole: Tally, columns: Sequence[str]) -> Tally:
    """The tally over fewer columns."""
    table = whole.table.select([*columns, COUNT])
    return Tally(tuple(columns), _grouped(table, columns))


def _grouped(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    grouped = table.group_by(list(columns), use_threads=False).aggregate([(COUNT, "sum")])
    ordered = grouped.select([*columns, f"{COUNT}_sum"])
    return ordered.rename_columns([*columns, COUNT])


def countable(array: pa.Array[Any]) -> pa.Array[Any]:
    """The cells as they are counted, in the one type in which a column's values compare."""
    type_ = array.type
    if pa.types.is_floating(type_):
        # NaN is no value to group by; as a null it is counted.
        wide = array.cast(pa.float64())
        known: pa.Array[Any] = pc.if_else(pc.is_nan(wide), pa.scalar(None, pa.float64()), wide)
        return known
    if pa.types.is_integer(type_) or pa.types.is_temporal(type_):
        return array
    if pa.types.is_decimal(type_):
        return array.cast(pa.float64())
    if pa.types.is_nested(type_):
        raise TypeError(f"{type_} holds more than one value in a cell")
    # Not large_string: grouping by it takes six times as long.
    texts: Any = as_text(array).cast(pa.string())
    filled: pa.Array[Any] = texts.fill_null("")
    return filled
