# Where records are read from: the installation's database, which alone is the truth, or what of it
# was handed over to a server. The same verbs on both.
from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Protocol, TypeVar

from schema import Record

from . import records
from .records import Version

__all__ = ["LocalRecords", "RecordReader"]

R = TypeVar("R", bound=Record)


class RecordReader(Protocol):
    """Records of one installation. Every verb raises StoreError where it cannot be answered."""

    def latest(self, kind: type[R], identifier: str) -> R | None:
        """The newest version of a record, None where there is none or it was taken away."""

    def versions(self, kind: str, identifier: str) -> list[Version]:
        """All versions of a record, the oldest first."""

    def list_latest(self, kind: type[R], unit: str = "") -> Iterator[R]:
        """The newest versions of all records of a kind by id, of a unit and those below it."""

    def about(self, kind: type[R], dataset: str) -> list[R]:
        """The newest versions of the records of a kind that are about a data set, oldest first."""

    def stored_digest(self, kind: str, identifier: str, version: int) -> str | None:
        """The digest of a version as it stands, "" for one taken away, None for none."""

    def count(self) -> int:
        """How many versions of records there are in all."""


class LocalRecords:
    """The records of a database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def latest(self, kind: type[R], identifier: str) -> R | None:
        """See RecordReader."""
        return records.latest(self._connection, kind, identifier)

    def versions(self, kind: str, identifier: str) -> list[Version]:
        """See RecordReader."""
        return records.versions(self._connection, kind, identifier)

    def list_latest(self, kind: type[R], unit: str = "") -> Iterator[R]:
        """See RecordReader."""
        return records.list_latest(self._connection, kind, unit)

    def about(self, kind: type[R], dataset: str) -> list[R]:
        """See RecordReader."""
        return records.about(self._connection, kind, dataset)

    def stored_digest(self, kind: str, identifier: str, version: int) -> str | None:
        """See RecordReader."""
        return records.stored_digest(self._connection, kind, identifier, version)

    def count(self) -> int:
        """See RecordReader."""
        return records.count(self._connection)
