# A file that this suite wrote, read once more as text by who did not write it: what is handed
# out is looked at as its recipient gets it. Columns are those it was written with, in their
# order; nothing is guessed. Empty cells and nulls are both "".
from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schema import Access, Column, Sample, Skipped, SourceError, Table

from . import delimited, workbook
from .cells import written
from .encoding import mark_length

__all__ = ["reread"]

_ROWS = 16_384
_DIFFERS = "does not hold the columns that were written"


def reread(path: str, names: Sequence[str], text: Table | None = None) -> Iterator[pa.RecordBatch]:
    """The rows as columns of text.

    `text` is the table of a delimited text whose dialect the file has. Raises SourceError where
    the file cannot be read as it was written.
    """
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122
    try:
        if text is not None or suffix in {".csv", ".tsv"}:
            yield from _delimited(path, names, text, "\t" if suffix == ".tsv" else ",")
        elif suffix == ".xlsx":
            yield from _workbook(path, names)
        elif suffix in {".json", ".jsonl", ".ndjson"}:
            yield from _json(path, names)
        elif suffix in {".db", ".sqlite", ".sqlite3"}:
            yield from _sqlite(path, names)
        else:
            yield from _typed(path, names, suffix)
    except (OSError, ValueError, sqlite3.Error, pa.ArrowException):
        # These libraries' messages may quote a cell.
        raise SourceError("cannot be read as it was written", source=path) from None


def _delimited(
    path: str, names: Sequence[str], text: Table | None, delimiter: str
) -> Iterator[pa.RecordBatch]:
    plain = {"encoding": "utf-8", "delimiter": delimiter, "quote": '"', "escape": ""}
    options = dict(text.options) if text is not None else plain
    headed = text is None or text.named
    # Behind the byte order mark; the header is the first row.
    start = "0"
    if text is not None:
        with open(path, "rb") as file:  # noqa: PTH123
            start = str(mark_length(file.read(4)))
    table = Table(
        source=path,
        name=path,
        columns=tuple(Column(f"c{place}", "text") for place in range(len(names))),
        kind="delimited",
        options={**options, "start": start, "top": start},
    )
    for batch in _told(delimited.read(table, Sample(rows=None), Access()), path):
        rows = batch.slice(1) if headed else batch
        headed = False
        yield rows.rename_columns(list(names))


def _workbook(path: str, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    (found,) = [each for each in workbook.discover(path, Access()) if isinstance(each, Table)]
    table = Table(
        source=path,
        name=path,
        columns=tuple(Column(f"c{place}", "text") for place in range(len(names))),
        kind="workbook",
        options={"sheet": found.options["sheet"], "first": "1", "top": "0"},
    )
    for batch in _told(workbook.read(table, Sample(rows=None), Access()), path):
        yield _texts([column.to_pylist() for column in batch.columns], names)


def _told(parts: Iterator[pa.RecordBatch | Skipped], path: str) -> Iterator[pa.RecordBatch]:
    for part in parts:
        if isinstance(part, Skipped):
            raise SourceError("cannot be read as it was written", source=path)
        yield part


def _json(path: str, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    held: list[dict[str, Any]] = []
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        for line in file:
            # Each row is a line, in a list too.
            if (row := line.strip().rstrip(",")) not in {"[", "]", "[]", ""}:
                held.append(json.loads(row))
            if len(held) == _ROWS:
                yield _of_rows(held, names, path)
                held = []
    if held:
        yield _of_rows(held, names, path)


def _of_rows(rows: Sequence[dict[str, Any]], names: Sequence[str], path: str) -> pa.RecordBatch:
    if any(list(row) != list(names) for row in rows):
        raise SourceError(_DIFFERS, source=path)
    return _texts([[row[name] for row in rows] for name in names], names)


def _sqlite(path: str, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        ((table,),) = connection.execute("select name from sqlite_master where type = 'table'")
        quoted = table.replace('"', '""')
        cursor = connection.execute(f'select * from "{quoted}"')  # noqa: S608
        if [each[0] for each in cursor.description] != list(names):
            raise SourceError(_DIFFERS, source=path)
        while rows := cursor.fetchmany(_ROWS):
            yield _texts(list(zip(*rows, strict=True)), names)


def _typed(path: str, names: Sequence[str], suffix: str) -> Iterator[pa.RecordBatch]:
    with open(path, "rb") as file:  # noqa: PTH123
        batches: Iterator[pa.RecordBatch]
        if suffix == ".parquet":
            batches = pq.ParquetFile(file).iter_batches(_ROWS)
        elif suffix == ".arrows":
            batches = iter(pa.ipc.open_stream(file))
        else:
            opened = pa.ipc.open_file(file)
            batches = (opened.get_batch(place) for place in range(opened.num_record_batches))
        for batch in batches:
            if batch.schema.names != list(names):
                raise SourceError(_DIFFERS, source=path)
            yield _texts([column.to_pylist() for column in batch.columns], names)


def _texts(columns: Sequence[Sequence[object]], names: Sequence[str]) -> pa.RecordBatch:
    cells = [
        pa.array(["" if cell is None else written(cell) for cell in column], pa.string())
        for column in columns
    ]
    return pa.RecordBatch.from_arrays(cells, names=list(names))
