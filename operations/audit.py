# What the ledger says, whether it still verifies, and proofs to hand out and to check: as
# lines a person reads, and as the JSON that leaves the house.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypedDict

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger import (
    JSON,
    Entry,
    Head,
    check_head,
    check_inclusion,
    head_json,
    inclusion_json,
    key_id,
    read_head,
    read_inclusion,
)
from schema import (
    Dataset,
    Filing,
    LedgerBroken,
    Lineage,
    MisuseError,
    PolicySet,
    Record,
    Review,
    ScanJob,
    Share,
    Trigger,
)

from .recording import Book
from .settings import Settings, open_book

__all__ = [
    "Line",
    "Proved",
    "Verdict",
    "check_proof",
    "ledger_entries",
    "ledger_head",
    "ledger_key",
    "ledger_lines",
    "prove_entry",
    "read_key",
    "read_trusted",
    "verify_ledger",
]

_DIGEST_SHOWN = 12


class Verdict(TypedDict):
    """A ledger found whole: how many entries, and the root of their tree in hex."""

    entries: int
    root_hash: str


class Proved(TypedDict):
    """An entry found to be in a ledger of so many entries, signed under a key.

    `trusted` says what the key was held against: "key" or "head", kept by whoever checks,
    or "" where the proof alone vouches for it.
    """

    sequence: int
    time: str
    action: str
    actor: str
    entries: int
    root_hash: str
    key_id: str
    trusted: str


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a person reads it: `objects` are the names of what it is about."""

    sequence: int
    time: str
    action: str
    actor: str
    objects: tuple[str, ...]


def ledger_entries(settings: Settings, *, last: int | None = None) -> list[dict[str, JSON]]:
    """The entries in order, or the last so many of them."""
    with open_book(settings) as book:
        return [asdict(entry) for entry in _entries(book, last)]


def ledger_lines(settings: Settings, *, last: int | None = None) -> list[Line]:
    """The entries in order, or the last so many, with the names that things have now."""
    with open_book(settings) as book:
        names: dict[tuple[str, str], str] = {}
        return [
            Line(
                entry.sequence, entry.time, entry.action, entry.actor, _objects(entry, book, names)
            )
            for entry in _entries(book, last)
        ]


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


def check_proof(
    path: Path, *, key: Ed25519PublicKey | None = None, trusted: Head | None = None
) -> Proved:
    """The verdict on a proof that holds, without any installation at hand.

    `key` and `trusted` are what the checker kept: the public key, and a head signed with it.
    Raises LedgerBroken naming what does not hold, MisuseError where the file is no proof.
    """
    try:
        proof, own = read_inclusion(path.read_bytes())
    except ValueError as error:
        raise MisuseError(f"{path}: {error}") from None
    if key is not None and key.public_bytes_raw() != own.public_bytes_raw():
        raise LedgerBroken(f"the proof is under key {key_id(own)}, the key kept is {key_id(key)}")
    check_inclusion(proof, own)
    if trusted is not None:
        check_head(trusted, own)
        same = trusted.tree_size == proof.head.tree_size
        if same and trusted.root_hash != proof.head.root_hash:
            raise LedgerBroken("the ledger was rewritten: a head kept elsewhere has another root")
    return Proved(
        sequence=proof.entry.sequence,
        time=proof.entry.time,
        action=proof.entry.action,
        actor=proof.entry.actor,
        entries=proof.head.tree_size,
        root_hash=proof.head.root_hash.hex(),
        key_id=key_id(own),
        trusted="head" if trusted is not None else "key" if key is not None else "",
    )


def ledger_key(settings: Settings) -> str:
    """The public key, 64 hex digits, to be kept by whoever is to check proofs."""
    with open_book(settings) as book:
        return book.public_key.public_bytes_raw().hex()


def read_key(path: Path) -> Ed25519PublicKey:
    """A key that `ledger show --key` wrote. Raises MisuseError for anything else."""
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(path.read_text("ascii")))
    except ValueError:
        raise MisuseError(f"{path}: expected a public key, 64 hex digits") from None


def read_trusted(path: Path) -> Head:
    """A head that `ledger show --head` wrote. Raises MisuseError for anything else."""
    try:
        return read_head(path.read_bytes())
    except ValueError:
        raise MisuseError(f"{path}: this is not the JSON of a ledger's head") from None


def _entries(book: Book, last: int | None) -> list[Entry]:
    head = book.head()
    after = 0 if last is None or head is None else max(0, head.tree_size - last)
    return list(book.entries(after=after))


def _objects(entry: Entry, book: Book, names: dict[tuple[str, str], str]) -> tuple[str, ...]:
    """Names of the records an entry speaks of, or of what its detail does."""
    found: list[str] = []
    lines = entry.body.get("records", ())
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, Mapping):
            kind, identifier = str(line.get("kind", "")), str(line.get("id", ""))
            if (kind, identifier) not in names:
                names[kind, identifier] = _called(kind, identifier, book)
            found.append(names[kind, identifier])
    detail = entry.body.get("detail")
    if not found and isinstance(detail, Mapping):
        found = [f"{key} {value}" for key, value in detail.items()]
    return tuple(found)


def _called(kind: str, identifier: str, book: Book) -> str:
    """What people call a record; its id where it has no name, or is gone."""
    try:
        record: Record | None = book.latest(kind, identifier)
    except ValueError:
        record = None
    match record:
        case Dataset():
            name = record.finding.name
        case ScanJob():
            name = ", ".join(record.targets)
        case Review():
            name = f"{_called('dataset', record.dataset, book)} {record.field}".rstrip()
        case Share():
            name = f"{record.output} → {record.recipient}"
        case Filing():
            name = f"{record.finding.name} {record.number}"
        case Trigger():
            name = f"{_called('dataset', record.dataset, book)} {record.letter}"
        case Lineage():
            made, *origins = (
                _called("dataset", each, book) for each in (record.dataset, *record.origins)
            )
            name = f"{made} ← {', '.join(origins)}"
        case PolicySet():
            name = f"{record.id[:_DIGEST_SHOWN]}…"
        case _:
            name = identifier
    return name
