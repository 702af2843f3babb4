# The ledger's tables and how it grows: entry, signed head and frontier go in together, inside
# the caller's transaction, so that a change and its entry are committed as one or not at all.
# Every entry gets a signed head of its own: 64 bytes let `verify` name the first wrong entry
# even where someone with write access made all unsigned hashes agree again.
from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schema import LedgerBroken

from .entry import JSON, Entry, entry_text, read_entry
from .head import Head, check_head, head_text, read_head, sign_head
from .tree import HASH_BYTES, extend, leaf_hash, root_of

__all__ = ["LEDGER_STEPS", "append", "entries", "latest_head", "read_frontier"]

# Schema steps in order, each run once. The triggers stop accidents, not attackers: those are
# what the hashes are for.
LEDGER_STEPS: tuple[str, ...] = (
    """
    CREATE TABLE ledger_entry (
        sequence INTEGER PRIMARY KEY,
        entry TEXT NOT NULL,
        leaf_hash BLOB NOT NULL
    ) STRICT;
    CREATE TABLE ledger_head (
        tree_size INTEGER PRIMARY KEY,
        head TEXT NOT NULL,
        signature BLOB NOT NULL
    ) STRICT;
    CREATE TABLE ledger_frontier (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        tree_size INTEGER NOT NULL,
        hashes BLOB NOT NULL
    ) STRICT;
    INSERT INTO ledger_frontier VALUES (1, 0, x'');
    CREATE TRIGGER ledger_entry_keeps BEFORE UPDATE ON ledger_entry
        BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
    CREATE TRIGGER ledger_entry_stays BEFORE DELETE ON ledger_entry
        BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
    CREATE TRIGGER ledger_head_keeps BEFORE UPDATE ON ledger_head
        BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
    CREATE TRIGGER ledger_head_stays BEFORE DELETE ON ledger_head
        BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
    """,
)


def append(
    connection: sqlite3.Connection,
    key: Ed25519PrivateKey,
    *,
    time: str,
    action: str,
    actor: str,
    unit: str,
    body: Mapping[str, JSON],
) -> Entry:
    """The new last entry, written but not committed: the caller's transaction decides.

    Raises ValueError outside a transaction or where the body is no exact JSON, LedgerBroken
    where the ledger's end does not match its signed head (nothing is built on a broken one).
    """
    if not connection.in_transaction:
        raise ValueError("the ledger is appended to inside a transaction, begun by the caller")
    size, frontier = read_frontier(connection)
    _check_end(connection, key, size, frontier)
    entry = Entry(size + 1, time, action, actor, unit, dict(body))
    text = entry_text(entry)
    leaf = leaf_hash(text)
    frontier = extend(frontier, size, leaf)
    head = sign_head(size + 1, root_of(frontier), time, key)
    connection.execute(
        "INSERT INTO ledger_entry VALUES (?, ?, ?)", (entry.sequence, text.decode(), leaf)
    )
    connection.execute(
        "INSERT INTO ledger_head VALUES (?, ?, ?)",
        (head.tree_size, head_text(head).decode(), head.signature),
    )
    connection.execute(
        "UPDATE ledger_frontier SET tree_size = ?, hashes = ?", (size + 1, b"".join(frontier))
    )
    return entry


def entries(
    connection: sqlite3.Connection, *, after: int = 0, limit: int | None = None
) -> Iterator[Entry]:
    """Entries in order, those behind sequence `after`, at most `limit` of them.

    Reads as it goes. What is read is not verified; raises LedgerBroken only where a text is
    no entry.
    """
    rows = connection.execute(
        "SELECT CAST(entry AS BLOB) FROM ledger_entry WHERE sequence > ? ORDER BY sequence LIMIT ?",
        (after, -1 if limit is None else limit),
    )
    for (text,) in rows:
        yield read_entry(text)


def latest_head(connection: sqlite3.Connection) -> Head | None:
    """The newest head as stored, None for an empty ledger. Raises LedgerBroken if malformed."""
    row = connection.execute(
        "SELECT CAST(head AS BLOB), CAST(signature AS BLOB) FROM ledger_head ORDER BY tree_size DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    try:
        return read_head(*row)
    except ValueError:
        raise LedgerBroken("the newest head of the ledger is not the JSON of a head") from None


def read_frontier(connection: sqlite3.Connection) -> tuple[int, tuple[bytes, ...]]:
    """Size and right edge of the stored tree. Raises LedgerBroken where they do not fit."""
    row = connection.execute("SELECT tree_size, hashes FROM ledger_frontier").fetchone()
    if row is None:
        raise LedgerBroken("the frontier of the ledger is gone")
    size, joined = row
    if type(size) is not int or type(joined) is not bytes or size < 0:
        raise LedgerBroken("the frontier of the ledger is not a size and its hashes")
    if len(joined) != HASH_BYTES * size.bit_count():
        raise LedgerBroken(f"the frontier of the ledger does not fit its {size} entries")
    hashes = (joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES))
    return size, tuple(hashes)


def _check_end(
    connection: sqlite3.Connection, key: Ed25519PrivateKey, size: int, frontier: tuple[bytes, ...]
) -> None:
    head = latest_head(connection)
    last = connection.execute("SELECT max(sequence) FROM ledger_entry").fetchone()[0] or 0
    signed = 0 if head is None else head.tree_size
    if not size == signed == last:
        raise LedgerBroken(
            f"the ledger has {last} entries, a head for {signed} and a frontier for {size}; "
            "nothing is added until `tongguan ledger verify` has been looked into"
        )
    if head is not None:
        check_head(head, key.public_key())
        if root_of(frontier) != head.root_hash:
            raise LedgerBroken(
                f"the frontier of the ledger is not the one signed after entry {size}"
            )
