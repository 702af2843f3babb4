# SQLite databases, opened read-only, every table and view. All values come as text, which
# SQLite makes of them itself, except columns declared BLOB: its types belong to values, not
# to columns. Comments are those written in the CREATE statement. A statement may think for
# `statement_timeout_s` before its next rows come.
from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from schema import Access, Column, Sample, Skipped, SourceError, Table

from .batches import Reservoir, bounded, joined
from .ddl import ddl_comments
from .encoding import decoded, texts
from .local import mark, shown
from .locate import sqlite_path
from .pace import pace, read_so_far
from .sqlite_open import FAULTS, Opened, opened

__all__ = ["check", "discover", "read"]

_FETCH = 8_192
_COUNT_S = 5.0
_PLACES = 64
_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class _Reading:
    """A table on its way; `spend` is told of the bytes that SQLite fetched from the file."""

    connection: sqlite3.Connection
    table: Table
    access: Access
    spend: Callable[[int], None]


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """Every table and view, in name order, with comments; rows counted where that is quick."""
    path, only = sqlite_path(location)
    # The file, however it was named: one file, one set of ids in the catalogue.
    source = shown(path)
    found = mark(path)
    with opened(path, location) as database:
        listed = _run(
            database,
            location,
            "SELECT name, type, sql FROM sqlite_master "
            "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
            "ORDER BY name",
        )
        named = [(decoded(n), decoded(t), decoded(s or b"")) for n, t, s in listed]
        for name, type_, sql in named:
            if only and name != only:
                continue
            try:
                columns, comment, rowid = _described(database, location, name, type_, sql)
                rows, exact = _counted(database, name, rowid, found.size_bytes, access)
            except SourceError as error:
                yield Skipped(f"{source}#{name}", error.problem)
                continue
            yield Table(
                source=source,
                name=name,
                columns=columns,
                kind="sqlite",
                comment=comment,
                rows=rows,
                rows_exact=exact,
                size_bytes=found.size_bytes,
                fingerprint=_fingerprint(path, found.fingerprint),
                options={"path": path, "rowid": rowid},
            )
        if only and only not in [name for name, _, _ in named]:
            yield Skipped(location, "has no such table")
        elif not named:
            yield Skipped(location, "has no table")


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """The rows as text (binary for BLOB columns), a sample by ranges of the rowid."""
    path = table.options["path"]
    mark(path)
    came = 0
    with opened(path, table.source) as database:
        try:
            reading = _Reading(database.connection, table, access, pace(access))
            for batch in _sampled(reading, sample):
                came += batch.num_rows
                yield from bounded(batch)
        except FAULTS as error:
            problem = database.reason(error, access)
            if not came:
                raise SourceError(problem, source=table.source) from None
            yield Skipped(table.source, f"table {table.name} {problem} after {came} rows")
        else:
            if problem := database.changed():
                yield Skipped(table.source, f"table {table.name} {problem}")


def check(location: str, access: Access) -> None:  # noqa: ARG001
    """Nothing for a database that opens and lists its tables; SourceError otherwise."""
    path, _ = sqlite_path(location)
    mark(path)
    with opened(path, location) as database:
        _run(database, location, "SELECT count(*) FROM sqlite_master")


def _run(database: Opened, location: str, sql: str) -> list[tuple[Any, ...]]:
    try:
        return database.connection.execute(sql).fetchall()
    except FAULTS as error:
        raise SourceError(database.reason(error, Access()), source=location) from None


def _described(
    database: Opened, location: str, name: str, type_: str, sql: str
) -> tuple[tuple[Column, ...], str, str]:
    """A table's columns and comment, and the name under which its rowid can be asked for."""
    found = _run(database, location, f"PRAGMA table_xinfo({_quoted(name)})")
    comment, comments = ddl_comments(sql) if type_ == "table" else ("", {})
    columns = tuple(
        Column(decoded(row[1]), decoded(row[2] or b""), comments.get(decoded(row[1]), ""))
        for row in found
        if row[6] in (0, 2, 3)  # hidden columns of virtual tables are none of the table's
    )
    if not columns:
        raise SourceError("has no columns that can be read", source=location)
    taken = {column.name.lower() for column in columns}
    rowid = next((word for word in ("rowid", "_rowid_", "oid") if word not in taken), "")
    if type_ != "table" or not rowid or not _has_rowid(database.connection, name, rowid):
        rowid = ""
    return columns, comment, rowid


def _has_rowid(connection: sqlite3.Connection, name: str, rowid: str) -> bool:
    try:
        connection.execute(f"SELECT {rowid} FROM {_quoted(name)} LIMIT 0")  # noqa: S608
    except FAULTS:
        return False  # WITHOUT ROWID
    return True


def _counted(
    database: Opened, name: str, rowid: str, size: int, access: Access
) -> tuple[int | None, bool]:
    """The number of rows if counting is quick, else what the rowids suggest.

    Counting reads the table, so a source under a limit is counted where all of its file is
    no more than a second's worth.
    """
    connection = database.connection
    limit = min(_COUNT_S, access.statement_timeout_s)
    if access.max_bytes_per_s is None or size <= access.max_bytes_per_s:
        _bound(connection, limit)
        try:
            [(rows,)] = connection.execute(f"SELECT count(*) FROM {_quoted(name)}")  # noqa: S608
        except FAULTS as error:
            if not _interrupted(error):
                raise SourceError(database.reason(error, access), source=name) from None
        else:
            return int(rows), True
    if not rowid:
        return None, False
    _bound(connection, limit)
    try:
        low, high = _ends(connection, name, rowid)
    except FAULTS:
        return None, False
    return (0 if low is None or high is None else high - low + 1), False


def _sampled(reading: _Reading, sample: Sample) -> Iterator[pa.RecordBatch]:
    table = reading.table
    rowid = table.options["rowid"]
    if sample.rows is None:
        yield from _selected(reading, "")
    elif not rowid or (table.rows_exact and (table.rows or 0) <= 4 * sample.rows):
        chosen = Reservoir(sample.rows, sample.seed)
        try:
            for batch in _selected(reading, "", renew=False):
                chosen.add(batch)
        except FAULTS:
            yield from chosen.batches()
            raise
        yield from chosen.batches()
    else:
        yield from _ranges(reading, sample)


def _ranges(reading: _Reading, sample: Sample) -> Iterator[pa.RecordBatch]:
    """Runs of rows from random places of the rowid, one in each stretch of equal length."""
    assert sample.rows is not None
    rowid = reading.table.options["rowid"]
    low, high = _ends(reading.connection, reading.table.name, rowid)
    if low is None or high is None:
        return
    places = max(1, min(_PLACES, sample.rows))
    random = np.random.default_rng(sample.seed)
    edges = [low + (high + 1 - low) * n // places for n in range(places + 1)]
    kept: list[pa.RecordBatch] = []
    for place in range(places):
        begin, end = edges[place], edges[place + 1]
        if begin >= end:
            continue
        wanted = sample.rows * (place + 1) // places - sample.rows * place // places
        at = int(random.integers(begin, max(begin + 1, end - wanted)))
        limits = f"WHERE {rowid} >= {at} AND {rowid} < {end} ORDER BY {rowid} LIMIT {wanted}"
        kept.extend(_selected(reading, limits))
    yield from joined(kept)


def _ends(connection: sqlite3.Connection, name: str, rowid: str) -> tuple[int | None, int | None]:
    """The least and the greatest rowid, asked for one by one: together they cost a full scan."""
    low, high = (
        connection.execute(f"SELECT {end}({rowid}) FROM {_quoted(name)}").fetchone()[0]  # noqa: S608
        for end in ("min", "max")
    )
    return low, high


def _selected(reading: _Reading, limits: str, *, renew: bool = True) -> Iterator[pa.RecordBatch]:
    """Rows as they come; the statement's time begins anew with each part, if `renew`."""
    table, allowed_s = reading.table, reading.access.statement_timeout_s
    binary = [_is_blob(column) for column in table.columns]
    schema = pa.schema(
        [
            pa.field(column.name, pa.binary() if blob else pa.string())
            for column, blob in zip(table.columns, binary, strict=True)
        ]
    )
    wanted = ", ".join(map(_expression, table.columns))
    cursor = reading.connection.cursor()
    left_s = allowed_s
    query = f"SELECT {wanted} FROM {_quoted(table.name)} {limits}"  # noqa: S608
    while True:
        before, began = read_so_far(), time.monotonic()
        _bound(reading.connection, left_s)
        if query:
            cursor.execute(query)
            query = ""
        rows = cursor.fetchmany(_FETCH)
        # Neither the wait for the limit nor the caller's work is the statement's time.
        left_s = allowed_s if renew else left_s - (time.monotonic() - began)
        reading.spend(read_so_far() - before)
        if not rows:
            return
        arrays = [
            pa.array(cells, pa.binary()) if blob else texts(pa.array(cells, pa.binary()))
            for cells, blob in zip(zip(*rows, strict=True), binary, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)


def _expression(column: Column) -> str:
    name = _quoted(column.name)
    if _is_blob(column):
        return f"CAST({name} AS BLOB)"
    kind = column.type.upper()
    if any(word in kind for word in ("INT", "CHAR", "CLOB", "TEXT")):
        return f"CAST({name} AS TEXT)"
    # A telephone number kept as a real is 13800000000.0; nobody reads it so.
    return (
        f"CASE WHEN typeof({name}) = 'real' AND {name} = CAST({name} AS INTEGER) "
        f"THEN CAST(CAST({name} AS INTEGER) AS TEXT) ELSE CAST({name} AS TEXT) END"
    )


def _is_blob(column: Column) -> bool:
    return "BLOB" in column.type.upper()


def _bound(connection: sqlite3.Connection, limit_s: float) -> None:
    """From now on a statement is interrupted once it has run for the limit."""
    until = time.monotonic() + limit_s
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)


def _interrupted(error: Exception) -> bool:
    return getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT"


def _fingerprint(path: str, of_file: str) -> str:
    """The file's mark and its write-ahead log's: changes may stand in the log alone."""
    try:
        log = os.stat(f"{path}-wal")  # noqa: PTH116
    except OSError:
        return of_file
    return f"{of_file}-{log.st_size:x}-{log.st_mtime_ns:x}" if log.st_size else of_file


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
