# The ways to the rows of one relation. A table is read by ranges of its pages (ctid), each a
# short statement and transaction of its own, so that the brakes act between statements, no
# snapshot is held against vacuum, and the time limit of a statement never ends a long scan;
# rows written meanwhile may be seen or not. Views have no pages: they come through a cursor,
# in fetches. A sample of a table is drawn on the server (TABLESAMPLE, manual 7.2.1) and
# thinned by a hash; of a view it is the first rows.
from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pyarrow as pa
from psycopg import sql

from schema.table import Access, Sample, Skipped, Table

from .postgresql_catalogue import CURSOR
from .postgresql_rows import Rows, select_list
from .postgresql_session import Session
from .throttle import Throttle

__all__ = ["Reading", "stream"]

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
class Reading:
    """One table being read: the session, where rows are collected, and the brakes."""

    session: Session
    table: Table
    rows: Rows
    brake: Throttle
    access: Access

    @property
    def relation(self) -> sql.Composed:
        """What a query reads from, quoted as its name needs."""
        name = sql.Identifier(self.table.options["schema"], self.table.options["relation"])
        # An inheritance parent stands for its own rows; its children are tables as well.
        only = sql.SQL("only " if self.table.options["relkind"] == "r" else "")
        return sql.Composed([only, name])


@dataclass(frozen=True, slots=True)
class _Extent:
    """How large a table is now: pages of its longest part and of all, parts that have any, rows."""

    longest: int
    pages: int
    parts: int
    rows: float


def stream(reading: Reading, sample: Sample) -> Iterator[pa.RecordBatch | Skipped]:
    """The rows wanted, as batches; what a failure leaves unsent stays in `reading.rows`.

    Raises psycopg.Error where the server fails.
    """
    wanted = sample.rows
    if wanted is not None and wanted < 1:
        return
    by_pages = reading.table.options["way"] != CURSOR
    old = reading.session.connection.info.server_version < _TID_RANGES
    if not by_pages or (old and (wanted is None or wanted > _STATEMENT_ROWS)):
        yield from _fetched(reading, wanted)
        return
    extent = _extent(reading, counted=wanted is not None)
    if wanted is None or (extent.rows <= wanted and not old):
        yield from _ranges(reading, extent, 1.0, sample.seed)
    elif wanted > _STATEMENT_ROWS:
        yield from _ranges(reading, extent, wanted / extent.rows, sample.seed)
    else:
        yield from _drawn(reading, extent, wanted, sample.seed)
    if reading.rows.seen > reading.rows.read:
        yield reading.rows.batch()


def _extent(reading: Reading, *, counted: bool) -> _Extent:
    options = reading.table.options
    connection = reading.session.connection
    with reading.brake.turn(), connection.transaction():
        parts = connection.execute(_EXTENT, [options["schema"], options["relation"]]).fetchall()
        if not parts:
            raise psycopg.errors.UndefinedTable
        pages = sum(now for _, _, now in parts)
        rows = 0.0
        if all(now == 0 or (tuples > 0 and then > 0) for tuples, then, now in parts):
            # The planner's own estimate: the density last analysed, the pages of today.
            rows = sum(tuples / then * now for tuples, then, now in parts if now)
        elif counted:
            end = f"({_PROBED_PAGES},0)"
            query = sql.SQL("select count(*) from {} where ctid < {}::tid").format(
                reading.relation, sql.Literal(end)
            )
            probed = sum(min(now, _PROBED_PAGES) for _, _, now in parts)
            rows = connection.execute(query).fetchall()[0][0] * pages / probed
    longest = max(now for _, _, now in parts)
    return _Extent(longest, pages, sum(1 for _, _, now in parts if now), rows)


def _ranges(
    reading: Reading, extent: _Extent, share: float, seed: int
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
    reading: Reading, extent: _Extent, wanted: int, seed: int
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
    # Four standard deviations more than wanted: chance hardly ever draws too few.
    percent *= 1 + 4 / wanted**0.5 + 10 / wanted
    yield from _copied(reading, _thinned(reading, "bernoulli", percent, wanted, seed))


def _thinned(reading: Reading, method: str, percent: float, wanted: int, seed: int) -> sql.Composed:
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


def _copied(reading: Reading, origin: sql.Composed) -> Iterator[pa.RecordBatch]:
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


def _fetched(reading: Reading, wanted: int | None) -> Iterator[pa.RecordBatch | Skipped]:
    """Rows through a cursor, so that each fetch is a statement of its own for the time limit.

    A sample must come within one time limit as a whole, rests not counted.
    """
    connection, rows = reading.session.connection, reading.rows
    limit = sql.SQL("" if wanted is None else f" limit {int(wanted)}")
    count, took_s = _FIRST_FETCH, 0.0
    with connection.transaction():
        connection.execute(
            sql.SQL("declare scan no scroll cursor for select {} from {}{}").format(
                select_list(reading.table.columns), reading.relation, limit
            )
        )
        while True:
            if not reading.brake.open():
                # A cursor lives in its transaction, and that must not be kept for hours.
                where = f"{reading.table.source}#{reading.table.name}"
                yield Skipped(where, f"the window for reading closed after {rows.read} rows")
                return
            with reading.brake.turn():
                began = time.monotonic()
                result = connection.execute(f"fetch forward {count} from scan").pgresult
                took_s += time.monotonic() - began
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
            if wanted is not None and took_s > reading.access.statement_timeout_s:
                raise psycopg.errors.QueryCanceled
            count = max(1, min(count * 4, fit, _MOST_FETCH))
