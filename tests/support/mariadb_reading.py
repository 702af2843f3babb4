# What the tests of MySQL's connector do over and over: find a table, and read it out.
from __future__ import annotations

import math

from mariadb_server import MariaServer

from connectors import mysql
from schema import Access, Sample, Table

FAST = math.inf
ALL = Sample(rows=None)


def full_speed(server: MariaServer, **terms: object) -> Access:
    """The reader's access to a test's server, without brakes."""
    return Access(**{"password": server.password, "max_bytes_per_s": FAST, **terms})


def tables_of(server: MariaServer, database: str) -> dict[str, Table]:
    """The tables of a database by name."""
    found = mysql.discover(server.url(database), full_speed(server))
    return {one.name: one for one in found if isinstance(one, Table)}
