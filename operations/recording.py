# The book of an installation: records, ledger and seal opened together. Whatever changes state
# goes through `record`: records and one ledger entry in one transaction, so that neither is
# ever there without the other. An entry holds SHA-256 digests of the records, never bodies.
from __future__ import annotations

import builtins
import datetime as dt
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, overload

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

import ledger
import store
from ledger import JSON, Entry, Growth, Head, Inclusion, Verified
from schema import RECORD_TYPES, Imprint, LedgerBroken, Record, Review, Source
from store import Outbox, OutRow, RecordRefused, Stored, Version

from .outputs import deliver

__all__ = ["HEAD_FILE", "Book", "new_id", "utc_now"]

R = TypeVar("R", bound=Record)

# The newest head that verified here, kept beside the database: a ledger cut off at its end
# does not escape the next verification.
HEAD_FILE = "ledger.head"


def utc_now() -> str:
    """The time now, RFC 3339 in UTC with microseconds."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def new_id(prefix: str) -> str:
    """An id nobody else has: the prefix and 16 random hex digits (`rv-…` for a review)."""
    return f"{prefix}-{secrets.token_hex(8)}"


class Book:
    """Records and ledger of one installation; a context manager, for one thread.

    Several processes may hold the same book open: writers take turns, readers never wait. A
    process opens its own; a book does not pass through a fork. Where the home may only be
    read (`read_only`), so may the book: whatever would change it raises StoreError.
    """

    def __init__(self, home: Path, *, clock: Callable[[], str] = utc_now) -> None:
        self.home = home
        self.read_only = store.is_read_only(home)
        self._clock = clock
        if self.read_only:
            self.seal = store.Seal.open(home, create=False, guarded=False)
            self._connection = store.open_read_only(home)
        else:
            store.make_home(home)
            # A new key for an old database would orphan its ledger and passwords, so a key is
            # only made before there is a database.
            database_is_new = not (home / store.DATABASE_FILE).exists()
            self.seal = store.Seal.open(home, create=database_is_new)
            self._connection = store.open_database(home)
        self._signing_key = self.seal.signing_key()
        try:
            store.migrate(self._connection, "store", store.RECORD_STEPS)
            store.migrate(self._connection, "imprint", store.IMPRINT_STEPS)
            store.migrate(self._connection, "ledger", ledger.LEDGER_STEPS)
        except store.StoreError:
            self.close()
            if self.read_only:
                problem = (
                    f"{home} is read-only and its database is of another version of this program"
                )
                raise store.StoreError(f"{problem}: copy the directory, and use the copy") from None
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """The database closed; the book cannot be used after this."""
        self._connection.close()

    def refuse_read_only(self) -> None:
        """Nothing where the book may be written. Raises StoreError where it may only be read."""
        if self.read_only:
            raise store.StoreError(
                f"{self.home} is read-only: nothing can be recorded in it, so nothing was done; "
                "make it writable or use another (--home)"
            )

    def now(self) -> str:
        """The time by this book's clock, for records that are about to be made."""
        return self._clock()

    @property
    def public_key(self) -> Ed25519PublicKey:
        """The key this installation's ledger is verified with."""
        return self._signing_key.public_key()

    def record(
        self,
        records: Sequence[Record],
        *,
        action: str,
        actor: str,
        unit: str,
        detail: Mapping[str, JSON] | None = None,
        progress: tuple[str, str, bytes] | None = None,
        imprints: Sequence[Imprint] | None = None,
    ) -> tuple[int, ...]:
        """The versions the records have now, once they and one ledger entry are on disk.

        A record that says what its newest version says (but for time and job) keeps that
        version; the entry is written all the same. `progress` is job, table key and outcome
        of a running scan, noted in the same transaction; `imprints` are those of the first
        record, a data set's, and take the place of any its version had. `detail` must hold
        no raw value.
        Raises ValueError where a record or the detail is no exact JSON, StoreError where the
        database cannot be written; then nothing was changed.
        """
        self.refuse_read_only()
        with store.transaction(self._connection):
            stored = [store.put(self._connection, record) for record in records]
            if progress is not None:
                store.note_progress(self._connection, *progress)
            if imprints is not None:
                first = stored[0]
                store.put_imprints(self._connection, first.id, first.version, imprints)
            self._append(stored, action, actor, unit, detail)
        return tuple(one.version for one in stored)

    def delete_source(
        self, name: str, *, actor: str, unit: str, action: str = "source.remove"
    ) -> int:
        """The version that takes the source away; its sealed password is wiped everywhere.

        Raises ValueError where there is no such source.
        """
        return self.delete(Source, name, actor=actor, unit=unit, action=action)

    def delete(
        self, kind: type[Record], identifier: str, *, actor: str, unit: str, action: str
    ) -> int:
        """The version that takes the record away; what was sealed in it is wiped everywhere.

        Raises ValueError where there is no such record.
        """
        self.refuse_read_only()
        with store.transaction(self._connection):
            stored = store.delete(
                self._connection, store.kind_of(kind), identifier, time=self._clock()
            )
            self._append([stored], action, actor, unit, None)
        # Out of the write-ahead log too, where the wiped pages still stand. Best effort: a
        # reader that is busy keeps them until the next checkpoint.
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return stored.version

    @overload
    def latest(self, kind: type[R], identifier: str) -> R | None: ...
    @overload
    def latest(self, kind: str, identifier: str) -> Record | None: ...
    @store.explained()
    def latest(self, kind: type[R] | str, identifier: str) -> R | Record | None:
        """The newest version of a record, None where there is none or it was taken away."""
        return store.latest(self._connection, _type(kind), identifier)

    @overload
    def list(self, kind: type[R], unit: str = "") -> builtins.list[R]: ...
    @overload
    def list(self, kind: str, unit: str = "") -> builtins.list[Record]: ...
    @store.explained()
    def list(self, kind: type[R] | str, unit: str = "") -> builtins.list[R] | builtins.list[Record]:
        """The newest versions of all records of a kind, by id; `unit` keeps to that subtree."""
        return builtins.list(store.list_latest(self._connection, _type(kind), unit))

    @store.explained()
    def versions(self, kind: type[Record] | str, identifier: str) -> builtins.list[Version]:
        """All versions of a record, the oldest first."""
        return store.versions(self._connection, store.kind_of(_type(kind)), identifier)

    @store.explained()
    def reviews(self, dataset: str) -> builtins.list[Review]:
        """People's decisions about a dataset, the oldest first."""
        return store.about(self._connection, Review, dataset)

    @store.explained()
    def about(self, kind: type[R], dataset: str) -> builtins.list[R]:
        """The records of a kind that are about a dataset (reviews, shares), oldest first."""
        return store.about(self._connection, kind, dataset)

    @store.explained()
    def imprints(self, dataset: str, version: int) -> builtins.list[Imprint]:
        """What is kept of the values of one version of a dataset, for comparison."""
        return store.imprints_of(self._connection, dataset, version)

    @store.explained()
    def newest_imprints(self) -> builtins.list[tuple[str, builtins.list[Imprint]]]:
        """What is kept of the values of every dataset, for comparison, by dataset."""
        return builtins.list(store.newest_imprints(self._connection))

    @store.explained()
    def progress(self, job: str) -> dict[str, bytes]:
        """Outcomes of a running scan by table key."""
        return store.read_progress(self._connection, job)

    def note_progress(self, job: str, table_key: str, outcome: bytes) -> None:
        """An outcome without records (a table that was skipped), on disk on return."""
        self.refuse_read_only()
        with store.transaction(self._connection):
            store.note_progress(self._connection, job, table_key, outcome)

    def clear_progress(self, job: str) -> None:
        """A job's outcomes forgotten, once it is done."""
        self.refuse_read_only()
        with store.transaction(self._connection):
            store.clear_progress(self._connection, job)

    def outbox(self, target: str) -> Outbox:
        """What of the records a store of this name has not been handed yet."""
        self._with_outbox()
        return store.read_outbox(self._connection, target)

    def hand_over(
        self,
        target: str,
        keep: Callable[[Sequence[OutRow]], Sequence[RecordRefused]],
        *,
        again: bool = False,
        anew: bool = False,
    ) -> int:
        """How many versions of records were handed over now; see store.hand_over.

        With `anew` all of them are, whatever was handed over before. Raises StoreError where the
        store fails it: what it has not taken waits.
        """
        self._with_outbox()
        if anew:
            store.hand_over_anew(self._connection, target)
        return store.hand_over(self._connection, target, keep, again=again)

    def _with_outbox(self) -> None:
        self.refuse_read_only()
        store.migrate(self._connection, "outbox", store.OUTBOX_STEPS)

    def entries(self, *, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """Ledger entries in order, those behind sequence `after`."""
        return ledger.entries(self._connection, after=after, limit=limit)

    @store.explained()
    def head(self) -> Head | None:
        """The newest signed head, None for an empty ledger."""
        return ledger.latest_head(self._connection)

    @store.explained()
    def prove(self, sequence: int) -> Inclusion:
        """The proof that an entry is in the ledger. Raises ValueError for no such entry."""
        return ledger.prove_inclusion(self._connection, sequence)

    @store.explained()
    def prove_growth(self, first: int) -> Growth:
        """The proof that the ledger only grew since it had `first` entries."""
        return ledger.prove_consistency(self._connection, first)

    def verify(self, trusted: Head | None = None) -> Verified:
        """The ledger's size and head, once it and the records it vouches for were checked.

        Every entry, hash and signature is checked; the ledger must go on from the `trusted`
        head and from the head kept at the last verification; every version of a record must
        be what its entry says, and none may be there without one. Raises LedgerBroken naming
        the first wrong entry. On success the head is kept in `ledger.head`, if it may be.
        """
        kept = self._kept_head()
        trusted_heads = [head for head in (trusted, kept) if head is not None]
        entries, last, versions = 0, None, 0
        # One state of both, though other processes may be writing.
        with store.snapshot(self._connection):
            walk = ledger.walk(self._connection, self.public_key, trusted=trusted_heads)
            for entry, head in walk:
                versions += self._check_records(entry)
                entries, last = entry.sequence, head
            if store.count(self._connection) != versions:
                raise LedgerBroken("there are versions of records that no entry speaks of")
        news = last is not None and (kept is None or kept.tree_size < last.tree_size)
        if last is not None and news and not self.read_only:
            self._keep_head(last)
        return Verified(entries, last)

    def _append(
        self,
        stored: Sequence[Stored],
        action: str,
        actor: str,
        unit: str,
        detail: Mapping[str, JSON] | None,
    ) -> None:
        body: dict[str, JSON] = {
            "detail": dict(detail or {}),
            "records": [_line(s) for s in stored],
        }
        ledger.append(
            self._connection,
            self._signing_key,
            time=self._clock(),
            action=action,
            actor=actor,
            unit=unit,
            body=body,
        )

    def _check_records(self, entry: Entry) -> int:
        """How many versions this entry brought, all of them found as it says."""
        brought = 0
        for kind, identifier, version, digest, changed in _lines(entry):
            place = f"entry {entry.sequence}: {kind} {identifier!r} version {version}"
            try:
                found = store.stored_digest(self._connection, kind, identifier, version)
            except store.StoreError:
                found = None
            if found != digest:
                raise LedgerBroken(f"{place} is not stored as it was recorded")
            brought += changed
        return brought

    def _kept_head(self) -> Head | None:
        path = self.home / HEAD_FILE
        try:
            return ledger.read_head(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError:
            raise LedgerBroken(f"{path}, kept at the last verification, was changed") from None

    def _keep_head(self, head: Head) -> None:
        """Written aside and renamed, so that a reader finds the old head or the new one."""
        text = json.dumps(ledger.head_json(head), indent=1) + "\n"
        path = self.home / HEAD_FILE
        deliver([path], lambda aside: _write(aside, text), overwrite=True, mode=0o600)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _type(kind: type[R] | str) -> type[R] | type[Record]:
    if not isinstance(kind, str):
        return kind
    try:
        return RECORD_TYPES[kind]
    except KeyError:
        raise ValueError(
            f"{kind!r} is no kind of record; there are {', '.join(RECORD_TYPES)}"
        ) from None


def _line(stored: Stored) -> dict[str, JSON]:
    """A record's version as an entry speaks of it."""
    return {
        "kind": stored.kind,
        "id": stored.id,
        "version": stored.version,
        "digest": stored.digest,
        "changed": stored.changed,
    }


def _lines(entry: Entry) -> Iterator[tuple[str, str, int, str, bool]]:
    """The versions an entry speaks of; a version wiped since is left out."""
    records = entry.body.get("records", ())
    for line in records if isinstance(records, list) else ():
        if isinstance(line, dict):
            yield line["kind"], line["id"], line["version"], line["digest"], line["changed"]
