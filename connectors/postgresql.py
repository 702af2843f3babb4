# PostgreSQL as a source: what it holds, and its rows as text in Arrow batches.
# A whole table is read by ranges of its pages (ctid), each a short statement and transaction
# of its own, so that the brakes act between statements, no snapshot is held against vacuum,
# and the time limit of a statement never ends a long scan. Rows written meanwhile may be
# seen or not. Views have no pages: they are read through a cursor, in fetches. A sample of
# a table is drawn on the server (TABLESAMPLE, manual 7.2.1), of a view its first rows.
from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import pyarrow as pa
from psycopg import sql

from schema.error import SourceError
from schema.table import Access, Sample, Skipped, Table

from .postgresql_catalogue import CURSOR, tables
from .postgresql_rows import BINARY_LIMIT, Rows, cell_limit, select_list
from .postgresql_session import Location, Session, locate, reason
from .throttle import Throttle, database_throttle

__all__ = ["check", "discover", "read"]

# Ranges of pages (of 8 kB) are sized so that a statement brings or takes about this much.
_RANGE_BYTES = 1_000_000
_RANGE_S = 0.05
_FIRST_PAGES = 16
_MOST_PAGES = 4_096
# Up to here (32 MB) every page is visited and rows are drawn one by one, which is fairer;
# beyond, whole pages are drawn.
_BERNOULLI_PAGES = 4_096
# A larger sample would make a long statement: it is drawn as page ranges instead.
_STATEMENT_ROWS = 50_000
_DRAWN_PAGES = 16
# Neighbours on a page resemble each other: more pages are drawn than needed, then thinned.
_SPREAD = 4.0
_LEAST_PAGES = 64
# Chance may draw a few rows less than asked of single rows; thinned to the number after.
_MARGIN = 1.2
# TID range scans came with PostgreSQL 14; before, each range would read the whole table.
_TID_RANGES = 140_000
# Where the catalogue has no count, the first pages tell how many rows a page holds.
_PROBED_PAGES = 32
_FIRST_FETCH = 16
_MOST_FETCH = 20_000

_EXTENT = """
with recursive part(oid) as (
    select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n
        on n.oid = c.relnamespace where n.nspname = %s and c.relname = %s
    union all
    select i.inhrelid from pg_catalog.pg_inherits i join part on i.inhparent = part.oid
        join pg_catalog.pg_class k on k.oid = i.inhrelid where k.relispartition)
select c.reltuples::float8, c.relpages::float8,
       pg_relation_size(c.oid) / current_setting('block_size')::int8
  from part join pg_catalog.pg_class c using (oid)
"""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One table being read: the session, where rows are collected, and the brakes."""

    session: Session
    table: Table
    rows: Rows
    brake: Throttle
    access: Access

    @property
    def relation(self) -> sql.Composed:
        name = sql.Identifier(self.table.options["schema"], self.table.options["relation"])
        # An inheritance parent stands for its own rows; its children are tables as well.
        only = sql.SQL("only " if self.table.options["relkind"] == "r" else "")
        return sql.Composed([only, name])


@dataclass(frozen=True, slots=True)
class _Extent:
    """How large a table is now: pages of its longest part and of all parts, and its rows."""

    longest: int
    pages: int
    parts: int
    rows: float


def check(location: str, access: Access) -> None:
    """Nothing, where the database can be signed in to; raises SourceError where it cannot."""
    place = locate(location)
    with _plainly(place, access), Session(place, access) as session:
        session.connection.execute("select 1")


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The tables, partitioned tables, views and materialised views of a database.

    Partitions come with their parent; foreign tables and what may not be read as Skipped.
    Row counts are the server's estimates. Raises SourceError where nothing could be asked,
    ValueError where `location` is no URL to ask at.
    """
    place = locate(location)
    with _plainly(place, access), Session(place, access) as session:
        yield from tables(session.connection, place)


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """Rows of a table, every column as text, in batches of at most a few megabytes.

    NULL is null, the empty string is not. A cell longer than 65,536 characters, or binary
    longer than 4,096 bytes, is cut, and a Skipped at the end says how many were. Raises
    SourceError where no row could be read; a failure after that ends with a Skipped.
    """
    place = locate(table.options["location"])
    where = f"{place.source}#{table.name}"
    rows = Rows(table)
    brake = database_throttle(access)
    brake.wait_for_window()
    try:
        with Session(place, access) as session:
            yield from _batches(_Reading(session, table, rows, brake, access), sample)
    except psycopg.Error as error:
        why = reason(error, access)
        if not rows.seen:
            raise SourceError(why, source=where) from None
        if rows.seen > rows.read:
            yield rows.batch()
        yield Skipped(where, f"{why}, after {rows.read} rows")
    else:
        yield from _remarks(table, rows, where)


@contextmanager
def _plainly(place: Location, access: Access) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise SourceError(reason(error, access), source=place.source) from None
    except UnicodeDecodeError:
        raise SourceError(
            "names in its catalogue are not UTF-8; the database's encoding is SQL_ASCII",
            source=place.source,
        ) from None


def _batches(reading: _Reading, sample: Sample) -> Iterator[pa.RecordBatch | Skipped]:
    wanted = sample.rows
    by_pages = reading.table.options["way"] != CURSOR
    old = reading.session.connection.info.server_version < _TID_RANGES
    if not by_pages or (old and (wanted is None or wanted > _STATEMENT_ROWS)):
        yield from _fetched(reading, wanted)
        return
    extent = _extent(reading)
    if wanted is None or (extent.rows <= wanted and not old):
        yield from _ranges(reading, extent, 1.0, sample.seed)
    elif wanted > _STATEMENT_ROWS:
        yield from _ranges(reading, extent, wanted / extent.rows, sample.seed)
    else:
        yield from _drawn(reading, extent, wanted, sample.seed)
    if reading.rows.seen > reading.rows.read:
        yield reading.rows.batch()


def _extent(reading: _Reading) -> _Extent:
    options = reading.table.options
    connection = reading.session.connection
    with reading.brake.turn(), connection.transaction():
        parts = connection.execute(_EXTENT, [options["schema"], options["relation"]]).fetchall()
        if not parts:
            raise psycopg.errors.UndefinedTable
        pages = sum(now for _, _, now in parts)
        if all(now == 0 or (tuples > 0 and then > 0) for tuples, then, now in parts):
            # The planner's own estimate: the density last analysed, the pages of today.
            rows = sum(tuples / then * now for tuples, then, now in parts if now)
        else:
            end = f"({_PROBED_PAGES},0)"
            query = sql.SQL("select count(*) from {} where ctid < {}::tid").format(
                reading.relation, sql.Literal(end)
            )
            probed = sum(min(now, _PROBED_PAGES) for _, _, now in parts)
            rows = connection.execute(query).fetchall()[0][0] * pages / probed
    longest = max(now for _, _, now in parts)
    return _Extent(longest, pages, sum(1 for _, _, now in parts if now), rows)


def _ranges(
    reading: _Reading, extent: _Extent, share: float, seed: int
) -> Iterator[pa.RecordBatch | Skipped]:
    """The table by ranges of its pages: all of them, or a share drawn by the seed."""
    chance = random.Random(seed)  # noqa: S311  a sample, not a secret
    rows = reading.rows
    start, step = 0, max(1, (_FIRST_PAGES if share >= 1 else _DRAWN_PAGES) // max(1, extent.parts))
    while start < extent.longest:
        end = min(start + step, extent.longest)
        if share < 1 and chance.random() >= share:
            start = end
            continue
        if not reading.brake.open():
            # No idle session is kept through the hours in which nothing may be read.
            reading.session.leave_while(reading.brake.wait_for_window)
        where = sql.SQL(" where ctid >= {}::tid and ctid < {}::tid").format(
            sql.Literal(f"({start},0)"), sql.Literal(f"({end},0)")
        )
        mark, before, began = rows.mark, rows.bytes, time.monotonic()
        try:
            yield from _copied(reading, sql.Composed([reading.relation, where]))
        except psycopg.errors.QueryCanceled:
            if step == 1 or not rows.drop(mark):
                raise
            step = max(1, step // 8)
            continue
        start = end
        if share >= 1:
            step = _next_step(step, rows.bytes - before, time.monotonic() - began)
        if rows.full():
            yield rows.batch()


def _next_step(step: int, size: int, took_s: float) -> int:
    fit = min(_RANGE_BYTES / max(size, 1), _RANGE_S / max(took_s, 1e-6))
    return max(1, min(int(step * min(max(fit, 0.25), 4.0)), _MOST_PAGES))


def _drawn(
    reading: _Reading, extent: _Extent, wanted: int, seed: int
) -> Iterator[pa.RecordBatch | Skipped]:
    """As many rows as wanted, drawn by the server: of some pages, or of all if those lack."""
    rows, mark = reading.rows, reading.rows.mark
    percent = 100 * wanted / max(extent.rows, 1)
    if extent.pages > _BERNOULLI_PAGES:
        pages = max(percent * _SPREAD, 100 * _LEAST_PAGES / extent.pages)
        yield from _copied(reading, _thinned(reading, "system", pages, wanted, seed))
        if rows.seen >= wanted / 2 or not rows.drop(mark):
            return
        # Emptier than its statistics say: every page must be visited to find what is there.
        percent = 100.0
    yield from _copied(reading, _thinned(reading, "bernoulli", percent * _MARGIN, wanted, seed))


def _thinned(
    reading: _Reading, method: str, percent: float, wanted: int, seed: int
) -> sql.Composed:
    """A drawn part of the table, thinned to the number wanted by a hash of each row's place."""
    return sql.SQL(
        "(select * from {} tablesample {} ({}) repeatable ({})"
        " order by pg_catalog.hashtext(tableoid::text || ctid::text || {}) limit {}) as drawn"
    ).format(
        reading.relation,
        sql.SQL(method),
        sql.Literal(min(percent, 100.0)),
        sql.Literal(seed),
        sql.Literal(f"/{seed}"),
        sql.Literal(wanted),
    )


def _copied(reading: _Reading, origin: sql.Composed) -> Iterator[pa.RecordBatch]:
    """Collects what a COPY brings; a batch comes out only where memory would grow."""
    rows, before = reading.rows, reading.rows.bytes
    query = sql.SQL("copy (select {} from {}) to stdout (format csv)").format(
        select_list(reading.table.columns), origin
    )
    connection = reading.session.connection
    with (
        reading.brake.turn(),
        connection.transaction(),
        connection.cursor() as cursor,
        cursor.copy(query) as copy,
    ):
        while row := copy.read():
            rows.add(bytes(row))
            if rows.bursting():
                yield rows.batch()
    reading.brake.charge(rows.bytes - before)


def _fetched(reading: _Reading, wanted: int | None) -> Iterator[pa.RecordBatch | Skipped]:
    """Rows through a cursor, so that each fetch is a statement of its own for the time limit.

    A sample must come within one time limit as a whole.
    """
    connection, rows = reading.session.connection, reading.rows
    limit = sql.SQL("" if wanted is None else f" limit {int(wanted)}")
    until = None if wanted is None else time.monotonic() + reading.access.statement_timeout_s
    count = _FIRST_FETCH
    with connection.transaction():
        connection.execute(
            sql.SQL("declare scan no scroll cursor for select {} from {}{}").format(
                select_list(reading.table.columns), reading.relation, limit
            )
        )
        while True:
            with reading.brake.turn():
                result = connection.execute(f"fetch forward {count} from scan").pgresult
            if result is None or not result.ntuples:
                return
            before = rows.bytes
            yield rows.batch_of(
                [
                    [result.get_value(row, column) for row in range(result.ntuples)]
                    for column in range(result.nfields)
                ]
            )
            size = rows.bytes - before
            reading.brake.charge(size)
            fit = int(_RANGE_BYTES * result.ntuples / max(size, 1))
            if until is not None and time.monotonic() > until:
                raise psycopg.errors.QueryCanceled
            count = max(1, min(count * 4, fit, _MOST_FETCH))


def _remarks(table: Table, rows: Rows, where: str) -> Iterator[Skipped]:
    if rows.cut:
        limit = cell_limit(table.columns)
        yield Skipped(
            where,
            f"{rows.cut} cells were read to {limit:,} characters, or {BINARY_LIMIT:,} bytes"
            " of binary, and not to their end",
        )
    if "row_security" in table.options:
        yield Skipped(where, "row-level security may hide rows from this account")
