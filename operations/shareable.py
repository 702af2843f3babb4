# What may be shared at all: a table that the catalogue knows, in the state in which it was
# scanned, with people's decisions laid over what machines found.
from __future__ import annotations

import os
from dataclasses import dataclass

from classify import with_reviews
from connectors import absent, discover, identities, shown, sqlite_path, without_header
from policies import Policies
from schema import (
    Access,
    Dataset,
    DatasetFinding,
    MisuseError,
    RefusedError,
    Skipped,
    SourceError,
    Table,
)

from .recording import Book
from .source import Target, closed_now, resolve

__all__ = [
    "SCAN_AGAIN",
    "Shareable",
    "find_shareable",
    "find_table",
    "find_tables",
    "is_catalogued",
]

SCAN_AGAIN = "scan it again (tongguan classify scan), then share"


@dataclass(frozen=True, slots=True)
class Shareable:
    """A table that may be shared: the table as it is now and the finding as people left it.

    `location` is where it was found, for another look; `machine` the finding before people
    decided.
    """

    table: Table
    location: str
    access: Access
    finding: DatasetFinding
    machine: DatasetFinding


def find_shareable(book: Book, target: str, unit: str, policies: Policies) -> Shareable:
    """The one table a target names, with its finding.

    Raises RefusedError where the two do not agree, MisuseError where the target names several
    tables or what is not there, SourceError where it cannot be read, or not at this time.
    """
    place, wanted = _split(target, book, unit)
    _refuse_unreadable(place, book)
    table = _table(place, wanted)
    record = _catalogued(book, table)
    if record.fingerprint != table.fingerprint:
        raise RefusedError(f"{table.place} has changed since it was scanned: {SCAN_AGAIN}")
    finding = record.finding
    scanned = [(field.name, field.type) for field in finding.fields]
    bare = without_header(table)
    if bare is not None and scanned == [(column.name, column.type) for column in bare.columns]:
        # When it was scanned, its first row turned out to be data.
        table = bare
    if [(column.name, column.type) for column in table.columns] != scanned:
        raise RefusedError(f"{table.place} has other columns than when scanned: {SCAN_AGAIN}")
    if finding.sampled == 0 and finding.rows != 0:
        raise RefusedError(
            f"{table.place} was graded by its headers alone, no value was looked at: {SCAN_AGAIN}"
        )
    reviews = book.reviews(record.id)
    if reviews:
        profile = policies.profiles.get(finding.profile)
        if profile is None:
            raise RefusedError(
                f"{table.place} was graded by profile {finding.profile!r}, which is not loaded"
            )
        finding = with_reviews(finding, reviews, policies, profile)
    return Shareable(table, place.location, place.access, finding, record.finding)


def find_table(book: Book, target: str, unit: str) -> tuple[Table, Access]:
    """The one table a target names, whether the catalogue knows it or not.

    Raises as `find_shareable` does of what is not there or cannot be read.
    """
    place, wanted = _split(target, book, unit)
    _refuse_unreadable(place, book)
    return _table(place, wanted), place.access


def find_tables(book: Book, target: str, unit: str) -> list[tuple[Table, Access]]:
    """The table a target names or, where it names none of several, all of them.

    Raises as `find_table` does.
    """
    place, wanted = _split(target, book, unit)
    _refuse_unreadable(place, book)
    return [(table, place.access) for table in _tables(place, wanted)]


def is_catalogued(book: Book, table: Table) -> bool:
    """Whether a scan has told of this table."""
    return bool(_records(book, table))


def _split(target: str, book: Book, unit: str) -> tuple[Target, str]:
    """Where to look, and the table asked for by `#table`, "" for the only one."""
    if "://" not in target and os.path.lexists(target):
        return resolve(target, book, unit), ""
    location, _, wanted = target.partition("#")
    if location.startswith("sqlite:"):
        # The file itself, so that any way of naming it finds the same catalogue entry.
        location = sqlite_path(location)[0]
    return resolve(location, book, unit), wanted


def _refuse_unreadable(place: Target, book: Book) -> None:
    """Said before anything is opened: a reader would wait for a closed window to open."""
    is_pattern = "://" not in place.location and bool(set(place.location) & set("*?["))
    if is_pattern and not os.path.lexists(place.location):
        problem = "a copy is of one data set: name one file, not a pattern"
        raise MisuseError(f"{shown(place.location)}: {problem}")
    if reason := absent(place.location, identities(book.home)):
        problem = shown(place.location)
        if not place.name:
            raise MisuseError(f"{problem}: {reason}")
        raise SourceError(reason, source=problem)
    if closed := closed_now(place.access):
        raise SourceError(closed, source=place.name)


def _table(place: Target, wanted: str) -> Table:
    fitting = _tables(place, wanted)
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(each.name for each in fitting)
    raise MisuseError(f"{place.location} has several tables, add #NAME of one: {names}")


def _tables(place: Target, wanted: str) -> list[Table]:
    """Those that fit, one at least."""
    tables: list[Table] = []
    skipped: list[Skipped] = []
    for found in discover(place.location, place.access):
        if isinstance(found, Table):
            tables.append(found)
        else:
            skipped.append(found)
    if skipped and not (wanted and tables):
        raise SourceError(skipped[0].error, source=skipped[0].source)
    # A worksheet's table is called after its file too: 人员.xlsx#Sheet1.
    fitting = [each for each in tables if not wanted or wanted in _names(each)]
    if not fitting:
        raise SourceError(
            f"has no table {wanted!r}" if wanted else "has no table", source=place.location
        )
    return fitting


def _names(table: Table) -> set[str]:
    return {table.name, table.name.rpartition("#")[2], table.name.rpartition(".")[2]}


def _catalogued(book: Book, table: Table) -> Dataset:
    """The latest finding about the table, however the scan was told where it is."""
    records = _records(book, table)
    if not records:
        raise RefusedError(
            f"{table.place} is not in the catalogue: scan it first (tongguan classify scan)"
        )
    return max(records, key=lambda record: record.time)


def _records(book: Book, table: Table) -> list[Dataset]:
    here = _whereabouts(table.source)
    return [
        record
        for record in book.list(Dataset)
        if record.finding.name == table.name and _whereabouts(record.finding.source) == here
    ]


def _whereabouts(source: str) -> str:
    if "://" in source and not source.startswith("sqlite:"):
        return source
    return os.path.realpath(sqlite_path(source)[0])
