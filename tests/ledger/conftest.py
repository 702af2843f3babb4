from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import LEDGER_STEPS, append

Grow = Callable[[sqlite3.Connection, int], None]


@pytest.fixture(scope="session")
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """A database in memory with the ledger's tables and nothing in them."""
    opened = sqlite3.connect(":memory:", isolation_level=None)
    for step in LEDGER_STEPS:
        opened.executescript(step)
    yield opened
    opened.close()


@pytest.fixture
def grow(key: Ed25519PrivateKey) -> Grow:
    """Appends entries whose text depends on their place alone."""

    def grow(connection: sqlite3.Connection, count: int) -> None:
        for _ in range(count):
            (size,) = connection.execute("SELECT count(*) FROM ledger_entry").fetchone()
            connection.execute("BEGIN IMMEDIATE")
            append(
                connection,
                key,
                time=f"2026-11-02T08:{size:02}:00Z",
                action="share.apply" if size % 2 else "scan.finish",
                actor="李警官",
                unit="shaanxi/xian/police",
                body={"detail": {"rows": size * 7}, "records": []},
            )
            connection.execute("COMMIT")

    return grow
