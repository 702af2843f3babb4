# The masking kernel: a batch in, the batch that may be shown out. Row by row, so that it
# can run wherever batches are; a column the plan does not name never passes.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from .operators import OPERATORS
from .planning import Plan

__all__ = ["apply", "output_schema"]


def apply(batch: pa.RecordBatch, plan: Plan, keys: Mapping[str, bytes]) -> pa.RecordBatch:
    """The batch as `plan` shows it, in the schema of `output_schema`.

    `keys` holds a key for each of `plan.domains`. Order of rows, nulls and empty cells
    stay, except that a redacted column is null throughout. Raises ValueError where columns
    and plan differ or a key is missing, TypeError where a type cannot be masked.
    """
    schema = output_schema(batch.schema, plan)
    columns = {name: batch.column(index) for index, name in enumerate(batch.schema.names)}
    shown: list[pa.Array[Any]] = [
        OPERATORS[planned.operator].cells(columns[planned.name], planned.parameters, keys)
        for planned in plan.columns
    ]
    return pa.RecordBatch.from_arrays(shown, schema=schema)


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
        nullable = source.nullable or planned.operator == "redact"
        fields.append(pa.field(planned.name, type_, nullable=nullable))
    return pa.schema(fields)


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
