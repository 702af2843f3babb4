# SQLite databases, opened read-only, every table and view. All values come as text, which
# SQLite makes of them itself, except columns declared BLOB: its types belong to values, not
# to columns. Comments are those written in the CREATE statement. A statement may think for
# `statement_timeout_s` before its next rows come.
from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa

from schema import Access, Column, Sample, Skipped, SourceError, Table

from .batches import Reservoir, bounded, joined
from .ddl import ddl_comments
from .encoding import decoded, texts
from .local import mark, shown
from .locate import sqlite_path
from .pace import pace

__all__ = ["check", "discover", "read"]

_FETCH = 8_192
_COUNT_S = 5.0
_PLACES = 64
_STEPS = 10_000
_BUSY_S = 2.0
# Python fails to decode the message of some faults, which then is the fault's only sign.
_FAULTS = (sqlite3.Error, UnicodeDecodeError)
_REASONS = {
    "SQLITE_NOTADB": "is encrypted, damaged or no SQLite database",
    "SQLITE_CORRUPT": "is damaged: SQLite finds its pages inconsistent",
    "SQLITE_BUSY": "is locked by another program",
    "SQLITE_LOCKED": "is locked by another program",
    "SQLITE_CANTOPEN": "cannot be opened by this user",
    "SQLITE_READONLY": "cannot be opened: its write-ahead log cannot be used read-only",
    "SQLITE_IOERR": "cannot be read: the device reports an error or the file is cut off",
    "SQLITE_TOOBIG": "holds a value larger than SQLite hands out",
    "SQLITE_NOMEM": "needs more memory to read than there is",
}


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """Every table and view, in name order, with comments; rows counted where that is quick."""
    path, only = sqlite_path(location)
    # The file, however it was named: one file, one set of ids in the catalogue.
    source = shown(path)
    found = mark(path)
    with closing(_opened(path, location)) as connection:
        listed = _run(
            connection,
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
                columns, comment, rowid = _described(connection, location, name, type_, sql)
                rows, exact = _counted(connection, name, rowid, access)
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
    spend = pace(access)
    came = 0
    with closing(_opened(path, table.source)) as connection:
        try:
            for batch in _sampled(connection, table, sample, access):
                spend(batch.nbytes)
                came += batch.num_rows
                yield from bounded(batch)
        except _FAULTS as error:
            reason = _reason(error, access)
            if not came:
                raise SourceError(reason, source=table.source) from None
            yield Skipped(table.source, f"table {table.name} {reason} after {came} rows")


def check(location: str, access: Access) -> None:  # noqa: ARG001
    """Nothing for a database that opens and lists its tables; SourceError otherwise."""
    path, _ = sqlite_path(location)
    mark(path)
    with closing(_opened(path, location)) as connection:
        _run(connection, location, "SELECT count(*) FROM sqlite_master")


def _opened(path: str, location: str) -> sqlite3.Connection:
    uri = f"file:{quote(os.fsencode(os.path.abspath(path)))}?mode=ro"  # noqa: PTH100
    try:
        connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_S)
        # Text as bytes: the error for text that is no UTF-8 would quote it.
        connection.text_factory = bytes
        connection.execute("PRAGMA query_only=ON")
        # A view or a default in a stranger's database may not call functions of effect.
        connection.execute("PRAGMA trusted_schema=OFF")
    except _FAULTS as error:
        raise SourceError(_reason(error, Access()), source=location) from None
    return connection


def _run(connection: sqlite3.Connection, location: str, sql: str) -> list[tuple[Any, ...]]:
    try:
        return connection.execute(sql).fetchall()
    except _FAULTS as error:
        raise SourceError(_reason(error, Access()), source=location) from None


def _described(
    connection: sqlite3.Connection, location: str, name: str, type_: str, sql: str
) -> tuple[tuple[Column, ...], str, str]:
    """A table's columns and comment, and the name under which its rowid can be asked for."""
    found = _run(connection, location, f"PRAGMA table_xinfo({_quoted(name)})")
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
    if type_ != "table" or not rowid or not _has_rowid(connection, name, rowid):
        rowid = ""
    return columns, comment, rowid


def _has_rowid(connection: sqlite3.Connection, name: str, rowid: str) -> bool:
    try:
        connection.execute(f"SELECT {rowid} FROM {_quoted(name)} LIMIT 0")  # noqa: S608
    except _FAULTS:
        return False  # WITHOUT ROWID
    return True


def _counted(
    connection: sqlite3.Connection, name: str, rowid: str, access: Access
) -> tuple[int | None, bool]:
    """The number of rows if counting is quick, else what the rowids suggest."""
    limit = min(_COUNT_S, access.statement_timeout_s)
    _bound(connection, limit)
    try:
        [(rows,)] = connection.execute(f"SELECT count(*) FROM {_quoted(name)}")  # noqa: S608
    except _FAULTS as error:
        if not _interrupted(error):
            raise SourceError(_reason(error, access), source=name) from None
    else:
        return int(rows), True
    if not rowid:
        return None, False
    _bound(connection, limit)
    try:
        ends = f"SELECT min({rowid}), max({rowid}) FROM {_quoted(name)}"  # noqa: S608
        [(low, high)] = connection.execute(ends)
    except _FAULTS:
        return None, False
    return (0 if low is None else int(high) - int(low) + 1), False


def _sampled(
    connection: sqlite3.Connection, table: Table, sample: Sample, access: Access
) -> Iterator[pa.RecordBatch]:
    rowid = table.options["rowid"]
    if sample.rows is None:
        yield from _selected(connection, table, access, "")
    elif not rowid or (table.rows_exact and (table.rows or 0) <= 4 * sample.rows):
        chosen = Reservoir(sample.rows, sample.seed)
        try:
            for batch in _selected(connection, table, access, "", renew=False):
                chosen.add(batch)
        except _FAULTS:
            yield from chosen.batches()
            raise
        yield from chosen.batches()
    else:
        yield from _ranges(connection, table, sample, access)


def _ranges(
    connection: sqlite3.Connection, table: Table, sample: Sample, access: Access
) -> Iterator[pa.RecordBatch]:
    """Runs of rows from random places of the rowid, one in each stretch of equal length."""
    assert sample.rows is not None
    rowid = table.options["rowid"]
    name = _quoted(table.name)
    [(low, high)] = connection.execute(f"SELECT min({rowid}), max({rowid}) FROM {name}")  # noqa: S608
    if low is None:
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
        kept.extend(_selected(connection, table, access, limits))
    yield from joined(kept)


def _selected(
    connection: sqlite3.Connection,
    table: Table,
    access: Access,
    limits: str,
    *,
    renew: bool = True,
) -> Iterator[pa.RecordBatch]:
    binary = [_is_blob(column) for column in table.columns]
    schema = pa.schema(
        [
            pa.field(column.name, pa.binary() if blob else pa.string())
            for column, blob in zip(table.columns, binary, strict=True)
        ]
    )
    wanted = ", ".join(map(_expression, table.columns))
    cursor = connection.cursor()
    _bound(connection, access.statement_timeout_s)
    cursor.execute(f"SELECT {wanted} FROM {_quoted(table.name)} {limits}")  # noqa: S608
    while rows := cursor.fetchmany(_FETCH):
        arrays = [
            pa.array(cells, pa.binary()) if blob else texts(pa.array(cells, pa.binary()))
            for cells, blob in zip(zip(*rows, strict=True), binary, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)
        if renew:
            _bound(connection, access.statement_timeout_s)


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


def _reason(error: Exception, access: Access) -> str:
    """What SQLite's error means, without its text, which may quote a value."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_INTERRUPT":
        return f"was stopped: it gave nothing for {access.statement_timeout_s:g} s"
    for known, reason in _REASONS.items():
        if name.startswith(known):
            return reason
    return "cannot be read by SQLite"


def _fingerprint(path: str, of_file: str) -> str:
    """The file's mark and its write-ahead log's: changes may stand in the log alone."""
    try:
        log = os.stat(f"{path}-wal")  # noqa: PTH116
    except OSError:
        return of_file
    return f"{of_file}-{log.st_size:x}-{log.st_mtime_ns:x}" if log.st_size else of_file


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
