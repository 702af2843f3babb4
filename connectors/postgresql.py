# PostgreSQL as a source: what it holds, and its rows as text in Arrow batches. The session
# (postgresql_session.py) cannot write and signs in once, the brakes (throttle.py) spare the
# server, and no message of the server's is passed on: it may quote a cell.
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pyarrow as pa

from schema.error import SourceError
from schema.table import Access, Sample, Skipped, Table

from .broken_off import broken_off
from .postgresql_catalogue import tables
from .postgresql_descendants import tables as descendants_tables
from .postgresql_rows import BINARY_LIMIT, Rows, cell_limit
from .postgresql_session import Location, Session, locate, reason
from .postgresql_stream import Reading, stream
from .throttle import database_throttle

__all__ = ["check", "discover", "read"]


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
        find = descendants_tables if place.descends else tables
        yield from find(session.connection, place)


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
            yield from stream(Reading(session, table, rows, brake, access), sample)
    except psycopg.Error as error:
        yield from broken_off(rows, reason(error, access), where)
    else:
        yield from _remarks(table, rows, where)
    # What the last statement cost is rested for before the next table is begun.
    brake.pay()


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
