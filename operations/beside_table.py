# What stands in a sheet beside its table, and would go out with it: remarks in rows of their own
# within columns that are kept, the sheet's name, names of columns. Titles above the table,
# notes, other sheets, headers and footers are no part of a copy, which is made anew.
from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from masking import Plan, Spans
from masking.free_text import free_text
from schema import RefusedError, Table

__all__ = ["covered_remarks", "name_of_copy", "refuse_named_values"]

_NAMELESS = "table"
# A row that fills no more than one column in so many is a remark, not a record.
_SPARSE = 3
_DIGITS = 6


def covered_remarks(
    before: pa.RecordBatch, shown: pa.RecordBatch, decided: Plan, spans: Spans
) -> pa.RecordBatch:
    """The rows with what is found in remarks covered, where a column is kept."""
    is_remark = _remarks(before)
    if not pc.any(is_remark).as_py():
        return shown
    kept = {column.name: column.label for column in decided.columns if column.operator == "keep"}
    columns: list[pa.Array[Any]] = []
    for name, column in zip(shown.schema.names, shown.columns, strict=True):
        if name in kept and (
            pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        ):
            told = _others(spans, kept[name])
            covered = free_text(pc.if_else(is_remark, column, pa.scalar(None, column.type)), told)
            columns.append(pc.if_else(is_remark, covered, column))
        else:
            columns.append(column)
    return pa.RecordBatch.from_arrays(columns, schema=shown.schema)


def name_of_copy(name: str, spans: Spans) -> str:
    """What the copy's sheet is called: as the source's is, unless that holds a value."""
    return _NAMELESS if spans(name) else name


def refuse_named_values(table: Table, decided: Plan, spans: Spans) -> None:
    """Nothing, unless a column that goes out is called by somebody's number or address."""
    for column in decided.columns:
        for span in spans(column.name):
            value = column.name[span.start : span.end]
            if sum(map(str.isdigit, value)) >= _DIGITS or "@" in value:
                raise RefusedError(
                    f"{table.place}: the name of a column holds {span.label}; give it another name, "
                    "then scan it again"
                )


def _remarks(batch: pa.RecordBatch) -> Any:
    """Which rows fill few of their columns."""
    filled = np.zeros(batch.num_rows, np.int64)
    for column in batch.columns:
        plain: Any = column.cast(pa.string())
        texts: Any = pc.fill_null(plain, "")
        filled += np.asarray(pc.not_equal(texts, pa.scalar("", pa.string())))
    return pa.array((filled > 0) & (filled <= batch.num_columns // _SPARSE))


def _others(spans: Spans, label: str) -> Spans:
    """What finds values, but for a cell that is wholly what its column is known to hold."""
    return lambda text: [
        span
        for span in spans(text)
        if not (span.label == label and span.end - span.start == len(text))
    ]
