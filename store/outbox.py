# Records on their way to a server. The table of records is the outbox itself: a version is in it as
# soon as it is committed with its ledger entry, whichever process wrote it, and a mark says up to
# which row a server has taken them. A version is sent until the server has it and never counts as
# taken before; what was sent twice is there once, since its id says which version it is.
from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from .database import explained, transaction

__all__ = [
    "KEPT_HERE",
    "OUTBOX_STEPS",
    "OutRow",
    "Outbox",
    "RecordRefused",
    "hand_over",
    "hand_over_anew",
    "read_outbox",
]

OUTBOX_STEPS: tuple[str, ...] = (
    """
    CREATE TABLE handed_over (
        target TEXT PRIMARY KEY,
        through INTEGER NOT NULL,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        version INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE record_set_aside (
        target TEXT NOT NULL,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        version INTEGER NOT NULL,
        problem TEXT NOT NULL,
        PRIMARY KEY (target, kind, id, version)
    ) STRICT, WITHOUT ROWID;
    """,
)
# Kinds that hold what opens something (sealed passwords, verifiers, digests of tokens and
# passwords): they stay where the key is.
KEPT_HERE: Final = frozenset({"source", "custodian", "adapter", "api-token", "user"})
# Handed over at a time; the mark moves on after each.
_MOST: Final = 500

_KINDS: Final = json.dumps(sorted(KEPT_HERE))


@dataclass(frozen=True, slots=True)
class OutRow:
    """A version that is handed over; `body` is None for one that took the record away."""

    kind: str
    id: str
    version: int
    unit: str
    time: str
    about: str
    body: bytes | None


@dataclass(frozen=True, slots=True)
class RecordRefused:
    """A version that a server will not take as it is, and its word for why."""

    kind: str
    id: str
    version: int
    problem: str


@dataclass(frozen=True, slots=True)
class Outbox:
    """What of an installation's records a server has not.

    `versions` are those it should have in all, `waiting` those not handed over yet, `oldest` the
    time of the first of them, `aside` those that it refused.
    """

    versions: int
    waiting: int
    oldest: str
    aside: tuple[RecordRefused, ...]


# Takes these versions to a server, in order; gives back those refused for good. Raises StoreError
# where some may not be there.
Keep = Callable[[Sequence[OutRow]], Sequence[RecordRefused]]


@explained()
def read_outbox(connection: sqlite3.Connection, target: str) -> Outbox:
    """What a target has not of this database."""
    _, through = _mark(connection, target)
    (versions,) = connection.execute(
        "SELECT count(*) FROM record WHERE kind NOT IN (SELECT value FROM json_each(?))",
        (_KINDS,),
    ).fetchone()
    waiting, oldest = connection.execute(
        "SELECT count(*), min(time) FROM record WHERE rowid > ?"
        " AND kind NOT IN (SELECT value FROM json_each(?))",
        (through, _KINDS),
    ).fetchone()
    aside = connection.execute(
        "SELECT kind, id, version, problem FROM record_set_aside WHERE target = ?"
        " ORDER BY kind, id, version",
        (target,),
    )
    return Outbox(
        versions, waiting, oldest or "", tuple(RecordRefused(*row) for row in aside.fetchall())
    )


def hand_over(
    connection: sqlite3.Connection, target: str, keep: Keep, *, again: bool = False
) -> int:
    """How many versions were handed over now: all that waited, but for those refused.

    With `again` those that were refused before are tried first. Raises StoreError where the target
    fails it: what it has not taken waits.
    """
    done = _again(connection, target, keep) if again else 0
    while True:
        with explained():
            before, through = _mark(connection, target)
            found = connection.execute(
                "SELECT rowid, kind, id, version, unit, time, about, body FROM record"
                " WHERE rowid > ? ORDER BY rowid LIMIT ?",
                (through, _MOST),
            ).fetchall()
        if not found:
            return done
        rows = [OutRow(*row) for _, *row in found if row[0] not in KEPT_HERE]
        refused = keep(rows) if rows else ()
        last, kind, identifier, version, *_ = found[-1]
        with transaction(connection):
            _set_aside(connection, target, refused)
            # Not where another process has moved the mark meanwhile: the next round sees where to.
            connection.execute(
                "INSERT INTO handed_over VALUES (?, ?, ?, ?, ?) ON CONFLICT (target) DO UPDATE SET"
                " through = excluded.through, kind = excluded.kind, id = excluded.id,"
                " version = excluded.version WHERE through = ?",
                (target, last, kind, identifier, version, before),
            )
        done += len(rows) - len(refused)


def hand_over_anew(connection: sqlite3.Connection, target: str) -> None:
    """From here on all versions wait for the target: where its own were lost."""
    with transaction(connection):
        connection.execute("DELETE FROM handed_over WHERE target = ?", (target,))
        connection.execute("DELETE FROM record_set_aside WHERE target = ?", (target,))


def _again(connection: sqlite3.Connection, target: str, keep: Keep) -> int:
    with explained():
        found = connection.execute(
            "SELECT record.kind, record.id, record.version, unit, time, about, body FROM record"
            " JOIN record_set_aside USING (kind, id, version)"
            " WHERE target = ? ORDER BY record.rowid",
            (target,),
        ).fetchall()
    done = 0
    for begin in range(0, len(found), _MOST):
        rows = [OutRow(*row) for row in found[begin : begin + _MOST]]
        refused = keep(rows)
        with transaction(connection):
            connection.executemany(
                "DELETE FROM record_set_aside WHERE target = ? AND kind = ? AND id = ?"
                " AND version = ?",
                [(target, row.kind, row.id, row.version) for row in rows],
            )
            _set_aside(connection, target, refused)
        done += len(rows) - len(refused)
    return done


def _mark(connection: sqlite3.Connection, target: str) -> tuple[int, int]:
    """The row up to which all was taken, as it is noted and as it holds: 0 where that row is not
    what it was then. The database is another, or was put back from a copy; all is handed over anew.
    """
    row = connection.execute(
        "SELECT handed_over.through, record.rowid FROM handed_over LEFT JOIN record"
        " ON record.rowid = handed_over.through AND record.kind = handed_over.kind"
        " AND record.id = handed_over.id AND record.version = handed_over.version"
        " WHERE target = ?",
        (target,),
    ).fetchone()
    return (0, 0) if row is None else (int(row[0]), int(row[1] or 0))


def _set_aside(
    connection: sqlite3.Connection, target: str, refused: Sequence[RecordRefused]
) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO record_set_aside VALUES (?, ?, ?, ?, ?)",
        [(target, each.kind, each.id, each.version, each.problem) for each in refused],
    )
