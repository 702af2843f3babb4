# What the ledger says, whether it still verifies, and proofs to hand out: all as the JSON
# that leaves the house.
from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TypedDict

from ledger import JSON, Head, head_json, inclusion_json, read_head
from schema import MisuseError

from .settings import Settings, open_book

__all__ = [
    "Verdict",
    "ledger_entries",
    "ledger_head",
    "prove_entry",
    "read_trusted",
    "verify_ledger",
]


class Verdict(TypedDict):
    """A ledger found whole: how many entries, and the root of their tree in hex."""

    entries: int
    root_hash: str


def ledger_entries(settings: Settings, *, last: int | None = None) -> list[dict[str, JSON]]:
    """The entries in order, or the last so many of them."""
    with open_book(settings) as book:
        head = book.head()
        after = 0 if last is None or head is None else max(0, head.tree_size - last)
        return [asdict(entry) for entry in book.entries(after=after)]


def verify_ledger(settings: Settings, *, trusted: Head | None = None) -> Verdict:
    """The verdict on a ledger that is whole. Raises LedgerBroken naming what is not.

    `trusted` is a head that was kept elsewhere: with it a ledger cut short is found too.
    """
    with open_book(settings) as book:
        verified = book.verify(trusted=trusted)
    root = "" if verified.head is None else verified.head.root_hash.hex()
    return Verdict(entries=verified.entries, root_hash=root)


def ledger_head(settings: Settings) -> dict[str, JSON] | None:
    """The signed head, to be kept where this machine's administrators cannot change it."""
    with open_book(settings) as book:
        head = book.head()
    return None if head is None else head_json(head)


def prove_entry(settings: Settings, sequence: int) -> dict[str, JSON]:
    """The proof that an entry is in the ledger. Raises MisuseError where there is none."""
    with open_book(settings) as book:
        try:
            return inclusion_json(book.prove(sequence), book.public_key)
        except ValueError as error:
            raise MisuseError(str(error)) from None


def read_trusted(path: Path) -> Head:
    """A head that `ledger show --head` wrote. Raises MisuseError for anything else."""
    try:
        return read_head(path.read_bytes())
    except ValueError:
        raise MisuseError(f"{path}: this is not the JSON of a ledger's head") from None
