# MySQL, MariaDB, OceanBase and TiDB as a source: what a server holds, and its rows as text in
# Arrow batches. The session (mysql_session.py) cannot write and signs in once, the brakes
# (throttle.py) spare the server, and no message of the server's is passed on: it may quote a
# cell.
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
import pymysql

from schema.error import SourceError
from schema.table import Access, Sample, Skipped, Table

from .address import Address
from .broken_off import broken_off
from .cells import Collected, cut_remark
from .mysql_catalogue import tables
from .mysql_errors import TIMED_OUT, number, reason
from .mysql_rows import Decoder
from .mysql_session import Session, locate
from .mysql_stream import Reading, stream
from .throttle import database_throttle

__all__ = ["check", "discover", "read"]


def check(location: str, access: Access) -> None:
    """Nothing, where the server can be signed in to; raises SourceError where it cannot."""
    place = locate(location)
    with _plainly(place, access), Session(place, access) as session:
        session.rows("select 1")


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The tables and views of a database, or of all that are open to the account.

    Tables of other servers and what may not be read come as Skipped. Row counts are the
    server's estimates unless it keeps count. Raises SourceError where nothing could be
    asked, MisuseError where `location` is no URL to ask at.
    """
    place = locate(location)
    with _plainly(place, access), Session(place, access) as session:
        yield from tables(session)


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """Rows of a table, every column as text, in batches of at most a few megabytes.

    NULL is null, the empty string is not. A cell longer than 65,536 characters, or binary
    longer than 4,096 bytes, is cut, and a Skipped at the end says how many were. Raises
    SourceError where no row could be read; a failure after that ends with a Skipped.
    """
    place = locate(table.options["location"])
    where = f"{place.source}#{table.name}"
    rows, decoder = Collected(), Decoder(table)
    brake = database_throttle(access)
    brake.wait_for_window()
    try:
        with Session(place, access) as session:
            try:
                yield from stream(Reading(session, table, rows, decoder, brake, access), sample)
            except pymysql.Error as error:
                if number(error) == TIMED_OUT:
                    session.kill()
                raise
    except pymysql.Error as error:
        yield from broken_off(rows, reason(error, access), where)
    else:
        if decoder.cut:
            yield cut_remark(where, table.columns, decoder.cut)
    # What the last statement cost is rested for before the next table is begun.
    brake.pay()


@contextmanager
def _plainly(place: Address, access: Access) -> Iterator[None]:
    try:
        yield
    except pymysql.Error as error:
        raise SourceError(reason(error, access), source=place.source) from None
