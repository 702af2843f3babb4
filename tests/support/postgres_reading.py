# What the tests of PostgreSQL's connector do over and over: find a table, and read it out.
from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
from postgres_server import Server

from connectors import postgresql
from schema import Access, Skipped, Table


def found(server: Server, database: str, access: Access, name: str) -> Table:
    """The table of that name in a database of a test's server."""
    every = postgresql.discover(server.url(database), access)
    return next(one for one in every if isinstance(one, Table) and one.name == name)


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
