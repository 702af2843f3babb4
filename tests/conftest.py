# Fixtures every test may ask for. A server is started once, and only when a test wants it.
from __future__ import annotations

from collections.abc import Iterator

import pytest
from postgres_server import Server, find_binaries, throw_away_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A throw-away PostgreSQL server; tests make databases of their own in it."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server programs here: apt-get install postgresql")
    with throw_away_server(binaries, tls=True) as server:
        yield server
