# Rows of a database as a plan shows them: cells that are kept pass as the driver gave them,
# all others go through the kernel as text. No row keeps a value of its own that the plan set
# out to change; should one, nothing more is written.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from connectors import TableShape
from masking import JOINING, Mark, Plan, Spans, apply
from schema import RefusedError

__all__ = ["masked_rows", "masked_shape", "watched_batch"]

# Operators that leave a value what its column's type takes, or nothing.
_KEEP_TYPE = frozenset({"keep", "redact", "clip", "round", "noise", "date_shift", "date_precision"})
_EMPTYING = frozenset({"redact", "date_shift", "region", "fpe"})
# Operators whose whole point is that no cell stays as it was.
_CHANGING = frozenset({"mask", "replace", "fpe", "tokenise", "encrypt", "keyed_hash"})


def masked_shape(
    shape: TableShape, plans: Mapping[str, Plan], *, text: str, key_text: str
) -> TableShape:
    """The table as the copy has it: types that masked values fit, and the keys that hold still.

    A unique set of columns stays one where every operator keeps values apart; a reference
    stays where both its ends are there.
    """
    plan = plans[shape.name]
    operators = {column.name: column.operator for column in plan.columns}
    columns = []
    for column in shape.columns:
        operator = operators.get(column.name)
        if operator is None:
            continue
        keyed = column.name in shape.key or any(
            column.name in names
            for names in (*shape.uniques, *(link.columns for link in shape.links))
        )
        changed = operator not in _KEEP_TYPE
        hides = operator in _EMPTYING and column.name not in shape.key
        columns.append(
            replace(
                column,
                type=(key_text if keyed else text) if changed else column.type,
                numeric=column.numeric and not changed,
                nullable=column.nullable or hides,
                default=column.default if operator == "keep" else "",
            )
        )
    links = tuple(
        link
        for link in shape.links
        if link.parent in plans
        and set(link.columns) <= operators.keys()
        and set(link.parent_columns) <= {column.name for column in plans[link.parent].columns}
    )
    apart = tuple(
        names for names in shape.uniques if all(operators.get(name) in JOINING for name in names)
    )
    return replace(shape, columns=tuple(columns), uniques=apart, links=links)


def masked_rows(
    shape: TableShape,
    plan: Plan,
    keys: Mapping[str, bytes],
    rows: Sequence[Sequence[Any]],
    by: tuple[Spans | None, Mark | None] = (None, None),
) -> list[tuple[Any, ...]]:
    """The rows as the plan shows them, columns in the plan's order; `by` is what finds values in
    texts, and the mark that they are to carry.

    Raises RefusedError, without a value, where a cell cannot be masked as planned or would
    stay what it is.
    """
    if not rows:
        return []
    cells = dict(
        zip((column.name for column in shape.columns), zip(*rows, strict=True), strict=True)
    )
    spans, mark = by
    shown: list[Sequence[Any]] = []
    try:
        batch = apply(_batch(shape, plan, cells), plan, keys, spans=spans, mark=mark)
    except (ValueError, TypeError) as error:
        raise RefusedError(f"{shape.name}: {error}") from None
    for index, planned in enumerate(plan.columns):
        own = cells[planned.name]
        if planned.operator == "keep":
            tolerated = mark is not None and planned.name in mark.tolerances
            shown.append(_as_given(own, batch.column(index).to_pylist()) if tolerated else own)
            continue
        masked = batch.column(index).to_pylist()
        if planned.operator in _CHANGING:
            _refuse_unchanged(shape, planned.name, own, masked)
        shown.append(masked)
    return list(zip(*shown, strict=True))


def watched_batch(
    shape: TableShape, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> pa.RecordBatch:
    """Columns that go out as they are, for recognisers to look at; bytes are no text to them."""
    place = {column.name: index for index, column in enumerate(shape.columns)}
    columns = [_texts([row[place[name]] for row in rows]) for name in names]
    return pa.RecordBatch.from_arrays(columns, names=list(names))


def _batch(shape: TableShape, plan: Plan, cells: Mapping[str, Sequence[Any]]) -> pa.RecordBatch:
    operators = {column.name: column.operator for column in plan.columns}
    columns = []
    for column in shape.columns:
        found = cells[column.name]
        operator = operators.get(column.name)
        if operator not in {None, "keep", "redact", "constant"} and any(
            isinstance(cell, bytes) for cell in found
        ):
            raise RefusedError(
                f"{shape.name}: column {column.name} holds bytes, which {operator} cannot take; "
                "leave it out"
            )
        columns.append(_texts(found))
    names = [column.name for column in shape.columns]
    return pa.RecordBatch.from_arrays(columns, names=names)


def _as_given(before: Sequence[Any], after: Sequence[str | None]) -> list[Any]:
    """Numbers that were marked as text, in the types that the driver gave them in."""
    given: list[Any] = []
    for was, now in zip(before, after, strict=True):
        if now is None or not isinstance(was, int | float):
            given.append(was if now is None else now)
        else:
            # In a column of any numbers a whole one may have got decimals.
            given.append(int(now) if isinstance(was, int) and "." not in now else float(now))
    return given


def _texts(cells: Sequence[Any]) -> pa.Array[Any]:
    texts = [None if cell is None or isinstance(cell, bytes) else str(cell) for cell in cells]
    return pa.array(texts, pa.string())


def _refuse_unchanged(
    shape: TableShape, name: str, before: Sequence[Any], after: Sequence[Any]
) -> None:
    same = sum(
        1
        for was, now in zip(before, after, strict=True)
        if now not in (None, "") and now == str(was)
    )
    if same:
        raise RefusedError(
            f"{shape.name}: column {name} would keep its own value in {same} rows; rotate the key "
            "(tongguan mask keys rotate) and copy again"
        )
