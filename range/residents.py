# The database behind an exchange platform: SQLite, in memory, so that pages, searches, changes and
# deletions are what a database does, and nothing outside the simulator can be lost.
from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from .people import Person

__all__ = ["Residents"]

# The platform's own rows; copies for accounts are counted from one on.
_RAW = 0
_COLUMNS = ("name", "id_number", "mobile", "district")


class Residents:
    """Rows in their order, with a backup of them, and the copies that some accounts are served."""

    def __init__(self, people: Sequence[Person], copies: Mapping[str, Sequence[Person]]) -> None:
        self.total = len(people)
        self._copies = {account: number for number, account in enumerate(copies, _RAW + 1)}
        self._database = sqlite3.connect(":memory:")
        self._backup = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE TABLE residents (copy INTEGER, place INTEGER, name TEXT, id_number TEXT,"
            " mobile TEXT, district TEXT, PRIMARY KEY (copy, place)) WITHOUT ROWID"
        )
        for number, rows in enumerate([people, *copies.values()], _RAW):
            self._database.executemany(
                "INSERT INTO residents VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (number, place, *(each[column] for column in _COLUMNS))
                    for place, each in enumerate(rows)
                ),
            )
        self._database.commit()
        self._database.backup(self._backup)
        self.lost = 0

    def page(self, account: str, first: int, count: int) -> list[Person]:
        """Rows from a place on, of the copy that an account is served, else of the platform's own."""
        return self._rows(
            "copy = ? AND place >= ? ORDER BY place LIMIT ?",
            (self._copies.get(account, _RAW), first, count),
        )

    def named(self, name: str) -> int:
        """How many have a name."""
        (count,) = self._database.execute(
            "SELECT count(*) FROM residents WHERE copy = ? AND name = ?", (_RAW, name)
        ).fetchone()
        return int(count)

    def like(self, pattern: str, most: int) -> list[Person]:
        """Rows whose name is like a pattern, so many at most."""
        return self._rows("copy = ? AND name LIKE ? ORDER BY place LIMIT ?", (_RAW, pattern, most))

    def clear(self) -> None:
        """All of the platform's own rows deleted."""
        self._change("DELETE FROM residents WHERE copy = ?", (_RAW,))

    def alter(self, count: int) -> None:
        """The numbers of the first so many rows are no one's any more."""
        self._change(
            "UPDATE residents SET id_number = '', mobile = '' WHERE copy = ? AND place < ?",
            (_RAW, count),
        )

    def restore(self) -> None:
        """Everything as the backup has it."""
        self._backup.backup(self._database)
        self.lost = 0

    def _change(self, statement: str, values: tuple[int, ...]) -> None:
        self._database.execute(statement, values)
        self._database.commit()
        kept = set(self._own(self._database))
        self.lost = sum(each not in kept for each in self._own(self._backup))

    def _rows(self, where: str, values: tuple[str | int, ...]) -> list[Person]:
        found = self._database.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM residents WHERE {where}",  # noqa: S608  both are this file's own words
            values,
        )
        return [dict(zip(_COLUMNS, each, strict=True)) for each in found]

    @staticmethod
    def _own(database: sqlite3.Connection) -> list[tuple[str, ...]]:
        return database.execute(
            "SELECT place, name, id_number, mobile, district FROM residents WHERE copy = ?", (_RAW,)
        ).fetchall()
