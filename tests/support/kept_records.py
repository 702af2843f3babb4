# Records for the places where they are kept, and both of those places behind one set of verbs: what
# is written goes to a database, and is read from it or from the server it was handed over to.
from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path
from typing import Any

import store
from schema import Filing, Level, Mute, Recipient, Record, Review
from schema.finding import DatasetFinding
from store import OUTBOX_STEPS, RECORD_STEPS, ElasticRecords, LocalRecords, Stored

TARGET = "there"
TIME = "2026-11-02T08:00:00Z"


def recipient(identifier: str, unit: str = "shaanxi", of: str = "") -> Recipient:
    return Recipient(id=identifier, unit=unit, time=TIME, kind="authority", of=of)


def review(identifier: str, dataset: str, time: str = TIME) -> Review:
    return Review(
        id=identifier,
        unit="shaanxi",
        time=time,
        dataset=dataset,
        field="a",
        reviewer="王芳",
        decision="confirm",
        reason="",
    )


def mute(identifier: str, reason: str = "演练") -> Mute:
    return Mute(
        id=identifier,
        unit="shaanxi",
        time=TIME,
        rule="",
        entities={"user": "li", "主机.名": "甲"},
        reason=reason,
        person="王芳",
        until="2026-12-01",
    )


def filing(identifier: str) -> Filing:
    finding = DatasetFinding(
        id="ds", name="人口", source="db", unit="shaanxi", rows=1_204, sampled=1_204, level=Level.GENERAL_4,
        important_factors=(), persons=1_204, fields=(),
    )  # fmt: skip
    return Filing(
        id=identifier, unit="shaanxi", time=TIME, dataset="ds", number="1", filed="2026-11-02",
        person="王芳", reason="", finding=finding, version=1,
    )  # fmt: skip


def database(home: Path) -> sqlite3.Connection:
    """A database with the tables of records and of what was handed over."""
    store.make_home(home)
    opened = store.open_database(home)
    store.migrate(opened, "store", RECORD_STEPS)
    store.migrate(opened, "outbox", OUTBOX_STEPS)
    return opened


class Shelf:
    """Records are put here and read from `reader`."""

    def __init__(self, connection: sqlite3.Connection, remote: ElasticRecords | None) -> None:
        self.connection, self.remote = connection, remote
        self.reader = remote or LocalRecords(connection)

    def put(self, record: Record) -> Stored:
        with store.transaction(self.connection):
            stored = store.put(self.connection, record)
        self._hand_over()
        return stored

    def delete(self, kind: str, identifier: str, *, time: str = TIME) -> Stored:
        with store.transaction(self.connection):
            stored = store.delete(self.connection, kind, identifier, time=time)
        self._hand_over()
        return stored

    def _hand_over(self) -> None:
        if self.remote is not None:
            store.hand_over(self.connection, TARGET, self.remote.keep)


def station() -> str:
    """A station that no other test has."""
    return f"st-{secrets.token_hex(6)}"


def elastic_records(client: Any, mark: str = "") -> ElasticRecords:
    return ElasticRecords(client, mark or station(), "shelf")
