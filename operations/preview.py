# What a share would do, shown on a few rows before anything is written, and the columns it
# would have: the same refusals as the share itself.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from classify.sketch import shape
from connectors import read
from masking import Mark, Plan, Spans, apply, output_schema
from schema import Access, RefusedError, Sample, Skipped, Table

__all__ = ["Preview", "preview", "shared_rows", "shared_schema"]

_PREVIEW_ROWS = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """Some cells of a column: their shapes before, and what a recipient would see.

    Cells that are kept show their shape on both sides: no raw value leaves a dry run.
    """

    name: str
    operator: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def shared_schema(table: Table, schema: pa.Schema, decided: Plan) -> pa.Schema:
    """The columns of the copy. Raises RefusedError for a type that cannot be masked."""
    try:
        return output_schema(schema, decided)
    except TypeError as error:
        raise RefusedError(f"{table.place}: {error}") from None


def shared_rows(
    table: Table,
    batch: pa.RecordBatch,
    decided: Plan,
    keys: Mapping[str, bytes],
    spans: Spans | None = None,
    *,
    mark: Mark | None = None,
) -> pa.RecordBatch:
    """The rows as the copy shows them. Raises RefusedError where a cell cannot be masked, or
    marked, as the plan says, or an operator needs the table in one piece.
    """
    try:
        return apply(batch, decided, keys, spans=spans, mark=mark)
    except ValueError as error:
        raise RefusedError(f"{table.place}: {error}") from None


def preview(
    table: Table,
    access: Access,
    decided: Plan,
    keys: Mapping[str, bytes],
    spans: Spans | None = None,
) -> tuple[Preview, ...]:
    """Some rows of each column that would go out; nothing of a table without rows."""
    for part in read(table, Sample(rows=_PREVIEW_ROWS), access):
        if isinstance(part, Skipped) or not part.num_rows:
            continue
        shared_schema(table, part.schema, decided)
        rows = part.slice(0, _PREVIEW_ROWS)
        shown = shared_rows(table, rows, decided, keys, spans)
        return tuple(
            Preview(
                column.name,
                column.operator,
                before := _shapes(rows.column(column.name)),
                before if column.operator == "keep" else _texts(shown.column(column.name)),
            )
            for column in decided.columns
        )
    return ()


def _shapes(cells: pa.Array[Any]) -> tuple[str, ...]:
    return tuple("" if cell is None else shape(str(cell)) for cell in cells.to_pylist())


def _texts(cells: pa.Array[Any]) -> tuple[str, ...]:
    return tuple("" if cell is None else str(cell) for cell in cells.to_pylist())
