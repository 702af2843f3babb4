# A table without the header it was thought to have: its first row is data, its columns are
# called by their places. Whether names are somebody's values is told by whoever knows values;
# here the reading alone is put right.
from __future__ import annotations

from dataclasses import replace

from schema import Column, Table

from .header import unique_names

__all__ = ["without_header"]

# Where the data begins, by kind of source: an offset in bytes, the number of a row.
_BEGINNING = {"delimited": "start", "workbook": "first"}


def without_header(table: Table) -> Table | None:
    """The table with its first row as data and columns c1, c2, …, or None where the names do
    not come from a row.
    """
    beginning = _BEGINNING.get(table.kind)
    if beginning is None or not table.named or "top" not in table.options:
        return None
    names = unique_names((), len(table.columns))
    return replace(
        table,
        columns=tuple(
            Column(name, column.type, column.comment)
            for name, column in zip(names, table.columns, strict=True)
        ),
        rows=None if table.rows is None else table.rows + 1,
        options={**table.options, beginning: table.options["top"]},
        named=False,
    )
