# The masking kernel: a batch in, the batch that may be shown out, and back where that can be. Row by row, so that it
# can run wherever batches are; a column the plan does not name never passes.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from .free_text import Spans
from .operators import OPERATORS
from .planning import Plan, PlannedColumn
from .stand_ins import fitting
from .texts import typed
from .watermark import Mark, marked

__all__ = ["apply", "output_schema", "restore"]


def apply(
    batch: pa.RecordBatch,
    plan: Plan,
    keys: Mapping[str, bytes],
    *,
    whole: bool = False,
    spans: Spans | None = None,
    mark: Mark | None = None,
) -> pa.RecordBatch:
    """The batch as `plan` shows it, in the schema of `output_schema`.

    `keys` holds a key for each of `plan.domains`. Order of rows, nulls and empty cells
    stay, except that a redacted column is null throughout. Operators that need the column in
    one piece (shuffle) are served only where the caller says that this batch is the `whole`
    table. `spans` finds values in a text, for the operator that masks inside texts. `mark` is
    carried by what it names. Raises ValueError where columns and plan differ, a key is missing
    or the mark cannot be carried, TypeError where a type cannot be masked.
    """
    schema = output_schema(batch.schema, plan)
    columns = {name: batch.column(index) for index, name in enumerate(batch.schema.names)}
    given = keys, spans, mark
    shown = [_shown(planned, columns, given, whole=whole) for planned in plan.columns]
    masked = pa.RecordBatch.from_arrays(shown, schema=schema)
    return masked if mark is None else marked(masked, mark)


def restore(
    batch: pa.RecordBatch, plan: Plan, keys: Mapping[str, bytes], schema: pa.Schema
) -> pa.RecordBatch:
    """What `apply` was given, as far as the plan's operators can be undone: kept columns and
    those of fpe, tokenise and encrypt, in the types of `schema`.

    Raises ValueError where a key is missing or another one, or a cell was altered.
    """
    fields, columns = [], []
    for planned in plan.columns:
        operator = OPERATORS[planned.operator]
        if operator.restored is None and planned.operator != "keep":
            continue
        column = batch.column(planned.name)
        if operator.restored is not None:
            try:
                texts = operator.restored(column, planned.parameters, keys)
            except ValueError as error:
                raise ValueError(f"column {planned.name} cannot be restored: {error}") from None
            column = typed(texts, schema.field(planned.name).type)
        fields.append(schema.field(planned.name))
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))


def output_schema(schema: pa.Schema, plan: Plan) -> pa.Schema:
    """The schema of what `apply` gives: dropped columns gone, in the plan's order.

    Columns keep their type but for masked and hashed ones that were not text: those become
    string. Metadata is left behind, for it may quote the data. Raises ValueError where
    columns and plan differ, TypeError where a type cannot be masked.
    """
    _same_columns(schema.names, plan)
    fields: list[pa.Field[Any]] = []
    for planned in plan.columns:
        source = schema.field(planned.name)
        try:
            type_ = OPERATORS[planned.operator].type_of(source.type)
        except TypeError as error:
            raise TypeError(
                f"column {planned.name} cannot be given to {planned.operator}: {error}; "
                "redact it or leave it out"
            ) from None
        nullable = source.nullable or OPERATORS[planned.operator].empties
        fields.append(pa.field(planned.name, type_, nullable=nullable))
    return pa.schema(fields)


def _shown(
    planned: PlannedColumn,
    columns: Mapping[str, pa.Array[Any]],
    given: tuple[Mapping[str, bytes], Spans | None, Mark | None],
    *,
    whole: bool,
) -> pa.Array[Any]:
    keys, spans, mark = given
    operator = OPERATORS[planned.operator]
    if operator.whole and not whole:
        raise ValueError(
            f"column {planned.name}: {planned.operator} needs the column in one piece; give the "
            "whole table at once"
        )
    by = planned.parameters.get("by")
    if by is not None and by not in columns:
        raise ValueError(f"column {planned.name}: there is no column {by!r} beside it")
    try:
        if operator.within is not None and spans is not None:
            return operator.within(columns[planned.name], spans)
        if operator.beside is not None and by is not None:
            return operator.beside(columns[planned.name], columns[by], planned.parameters, keys)
        if operator.fitting is not None and mark is not None and planned.name in mark.stand_ins:
            fits = fitting(mark.number, mark.key)
            return operator.fitting(columns[planned.name], planned.parameters, keys, fits)
        return operator.cells(columns[planned.name], planned.parameters, keys)
    except pa.ArrowInvalid:
        # Arrow's own words quote the cell.
        raise ValueError(
            f"column {planned.name}: a cell is none that {planned.operator} can take"
        ) from None
    except ValueError as error:
        raise ValueError(f"column {planned.name}: {error}") from None


def _same_columns(names: list[str], plan: Plan) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"columns stand there twice: {', '.join(twice)}")
    known = {planned.name for planned in plan.columns} | set(plan.dropped)
    unplanned = [name for name in names if name not in known]
    missing = sorted(known - set(names))
    if unplanned or missing:
        raise ValueError(
            f"the plan is for other columns: not in it {unplanned}, not in the data {missing}"
        )
