# An attacker who can write the database, but has no key, in every shape thought of; and the one
# thing the database alone cannot show, a clean cut at the end, which a kept head does.
from __future__ import annotations

import json
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import LEDGER_STEPS, append, latest_head, sign_head, verify, walk
from ledger.entry import entry_text, read_entry
from ledger.head import head_text
from ledger.tree import extend, leaf_hash, root_of
from schema import LedgerBroken

SIZE = 6


@pytest.fixture
def opened(connection, grow) -> sqlite3.Connection:
    """A ledger of six entries whose triggers an attacker has dropped."""
    grow(connection, SIZE)
    for trigger in ("entry_keeps", "entry_stays", "head_keeps", "head_stays"):
        connection.execute(f"DROP TRIGGER ledger_{trigger}")
    return connection


def flips(text: bytes) -> Iterator[bytes]:
    """The text with one byte changed: each byte by its lowest bit, by case, by its highest bit."""
    for place in range(len(text)):
        for bit in (0x01, 0x20, 0x80):
            changed = bytearray(text)
            changed[place] ^= bit
            yield bytes(changed)


def test_a_ledger_left_alone_verifies(connection, key, grow) -> None:
    assert verify(connection, key.public_key()).head is None
    grow(connection, SIZE)
    found = verify(connection, key.public_key(), trusted=latest_head(connection))
    assert (found.entries, found.head) == (SIZE, latest_head(connection))
    assert not connection.in_transaction


@pytest.mark.parametrize("sequence", [1, 3, SIZE])
@pytest.mark.parametrize("rehashed", [False, True], ids=["hash left", "hash made to fit"])
def test_one_byte_changed_anywhere_in_an_entry_is_found_and_named(
    opened, key, sequence: int, rehashed: bool
) -> None:
    (text,) = opened.execute(
        "SELECT CAST(entry AS BLOB) FROM ledger_entry WHERE sequence = ?", (sequence,)
    ).fetchone()
    tried = 0
    for changed in flips(text):
        leaf = leaf_hash(changed if rehashed else text)
        opened.execute(
            "UPDATE ledger_entry SET entry = CAST(? AS TEXT), leaf_hash = ? WHERE sequence = ?",
            (changed, leaf, sequence),
        )
        with pytest.raises(LedgerBroken, match=f"^entry {sequence} "):
            verify(opened, key.public_key())
        tried += 1
    assert tried == 3 * len(text) > 400
    opened.execute(
        "UPDATE ledger_entry SET entry = CAST(? AS TEXT), leaf_hash = ? WHERE sequence = ?",
        (text, leaf_hash(text), sequence),
    )
    assert verify(opened, key.public_key()).entries == SIZE


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("ledger_head", "head", "TEXT"),
        ("ledger_head", "signature", "BLOB"),
        ("ledger_entry", "leaf_hash", "BLOB"),
    ],
)
def test_one_byte_changed_anywhere_beside_an_entry_is_found(
    opened, key, table: str, column: str, kind: str
) -> None:
    place = "rowid = 4"
    (text,) = opened.execute(f"SELECT CAST({column} AS BLOB) FROM {table} WHERE {place}").fetchone()
    for changed in flips(text):
        opened.execute(f"UPDATE {table} SET {column} = CAST(? AS {kind}) WHERE {place}", (changed,))
        with pytest.raises(LedgerBroken, match="entry 4"):
            verify(opened, key.public_key())


def test_one_byte_changed_anywhere_in_the_frontier_is_found(opened, key) -> None:
    (hashes,) = opened.execute("SELECT hashes FROM ledger_frontier").fetchone()
    for changed in flips(hashes):
        opened.execute("UPDATE ledger_frontier SET hashes = ?", (changed,))
        with pytest.raises(LedgerBroken, match="after entry 6"):
            verify(opened, key.public_key())


def _swap(opened: sqlite3.Connection) -> None:
    opened.execute("UPDATE ledger_entry SET sequence = 99 WHERE sequence = 2")
    opened.execute("UPDATE ledger_entry SET sequence = 2 WHERE sequence = 5")
    opened.execute("UPDATE ledger_entry SET sequence = 5 WHERE sequence = 99")


def _swap_with_heads(opened: sqlite3.Connection) -> None:
    _swap(opened)
    opened.execute("UPDATE ledger_head SET tree_size = 99 WHERE tree_size = 2")
    opened.execute("UPDATE ledger_head SET tree_size = 2 WHERE tree_size = 5")
    opened.execute("UPDATE ledger_head SET tree_size = 5 WHERE tree_size = 99")


def _remove_and_close_up(opened: sqlite3.Connection) -> None:
    opened.execute("DELETE FROM ledger_entry WHERE sequence = 3")
    for sequence in range(4, SIZE + 1):
        opened.execute(
            "UPDATE ledger_entry SET sequence = ? WHERE sequence = ?", (sequence - 1, sequence)
        )


def _insert(opened: sqlite3.Connection) -> None:
    for sequence in range(SIZE, 3, -1):
        opened.execute(
            "UPDATE ledger_entry SET sequence = ? WHERE sequence = ?", (sequence + 1, sequence)
        )
    opened.execute(
        "INSERT INTO ledger_entry SELECT 4, entry, leaf_hash FROM ledger_entry WHERE sequence = 3"
    )


def _add_at_the_end(opened: sqlite3.Connection) -> None:
    opened.execute(
        "INSERT INTO ledger_entry SELECT 7, entry, leaf_hash FROM ledger_entry WHERE sequence = 6"
    )


def _loosen_types(opened: sqlite3.Connection) -> None:
    opened.executescript(
        "ALTER TABLE ledger_entry RENAME TO old;"
        "CREATE TABLE ledger_entry (sequence INTEGER PRIMARY KEY, entry, leaf_hash);"
        "INSERT INTO ledger_entry SELECT * FROM old;"
        "UPDATE ledger_entry SET entry = NULL, leaf_hash = 7 WHERE sequence = 2;"
    )


def _loosen_signatures(opened: sqlite3.Connection) -> None:
    opened.executescript(
        "ALTER TABLE ledger_head RENAME TO old;"
        "CREATE TABLE ledger_head (tree_size INTEGER PRIMARY KEY, head, signature);"
        "INSERT INTO ledger_head SELECT * FROM old;"
        "UPDATE ledger_head SET signature = NULL WHERE tree_size = 2;"
    )


ATTACKS: list[tuple[str, Callable[[sqlite3.Connection], object] | str, str]] = [
    (
        "the first entry removed",
        "DELETE FROM ledger_entry WHERE sequence = 1",
        "entry 1 is missing",
    ),
    ("one from the middle removed", "DELETE FROM ledger_entry WHERE sequence = 3", "entry 3 is mi"),
    ("one removed, numbers closed up", _remove_and_close_up, "^entry 3 is not what was signed"),
    ("the last removed", "DELETE FROM ledger_entry WHERE sequence = 6", "entry 6 is missing"),
    ("all entries removed", "DELETE FROM ledger_entry", "entry 1 is missing: heads go on to"),
    ("two swapped", _swap, "^entry 2 is not what was signed"),
    ("two swapped with their heads", _swap_with_heads, "^entry 2: its head"),
    ("one put in", _insert, "^entry 4 is not what was signed"),
    ("one added without a head", _add_at_the_end, "^entry 7 has no signed head"),
    ("numbers from zero", "UPDATE ledger_entry SET sequence = 0 WHERE sequence = 1", "entry 1 is"),
    ("a head removed", "DELETE FROM ledger_head WHERE tree_size = 2", "^entry 2 has no signed"),
    ("a head for nothing", "INSERT INTO ledger_head VALUES (0, '{}', x'')", "entry 0 cannot be"),
    ("a head too many", "INSERT INTO ledger_head VALUES (7, '{}', x'')", "entry 7 is missing"),
    ("a frontier rolled back", "UPDATE ledger_frontier SET tree_size = 3", "front"),
    ("no frontier", "DELETE FROM ledger_frontier", "frontier of the ledger is gone"),
    ("a table dropped", "DROP TABLE ledger_head", "cannot be read: no such table"),
    ("an entry emptied", _loosen_types, "^entry 2 is not what was signed"),
    ("a signature emptied", _loosen_signatures, "^entry 2: its head"),
]


@pytest.mark.parametrize(
    ("attack", "message"), [pytest.param(how, said, id=name) for name, how, said in ATTACKS]
)
def test_an_attack_on_the_tables_is_found_and_placed(
    opened, key, attack: Callable[[sqlite3.Connection], object] | str, message: str
) -> None:
    if isinstance(attack, str):
        opened.execute(attack)
    else:
        attack(opened)
    with pytest.raises(LedgerBroken, match=message):
        verify(opened, key.public_key())
    assert not opened.in_transaction


def rewrite(opened: sqlite3.Connection, key: Ed25519PrivateKey, *, sequence: int) -> None:
    """One entry's time changed, and everything from there on made to agree under `key`."""
    frontier: tuple[bytes, ...] = ()
    for size, text in opened.execute(
        "SELECT sequence - 1, CAST(entry AS BLOB) FROM ledger_entry ORDER BY sequence"
    ).fetchall():
        fields = json.loads(text)
        if size + 1 == sequence:
            fields["time"] = "2026-11-01T00:00:00Z"
        changed = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        leaf = leaf_hash(changed.encode())
        frontier = extend(frontier, size, leaf)
        opened.execute(
            "UPDATE ledger_entry SET entry = ?, leaf_hash = ? WHERE sequence = ?",
            (changed, leaf, size + 1),
        )
        if size + 1 >= sequence:
            head = sign_head(size + 1, root_of(frontier), fields["time"], key)
            opened.execute(
                "UPDATE ledger_head SET head = ?, signature = ? WHERE tree_size = ?",
                (head_text(head).decode(), head.signature, size + 1),
            )
    opened.execute("UPDATE ledger_frontier SET hashes = ?", (b"".join(frontier),))


def test_history_rewritten_throughout_without_the_key_is_named_where_it_begins(opened, key) -> None:
    rewrite(opened, Ed25519PrivateKey.generate(), sequence=4)
    with pytest.raises(LedgerBroken, match=r"^entry 4: the head of 4 entries names key"):
        verify(opened, key.public_key())


def test_history_rewritten_with_the_key_itself_is_found_by_a_kept_head(opened, key) -> None:
    kept = latest_head(opened)
    rewrite(opened, key, sequence=4)
    assert verify(opened, key.public_key()).entries == SIZE
    with pytest.raises(LedgerBroken, match="entry 6 or one before it was rewritten"):
        verify(opened, key.public_key(), trusted=kept)


def test_a_clean_cut_at_the_end_is_found_by_a_kept_head_and_by_nothing_else(
    opened, key, grow
) -> None:
    """The known limit: an older state, whole and rightly signed, cannot be told from itself."""
    kept = latest_head(opened)
    younger = sqlite3.connect(":memory:", isolation_level=None)
    for step in LEDGER_STEPS:
        younger.executescript(step)
    grow(younger, 4)
    assert verify(younger, key.public_key()).entries == 4
    with pytest.raises(LedgerBroken, match="entry 5 is missing: a head kept elsewhere"):
        verify(younger, key.public_key(), trusted=kept)
    younger.close()


def test_a_kept_head_of_an_earlier_time_lets_the_ledger_grow(opened, key, grow) -> None:
    kept = latest_head(opened)
    grow(opened, 3)
    assert verify(opened, key.public_key(), trusted=kept).entries == SIZE + 3


def test_a_kept_head_that_was_not_signed_here_is_no_use(opened, key) -> None:
    theirs = sign_head(2, leaf_hash(b""), "2026-11-02T08:00:00Z", Ed25519PrivateKey.generate())
    with pytest.raises(LedgerBroken, match="names key"):
        verify(opened, key.public_key(), trusted=theirs)


def test_another_key_verifies_nothing(opened) -> None:
    with pytest.raises(LedgerBroken, match=r"^entry 1: the head of 1 entries names key"):
        verify(opened, Ed25519PrivateKey.generate().public_key())


def test_an_entry_signed_under_a_wrong_number_is_refused(connection, key) -> None:
    """Only a faulty writer with the key could make one."""
    connection.execute("BEGIN IMMEDIATE")
    append(connection, key, time="t", action="a", actor="b", unit="c", body={})
    connection.execute("COMMIT")
    for trigger in ("entry_keeps", "head_keeps"):
        connection.execute(f"DROP TRIGGER ledger_{trigger}")
    (text,) = connection.execute("SELECT CAST(entry AS BLOB) FROM ledger_entry").fetchone()
    entry = read_entry(text)
    moved = entry_text(type(entry)(2, entry.time, entry.action, entry.actor, entry.unit, {}))
    head = sign_head(1, leaf_hash(moved), "t", key)
    connection.execute(
        "UPDATE ledger_entry SET entry = ?, leaf_hash = ?", (moved.decode(), leaf_hash(moved))
    )
    connection.execute(
        "UPDATE ledger_head SET head = ?, signature = ?", (head_text(head).decode(), head.signature)
    )
    with pytest.raises(LedgerBroken, match="entry 1 says it is entry 2"):
        verify(connection, key.public_key())


def test_a_walk_left_early_leaves_no_transaction(opened, key) -> None:
    steps = walk(opened, key.public_key())
    entry, head = next(steps)
    assert (entry.sequence, head.tree_size) == (1, 1)
    steps.close()
    assert not opened.in_transaction


def test_memory_does_not_grow_with_the_ledger(connection, key, grow) -> None:
    grow(connection, 60)
    short = _peak(connection, key)
    for _ in range(15):
        grow(connection, 60)
    assert _peak(connection, key) < short + 40_000


def _peak(connection: sqlite3.Connection, key: Ed25519PrivateKey) -> int:
    verify(connection, key.public_key())
    tracemalloc.start()
    verify(connection, key.public_key())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
