# What the tests of PostgreSQL's connector do over and over: find a table, and read it out.
from __future__ import annotations

from postgres_server import Server

from connectors import postgresql
from schema import Access, Table


def found(server: Server, database: str, access: Access, name: str) -> Table:
    """The table of that name in a database of a test's server."""
    every = postgresql.discover(server.url(database), access)
    return next(one for one in every if isinstance(one, Table) and one.name == name)
