# Verifying: everything is computed again from the entries' own bytes and held against the
# heads that were signed as each entry was written. One pass in order, memory logarithmic.
# Without a head kept elsewhere, a ledger cut off cleanly at its end, heads and all, looks
# like a younger ledger: that is what `trusted` is for.
from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schema import LedgerBroken

from .entry import Entry, read_entry
from .head import Head, check_head, head_text, read_head
from .log import read_frontier
from .tree import extend, leaf_hash, root_of

__all__ = ["Verified", "verify", "walk"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found in order: so many entries, and the head over them (None if none)."""

    entries: int
    head: Head | None


def verify(
    connection: sqlite3.Connection, public_key: Ed25519PublicKey, *, trusted: Head | None = None
) -> Verified:
    """The ledger's size and head, once every entry, hash and signature has been checked.

    `trusted` is a head kept outside the database: with it, entries cut off at the end or
    rewritten with the key itself are found too. Raises LedgerBroken naming the first wrong
    entry. Reads one snapshot, whatever other processes append meanwhile.
    """
    entries, head = 0, None
    for entry, found in walk(connection, public_key, trusted=() if trusted is None else (trusted,)):
        entries, head = entry.sequence, found
    return Verified(entries, head)


def walk(
    connection: sqlite3.Connection, public_key: Ed25519PublicKey, *, trusted: Collection[Head] = ()
) -> Iterator[tuple[Entry, Head]]:
    """Each entry with its head, in order, once it is known to be good.

    What `verify` does, for those who check something else along the way. Raises LedgerBroken
    at the first wrong entry; only when the walk has ended is the ledger's end checked.
    """
    for kept in trusted:
        check_head(kept, public_key)
    with _snapshot(connection):
        size = 0
        frontier: tuple[bytes, ...] = ()
        for sequence, text, stored_leaf, head_row in _rows(connection):
            if sequence != size + 1:
                raise LedgerBroken(f"entry {size + 1} is missing")
            leaf = leaf_hash(text)
            frontier = extend(frontier, size, leaf)
            size += 1
            head = _signed(size, head_row, public_key)
            if root_of(frontier) != head.root_hash:
                raise LedgerBroken(f"entry {size} is not what was signed when it was written")
            if leaf != stored_leaf:
                raise LedgerBroken(f"the stored hash of entry {size} is not that of its text")
            entry = read_entry(text)
            if entry.sequence != size:
                raise LedgerBroken(f"entry {size} says it is entry {entry.sequence}")
            _check_trusted(trusted, head)
            yield entry, head
        _check_rest(connection, size, frontier)
        longest = max((kept.tree_size for kept in trusted), default=0)
        if longest > size:
            raise LedgerBroken(
                f"entry {size + 1} is missing: a head kept elsewhere was signed for {longest} entries"
            )


def _rows(
    connection: sqlite3.Connection,
) -> Iterator[tuple[int, bytes, bytes, tuple[bytes, bytes] | None]]:
    # As bytes, whatever stands there: a text that is no longer UTF-8, or a value whose type
    # somebody changed, must be a finding and not a decoding error.
    rows = connection.execute(
        "SELECT sequence, CAST(coalesce(entry, '') AS BLOB), CAST(leaf_hash AS BLOB),"
        " CAST(head AS BLOB), CAST(coalesce(signature, '') AS BLOB)"
        " FROM ledger_entry LEFT JOIN ledger_head ON tree_size = sequence ORDER BY sequence"
    )
    for sequence, text, leaf, head, signature in rows:
        yield sequence, text, leaf, None if head is None else (head, signature)


def _signed(size: int, row: tuple[bytes, bytes] | None, public_key: Ed25519PublicKey) -> Head:
    """The head stored for this size, if it is whole and the key signed it."""
    if row is None:
        raise LedgerBroken(f"entry {size} has no signed head")
    try:
        head = read_head(*row)
        written = head_text(head)
    except ValueError:
        raise LedgerBroken(f"entry {size}: its head is not the JSON of a head") from None
    if head.tree_size != size or written != row[0]:
        raise LedgerBroken(f"entry {size}: its head was written for something else")
    try:
        check_head(head, public_key)
    except LedgerBroken as error:
        raise LedgerBroken(f"entry {size}: {error}") from None
    return head


def _check_trusted(trusted: Collection[Head], head: Head) -> None:
    for kept in trusted:
        if kept.tree_size == head.tree_size and kept.root_hash != head.root_hash:
            raise LedgerBroken(
                f"entry {head.tree_size} or one before it was rewritten: "
                "a head kept elsewhere has another root"
            )


def _check_rest(connection: sqlite3.Connection, size: int, frontier: tuple[bytes, ...]) -> None:
    """That nothing is left over: no head without its entry, no other frontier."""
    last, first = connection.execute(
        "SELECT max(tree_size), min(tree_size) FROM ledger_head"
    ).fetchone()
    if last is not None and last > size:
        raise LedgerBroken(f"entry {size + 1} is missing: heads go on to entry {last}")
    if first is not None and first < 1:
        raise LedgerBroken(f"entry {first} cannot be: entries are counted from 1, a head is not")
    if read_frontier(connection) != (size, frontier):
        raise LedgerBroken(f"the stored frontier is not that of the ledger after entry {size}")


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """One reading transaction around the walk, unless the caller has one already."""
    ours = not connection.in_transaction
    if ours:
        connection.execute("BEGIN")
    try:
        yield
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise
        # SQLite names tables and pages here, never what stands in them.
        raise LedgerBroken(f"the ledger's tables cannot be read: {error}") from None
    finally:
        if ours:
            connection.execute("ROLLBACK")
