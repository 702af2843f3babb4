# What the tests of MySQL's connector do over and over: find a table, and read it out.
from __future__ import annotations

import math
from collections.abc import Iterator

import pyarrow as pa
from mariadb_server import MariaServer

from connectors import mysql
from schema import Access, Sample, Skipped, Table

FAST = math.inf
ALL = Sample(rows=None)


def full_speed(server: MariaServer, **terms: object) -> Access:
    """The reader's access to a test's server, without brakes."""
    return Access(**{"password": server.password, "max_bytes_per_s": FAST, **terms})


def tables_of(server: MariaServer, database: str) -> dict[str, Table]:
    """The tables of a database by name."""
    found = mysql.discover(server.url(database), full_speed(server))
    return {one.name: one for one in found if isinstance(one, Table)}


def rows(stream: Iterator[pa.RecordBatch | Skipped]) -> tuple[list[tuple], list[str]]:
    """Rows in order, and the reasons of what was skipped."""
    batches, skipped = [], []
    for item in stream:
        if isinstance(item, Skipped):
            skipped.append(item.error)
        else:
            assert item.num_rows <= 65_536
            assert item.nbytes <= 10_000_000
            batches.append(item)
    lines = [line for batch in batches for line in zip(*batch.to_pydict().values(), strict=True)]
    return lines, skipped
