# Oracle, DM (达梦) and SQL Server as a source, by their own drivers and the database API they
# share (PEP 249). What differs stands in dbapi_dialects.py, signing in in dbapi_connect.py.
# Rows come as one statement, read in fetches, each bounded in time; a sample of a table is drawn
# by the server and thinned here, of a view it is the first rows.
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import pyarrow as pa

from schema.error import SourceError
from schema.table import Access, Column, Sample, Skipped, Table

from .adapters import driver
from .address import Address
from .batches import Reservoir
from .broken_off import broken_off
from .cells import (
    BINARY_LIMIT,
    Collected,
    binary_text,
    cell_limit,
    cut_remark,
    plain_text,
    written,
)
from .dbapi_connect import CONNECT, Connection, locate, number
from .dbapi_dialects import DIALECTS, Dialect
from .throttle import Throttle, database_throttle

__all__ = ["check", "discover", "read"]

_KIND = "dbapi"
_FETCH = 1_000
# Up to this many times the rows wanted, all are read and drawn from.
_READ_ALL = 4
# Drawn by pages or by chance, fewer may come than asked for.
_MARGIN = 1.5


def check(location: str, access: Access) -> None:
    """Nothing, where the server can be signed in to; raises SourceError where it cannot."""
    with _session(locate(location), access):
        pass


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The tables and views that are open to the account, each schema's under its own name.

    Row counts are the server's estimates. Raises SourceError where nothing could be asked,
    MisuseError where `location` is no URL to ask at.
    """
    place = locate(location)
    with _session(place, access) as session:
        yield from _tables(session)


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """Rows of a table, every column as text, in batches of at most a few megabytes.

    NULL is null. A cell beyond the limit is cut, and a Skipped at the end says how many were.
    Raises SourceError where no row could be read; a failure after that ends with a Skipped.
    """
    place = locate(table.options["location"])
    where = f"{place.source}#{table.name}"
    brake = database_throttle(access)
    brake.wait_for_window()
    rows = Collected()
    try:
        with _session(place, access) as session:
            reading = _Reading(session, table, rows, brake)
            yield from _wanted(reading, sample)
            if rows.seen > rows.read:
                yield rows.batch()
            if reading.cut:
                yield cut_remark(where, table.columns, reading.cut)
    except SourceError as error:
        yield from broken_off(rows, error.problem, where)
    brake.pay()


@dataclass(frozen=True, slots=True)
class _Session:
    """An open connection, and how its product is spoken to."""

    connection: Connection
    dialect: Dialect
    place: Address

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """All rows of a short statement."""
        with closing(self.connection.cursor()) as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())


@dataclass(slots=True)
class _Reading:
    """One table being read: the session, where rows are collected, and the brakes."""

    session: _Session
    table: Table
    rows: Collected
    brake: Throttle
    cut: int = 0
    closed: bool = False


@contextmanager
def _session(place: Address, access: Access) -> Iterator[_Session]:
    """A session for the block; what its driver reports comes out as SourceError."""
    module = driver(place.scheme, place.source)
    name = _dialect_of(place)
    try:
        connection = CONNECT[name](module, place, access)
        with closing(connection):
            session = _Session(connection, DIALECTS[name], place)
            for statement in session.dialect.begin:
                with closing(connection.cursor()) as cursor:
                    cursor.execute(statement)
            yield session
    except _errors(module) as error:
        raise SourceError(_reason(error, DIALECTS[name], access), source=place.source) from None


def _dialect_of(place: Address) -> str:
    return {"mssql": "sqlserver"}.get(place.scheme, place.scheme)


def _errors(module: ModuleType) -> tuple[type[Exception], ...]:
    found: type[Exception] = module.Error
    return (found, OSError)


def _reason(error: Exception, dialect: Dialect, access: Access) -> str:
    code = number(error)
    if code in dialect.reasons:
        known = dialect.reasons[code]
        limit = f" of {access.statement_timeout_s:g} s" if known.endswith("time limit") else ""
        return f"{known}{limit} (error {code})"
    if isinstance(error, OSError):
        return "nothing answers there: check host and port, and that the server runs"
    return f"the server reports an error (error {code})" if code else "the driver reports an error"


def _tables(session: _Session) -> Iterator[Table | Skipped]:
    place, dialect = session.place, session.dialect
    declared: dict[tuple[str, str], list[Column]] = {}
    for schema, table, name, kind, comment in session.rows(dialect.columns):
        column = Column(str(name), str(kind), str(comment or ""))
        declared.setdefault((str(schema), str(table)), []).append(column)
    listed = session.rows(dialect.tables)
    present = {str(row[0]) for row in listed}
    for schema in place.schemas:
        if schema not in present:
            yield Skipped(place.source, f"no tables in a schema named {schema}")
    wanted = place.schemas or sorted(present - dialect.own)
    for schema, name, kind, rows, size, comment in listed:
        if str(schema) not in wanted:
            continue
        columns = tuple(declared.get((str(schema), str(name)), ()))
        shown = f"{schema}.{name}"
        if not columns:
            yield Skipped(f"{place.source}#{shown}", "no column of it is open to this account")
            continue
        is_view = kind == "view"
        yield Table(
            source=place.source,
            name=shown,
            columns=columns,
            kind=_KIND,
            comment=str(comment or ""),
            rows=None if rows is None or is_view else int(str(rows)),
            size_bytes=None if size is None or is_view else int(str(size)),
            options={
                "location": replace(place, schemas=()).text,
                "schema": str(schema),
                "relation": str(name),
                "is_view": "yes" if is_view else "",
            },
        )


def _wanted(reading: _Reading, sample: Sample) -> Iterator[pa.RecordBatch | Skipped]:
    if sample.rows is None:
        for batch in _fetched(reading, _selected(reading, "{every}", 0, 0)):
            yield from _kept(reading, batch)
    elif sample.rows > 0:
        for batch in _drawn(reading, sample.rows, sample.seed):
            yield from _kept(reading, batch)


def _drawn(reading: _Reading, wanted: int, seed: int) -> Iterator[pa.RecordBatch | Skipped]:
    """A sample, or the first rows where no more than that can be had in one statement."""
    table, dialect = reading.table, reading.session.dialect
    if table.options["is_view"] or table.rows is None:
        ways = [dialect.head]
    elif table.rows <= _READ_ALL * wanted:
        ways = ["{every}"]
    else:
        # A table may be emptier than its statistics say, or drawn by pages that hold few rows.
        ways = [dialect.drawn, dialect.head]
    chosen = Reservoir(wanted, seed)
    while ways and not reading.closed:
        before = chosen.seen
        for batch in _fetched(reading, _selected(reading, ways.pop(0), wanted, seed)):
            if isinstance(batch, Skipped):
                yield batch
            else:
                chosen.add(batch)
        if chosen.seen >= wanted / 2:
            break
        if ways and before < chosen.seen:
            chosen = Reservoir(wanted, seed)
    yield from chosen.batches()


def _selected(reading: _Reading, template: str, wanted: int, seed: int) -> str:
    """A statement for the table's columns as text; `{every}` stands for one without limits."""
    table, dialect = reading.table, reading.session.dialect
    columns = ", ".join(_as_text(column, table, dialect) for column in table.columns)
    relation = ".".join(_quoted(table.options[part], dialect) for part in ("schema", "relation"))
    share = 100 * _MARGIN * wanted / max(table.rows or 1, 1)
    return template.format(
        every=f"select {columns} from {relation}",  # noqa: S608  names are quoted
        columns=columns,
        relation=relation,
        count=wanted,
        percent=f"{min(99.0, share):.6f}",
        seed=seed,
    )


def _kept(reading: _Reading, batch: pa.RecordBatch | Skipped) -> Iterator[pa.RecordBatch | Skipped]:
    if isinstance(batch, Skipped):
        yield batch
        return
    reading.rows.add(batch)
    if reading.rows.full():
        yield reading.rows.batch()


def _fetched(reading: _Reading, statement: str) -> Iterator[pa.RecordBatch | Skipped]:
    """The rows of a statement, a fetch at a time with rests in between."""
    with closing(reading.session.connection.cursor()) as cursor:
        cursor.arraysize = _FETCH
        with reading.brake.turn():
            cursor.execute(statement)
        came = 0
        while True:
            with reading.brake.turn():
                rows = cursor.fetchmany(_FETCH)
            if not rows:
                return
            came += len(rows)
            batch = _batch(reading, rows)
            reading.brake.charge(batch.nbytes)
            yield batch
            if not reading.brake.open():
                reading.closed = True
                where = f"{reading.table.source}#{reading.table.name}"
                yield Skipped(where, f"the window for reading closed after {came} rows")
                return


def _batch(reading: _Reading, rows: Sequence[tuple[object, ...]]) -> pa.RecordBatch:
    columns = reading.table.columns
    limit = cell_limit(columns)
    arrays: list[pa.Array[Any]] = []
    for cells in zip(*rows, strict=True):
        if any(isinstance(cell, bytes) for cell in cells):
            text, cut = binary_text(pa.array(cells, pa.binary()))
        else:
            shown = [None if cell is None else written(cell) for cell in cells]
            text, cut = plain_text(pa.array(shown, pa.string()), limit)
        reading.cut += cut
        arrays.append(text)
    return pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])


def _quoted(name: str, dialect: Dialect) -> str:
    begin, end = dialect.quotes
    return f"{begin}{name.replace(end, end * 2)}{end}"


def _as_text(column: Column, table: Table, dialect: Dialect) -> str:
    name = _quoted(column.name, dialect)
    word = column.type.partition("(")[0].partition(" ")[0]
    template = dialect.as_text.get(word, "{c}")
    limit = cell_limit(table.columns) + 1
    return template.format(c=name, n=limit, b=BINARY_LIMIT + 1)
