# Records as rows: one row for each version, its body the record's JSON. Nothing is changed in
# place; a record taken away gets a last version without a body. Connections are passed in and
# transactions are the caller's, so that a record and its ledger entry commit as one.
from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar, cast

from schema import Record

from .encoding import body_of, columns_of, decode, digest_of, kind_of, same, wiped
from .error import StoreError

__all__ = [
    "RECORD_STEPS",
    "Stored",
    "Version",
    "about",
    "count",
    "delete",
    "latest",
    "list_latest",
    "put",
    "stored_digest",
    "versions",
]

R = TypeVar("R", bound=Record)

RECORD_STEPS: tuple[str, ...] = (
    """
    CREATE TABLE record (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version >= 1),
        unit TEXT NOT NULL,
        time TEXT NOT NULL,
        about TEXT NOT NULL,
        body BLOB,
        PRIMARY KEY (kind, id, version)
    ) STRICT;
    -- The row of a record's newest version is the one that no row follows.
    CREATE VIEW newest AS SELECT * FROM record WHERE NOT EXISTS (
        SELECT 1 FROM record AS later WHERE later.kind = record.kind
        AND later.id = record.id AND later.version = record.version + 1
    );
    CREATE INDEX record_about ON record (about, kind) WHERE about <> '';
    CREATE TABLE progress (
        job TEXT NOT NULL,
        table_key TEXT NOT NULL,
        outcome BLOB NOT NULL,
        PRIMARY KEY (job, table_key)
    ) STRICT, WITHOUT ROWID;
    """,
)


@dataclass(frozen=True, slots=True)
class Stored:
    """What `put` and `delete` did: the version now in force, and whether it is a new one.

    `digest` is the SHA-256 (hex) of the version's body without its sealed secrets.
    """

    kind: str
    id: str
    version: int
    digest: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record; `record` is None for the version that took it away."""

    version: int
    time: str
    record: Record | None


def put(connection: sqlite3.Connection, record: Record) -> Stored:
    """The record as its newest version, unless that says the same already.

    Two versions say the same when they differ in nothing but time and job. Raises ValueError
    where the record would not come back from JSON as it went in.
    """
    kind = kind_of(record)
    body = body_of(record)
    row = connection.execute(
        "SELECT version, body FROM record WHERE kind = ? AND id = ? ORDER BY version DESC LIMIT 1",
        (kind, record.id),
    ).fetchone()
    if row is not None and row[1] is not None and same(row[1], body):
        return Stored(kind, record.id, row[0], digest_of(kind, row[1]), changed=False)
    version = 1 if row is None else row[0] + 1
    connection.execute(
        "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)",
        (kind, record.id, version, *_columns(kind, body), body),
    )
    return Stored(kind, record.id, version, digest_of(kind, body), changed=True)


def delete(connection: sqlite3.Connection, kind: str, identifier: str, *, time: str) -> Stored:
    """The record taken away by a last version without a body; its history stays.

    Sealed secrets in earlier versions are wiped, since nothing needs them any more. Raises
    ValueError where there is no such record.
    """
    found = connection.execute(
        "SELECT version, unit, about FROM newest WHERE kind = ? AND id = ? AND body IS NOT NULL",
        (kind, identifier),
    ).fetchone()
    if found is None:
        raise ValueError(f"there is no {kind} {identifier!r}")
    version, unit, about_id = found[0] + 1, found[1], found[2]
    past = connection.execute(
        "SELECT version, body FROM record WHERE kind = ? AND id = ? AND body IS NOT NULL",
        (kind, identifier),
    ).fetchall()
    connection.executemany(
        "UPDATE record SET body = ? WHERE kind = ? AND id = ? AND version = ?",
        [(wiped(kind, body), kind, identifier, earlier) for earlier, body in past],
    )
    connection.execute(
        "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, NULL)",
        (kind, identifier, version, unit, time, about_id),
    )
    return Stored(kind, identifier, version, "", changed=True)


def latest(connection: sqlite3.Connection, kind: type[R], identifier: str) -> R | None:
    """The newest version of a record, None where there is none or it was taken away."""
    row = connection.execute(
        "SELECT body FROM record WHERE kind = ? AND id = ? ORDER BY version DESC LIMIT 1",
        (kind_of(kind), identifier),
    ).fetchone()
    return None if row is None or row[0] is None else _as(kind, row[0])


def versions(connection: sqlite3.Connection, kind: str, identifier: str) -> list[Version]:
    """All versions of a record, the oldest first."""
    rows = connection.execute(
        "SELECT version, time, body FROM record WHERE kind = ? AND id = ? ORDER BY version",
        (kind, identifier),
    )
    return [
        Version(version, time, None if body is None else decode(kind, body))
        for version, time, body in rows
    ]


def list_latest(connection: sqlite3.Connection, kind: type[R], unit: str = "") -> Iterator[R]:
    """The newest versions of all records of a kind, by id, those taken away left out.

    `unit` keeps to that unit and the units below it: `shaanxi/xian` has
    `shaanxi/xian/health-bureau` and not `shaanxi/xianyang`.
    """
    rows = connection.execute(
        "SELECT body FROM newest WHERE kind = ? AND body IS NOT NULL"
        # From the slash to the character behind it: everything below the unit.
        " AND (? = '' OR unit = ? OR (unit >= ? || '/' AND unit < ? || '0')) ORDER BY id",
        (kind_of(kind), unit, unit, unit, unit),
    )
    for (body,) in rows:
        yield _as(kind, body)


def about(connection: sqlite3.Connection, kind: type[R], dataset: str) -> list[R]:
    """The newest versions of the records of a kind that are about a dataset, oldest first."""
    rows = connection.execute(
        "SELECT body FROM newest WHERE about = ? AND about <> '' AND kind = ?"
        " AND body IS NOT NULL ORDER BY time, id",
        (dataset, kind_of(kind)),
    )
    return [_as(kind, body) for (body,) in rows]


def stored_digest(
    connection: sqlite3.Connection, kind: str, identifier: str, version: int
) -> str | None:
    """The digest of a version as it stands now, "" for one taken away, None for none.

    Raises StoreError where the body is damaged or the columns beside it say otherwise.
    """
    row = connection.execute(
        "SELECT unit, time, about, body FROM record WHERE kind = ? AND id = ? AND version = ?",
        (kind, identifier, version),
    ).fetchone()
    if row is None:
        return None
    *columns, body = row
    if body is None:
        return ""
    if columns_of(kind, body).id != identifier or tuple(columns) != _columns(kind, body):
        raise StoreError(f"the columns of {kind} {identifier!r} are not those of its body")
    return digest_of(kind, body)


def count(connection: sqlite3.Connection) -> int:
    """How many versions of records are stored in all."""
    return int(connection.execute("SELECT count(*) FROM record").fetchone()[0])


def _columns(kind: str, body: bytes) -> tuple[str, str, str]:
    columns = columns_of(kind, body)
    return columns.unit, columns.time, columns.dataset


def _as(kind: type[R], body: bytes) -> R:
    return cast("R", decode(kind_of(kind), body))
