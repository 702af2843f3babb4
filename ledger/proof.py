# Proofs to hand out: that an entry is in the ledger, and that the ledger only grew since an
# earlier head. A reader needs the proof and the public key, nothing of the database; the
# hashes are those of RFC 9162, so any Certificate Transparency verifier can follow them.
from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schema import LedgerBroken

from .entry import JSON, Entry, entry_text, read_entry
from .head import Head, check_head, head_json, read_head
from .log import latest_head
from .tree import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    subtree_root,
    verify_consistency,
    verify_inclusion,
)

__all__ = [
    "Growth",
    "Inclusion",
    "check_growth",
    "check_inclusion",
    "inclusion_json",
    "prove_consistency",
    "prove_inclusion",
    "read_inclusion",
]


@dataclass(frozen=True, slots=True)
class Inclusion:
    """An entry, and the path from its leaf to the root of `head`, lowest sibling first."""

    entry: Entry
    path: tuple[bytes, ...]
    head: Head


@dataclass(frozen=True, slots=True)
class Growth:
    """Two heads, and the path that shows the later tree begins with the earlier one."""

    first: Head
    second: Head
    path: tuple[bytes, ...]


def prove_inclusion(connection: sqlite3.Connection, sequence: int) -> Inclusion:
    """The proof that entry `sequence` is in the ledger as its newest head has it.

    Takes time in proportion to the ledger, memory to its logarithm. Raises ValueError where
    there is no such entry.
    """
    head = latest_head(connection)
    row = connection.execute(
        "SELECT CAST(entry AS BLOB) FROM ledger_entry WHERE sequence = ?", (sequence,)
    ).fetchone()
    if head is None or row is None or not 1 <= sequence <= head.tree_size:
        count = 0 if head is None else head.tree_size
        raise ValueError(f"there is no entry {sequence}; the ledger has {count}")
    path = inclusion_proof(sequence - 1, head.tree_size, _Leaves(connection).root)
    return Inclusion(read_entry(row[0]), path, head)


def prove_consistency(connection: sqlite3.Connection, first: int) -> Growth:
    """The proof that the ledger only grew since it had `first` entries.

    Raises ValueError where it never had so many.
    """
    second = latest_head(connection)
    row = connection.execute(
        "SELECT CAST(head AS BLOB), signature FROM ledger_head WHERE tree_size = ?", (first,)
    ).fetchone()
    if second is None or row is None:
        raise ValueError(f"there is no head of {first} entries")
    path = consistency_proof(first, second.tree_size, _Leaves(connection).root)
    return Growth(read_head(*row), second, path)


def check_inclusion(proof: Inclusion, public_key: Ed25519PublicKey) -> None:
    """Nothing, if the proof holds under the key. Raises LedgerBroken if it does not."""
    check_head(proof.head, public_key)
    leaf = leaf_hash(entry_text(proof.entry))
    index, size = proof.entry.sequence - 1, proof.head.tree_size
    if not verify_inclusion(leaf, index, size, proof.path, proof.head.root_hash):
        raise LedgerBroken(f"entry {proof.entry.sequence} is not in the ledger of this head")


def check_growth(proof: Growth, public_key: Ed25519PublicKey) -> None:
    """Nothing, if the ledger only grew from the first head to the second; else LedgerBroken."""
    first, second = proof.first, proof.second
    check_head(first, public_key)
    check_head(second, public_key)
    sizes = (first.tree_size, second.tree_size)
    if not verify_consistency(*sizes, first.root_hash, second.root_hash, proof.path):
        raise LedgerBroken(
            f"the ledger of {second.tree_size} entries did not grow from that of {first.tree_size}"
        )


def inclusion_json(proof: Inclusion, public_key: Ed25519PublicKey) -> dict[str, JSON]:
    """The proof as it is handed out: entry, its leaf hash, path, head and key, hashes in hex."""
    text = entry_text(proof.entry)
    return {
        "entry": text.decode(),
        "leaf_index": proof.entry.sequence - 1,
        "leaf_hash": leaf_hash(text).hex(),
        "path": [step.hex() for step in proof.path],
        "head": head_json(proof.head),
        "public_key": public_key.public_bytes_raw().hex(),
    }


def read_inclusion(text: bytes) -> tuple[Inclusion, Ed25519PublicKey]:
    """The proof that `inclusion_json` wrote as JSON, and the key it says it is under.

    Raises ValueError for anything else, LedgerBroken where its parts speak of different
    entries. A proof that was read is not yet one that was checked: see `check_inclusion`.
    """
    try:
        fields = json.loads(text)
        stated = fields["entry"].encode()
        index, leaf = fields["leaf_index"], bytes.fromhex(fields["leaf_hash"])
        path = tuple(bytes.fromhex(step) for step in fields["path"])
        head = read_head(json.dumps(fields["head"]).encode())
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(fields["public_key"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("this is not the JSON of a ledger's proof") from None
    entry = read_entry(stated)
    if leaf_hash(stated) != leaf or index != entry.sequence - 1:
        raise LedgerBroken(f"the proof's own parts do not agree about entry {entry.sequence}")
    return Inclusion(entry, path, head), key


class _Leaves:
    """Roots over runs of stored leaf hashes, read one by one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def root(self, start: int, end: int) -> bytes:
        rows = self._connection.execute(
            "SELECT leaf_hash FROM ledger_entry WHERE sequence > ? AND sequence <= ?"
            " ORDER BY sequence",
            (start, end),
        )
        return subtree_root(leaf for (leaf,) in rows)
