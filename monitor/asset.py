# What the catalogue knows of the tables that statements name: which data set, of which level,
# with which labels in the columns that were read. Tables are told apart by the server's port and
# database where the catalogue's source says them, else by their name alone.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from schema import DatasetFinding, Level, strictest

from .statement import Reading, reading_of

__all__ = ["Assets", "Touched"]

_NO_LEVEL: Final = Level.GENERAL_1


@dataclass(frozen=True, slots=True)
class Touched:
    """What of the catalogue a statement reads; `rows` are those of the tables it reads whole."""

    datasets: tuple[str, ...]
    level: Level
    labels: tuple[str, ...]
    rows: int | None
    persons: int | None


class Assets:
    """The catalogue's data sets, people's decisions applied, to be found by table names."""

    def __init__(self, findings: Iterable[DatasetFinding]) -> None:
        self._by_table: dict[str, list[tuple[str, DatasetFinding]]] = {}
        for finding in findings:
            name = finding.name.rpartition("#")[2].lower()
            database = urlsplit(finding.source).path.strip("/").lower()
            place = database if "://" in finding.source else ""
            self._by_table.setdefault(name.rpartition(".")[2], []).append((place, finding))

    def __bool__(self) -> bool:
        return bool(self._by_table)

    def touched(self, statement: str, database: str) -> Touched | None:
        """What a statement reads of the catalogue, None where it is nothing known."""
        reading = reading_of(statement)
        found = [
            finding
            for table in reading.tables
            if (finding := self._finding(table.lower(), database.lower())) is not None
        ]
        if not found or reading.columns == ():
            return None
        return _touched(found, reading)

    def _finding(self, table: str, database: str) -> DatasetFinding | None:
        """The data set of a table's name, the one of this database before any other."""
        known = self._by_table.get(table.rpartition(".")[2], [])
        for place, finding in known:
            if place and place == database:
                return finding
        # A table of a database that is not in the catalogue is not that of another one.
        anywhere = [finding for place, finding in known if not place or not database]
        return anywhere[0] if anywhere else None


def _touched(found: list[DatasetFinding], reading: Reading) -> Touched:
    wanted = None if reading.columns is None else {name.lower() for name in reading.columns}
    fields = [
        field
        for finding in found
        for field in finding.fields
        if wanted is None or field.name.lower() in wanted
    ]
    # What is dangerous together is graded so as a whole.
    levels = [field.level for field in fields]
    if wanted is None:
        levels += [finding.level for finding in found]
    labels = tuple(dict.fromkeys(field.label for field in fields if field.label))
    rows = [finding.rows for finding in found if finding.rows is not None]
    persons = [finding.persons for finding in found if finding.persons is not None]
    return Touched(
        tuple(finding.id for finding in found),
        strictest(levels) if levels else _NO_LEVEL,
        labels,
        max(rows) if reading.whole and rows else None,
        max(persons) if persons else None,
    )
