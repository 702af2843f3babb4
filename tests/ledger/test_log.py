from __future__ import annotations

import sqlite3

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import append, entries, latest_head, verify
from schema import LedgerBroken

WORDS = {"time": "2026-11-02T08:00:00Z", "action": "a", "actor": "b", "unit": "c"}


def test_entries_come_back_in_order(connection, grow) -> None:
    grow(connection, 5)
    assert [entry.sequence for entry in entries(connection)] == [1, 2, 3, 4, 5]
    assert [entry.sequence for entry in entries(connection, after=2, limit=2)] == [3, 4]
    assert [entry.body["detail"]["rows"] for entry in entries(connection, after=3)] == [21, 28]


def test_each_entry_has_a_head_and_the_newest_is_handed_out(connection, grow) -> None:
    assert latest_head(connection) is None
    grow(connection, 3)
    heads = connection.execute("SELECT tree_size FROM ledger_head ORDER BY 1").fetchall()
    assert heads == [(1,), (2,), (3,)]
    assert latest_head(connection).tree_size == 3


def test_appending_needs_the_callers_transaction(connection, key) -> None:
    with pytest.raises(ValueError, match="inside a transaction"):
        append(connection, key, **WORDS, body={})


def test_what_is_rolled_back_was_never_there(connection, key, grow) -> None:
    grow(connection, 2)
    before = list(connection.iterdump())
    connection.execute("BEGIN IMMEDIATE")
    append(connection, key, **WORDS, body={"x": 1})
    connection.execute("ROLLBACK")
    assert list(connection.iterdump()) == before
    assert verify(connection, key.public_key()).entries == 2


def test_a_body_that_is_refused_leaves_nothing_behind(connection, key, grow) -> None:
    grow(connection, 2)
    before = list(connection.iterdump())
    connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(ValueError, match="finite"):
        append(connection, key, **WORDS, body={"rate": float("nan")})
    connection.execute("COMMIT")
    assert list(connection.iterdump()) == before


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE ledger_entry SET entry = '{}'", id="an entry changed"),
        pytest.param("DELETE FROM ledger_entry WHERE sequence = 2", id="an entry deleted"),
        pytest.param("UPDATE ledger_head SET head = '{}'", id="a head changed"),
        pytest.param("DELETE FROM ledger_head", id="heads deleted"),
    ],
)
def test_an_accident_is_stopped_by_the_database(connection, grow, statement: str) -> None:
    grow(connection, 2)
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        connection.execute(statement)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("DELETE FROM ledger_entry WHERE sequence = 3", id="the last entry is gone"),
        pytest.param("DELETE FROM ledger_head WHERE tree_size = 3", id="the last head is gone"),
        pytest.param("UPDATE ledger_frontier SET tree_size = 2", id="another frontier size"),
        pytest.param("UPDATE ledger_frontier SET hashes = zeroblob(64)", id="another frontier"),
        pytest.param("UPDATE ledger_frontier SET hashes = zeroblob(63)", id="half a frontier"),
        pytest.param("DELETE FROM ledger_frontier", id="no frontier"),
        pytest.param(
            "UPDATE ledger_head SET signature = zeroblob(64) WHERE tree_size = 3",
            id="a signature wiped",
        ),
        pytest.param("UPDATE ledger_head SET head = '{}' WHERE tree_size = 3", id="a head wiped"),
    ],
)
def test_nothing_is_built_on_a_broken_end(connection, key, grow, damage: str) -> None:
    grow(connection, 3)
    for trigger in ("entry_keeps", "entry_stays", "head_keeps", "head_stays"):
        connection.execute(f"DROP TRIGGER ledger_{trigger}")
    connection.execute(damage)
    connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerBroken):
        append(connection, key, **WORDS, body={})
    connection.execute("ROLLBACK")


def test_another_installations_key_cannot_go_on_with_the_ledger(connection, grow) -> None:
    grow(connection, 1)
    connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerBroken, match="names key"):
        append(connection, Ed25519PrivateKey.generate(), **WORDS, body={})
    connection.execute("ROLLBACK")
