# A source by its kind: what it holds, and its rows. A connector is a module with discover,
# read and check, and one line in the table below; nothing else is looked up.
from __future__ import annotations

import importlib
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Protocol, cast

import pyarrow as pa

from schema import Access, Sample, Skipped, SourceError, Table

from .adapters import driver
from .left_out import Identity
from .local import mark, plain_reason, shown
from .locate import expand, recognise, refuse_password

__all__ = ["check", "discover", "read"]

_LOCATION = "location"
_CONNECTORS = {
    "archive": "archive",
    "clickhouse": "clickhouse",
    "dbapi": "dbapi",
    "delimited": "delimited",
    "document": "document",
    "elasticsearch": "elastic",
    "json": "json_file",
    "mongodb": "mongodb",
    "mysql": "mysql",
    "parquet": "parquet",
    "postgresql": "postgresql",
    "records": "records_file",
    "s3": "s3_objects",
    "sqlite": "sqlite",
    "workbook": "workbook",
}


class Connector(Protocol):
    """What a connector's module offers."""

    def discover(self, location: str, access: Access) -> Iterator[Table | Skipped]:
        """The tables at a location."""

    def read(
        self, table: Table, sample: Sample, access: Access
    ) -> Iterator[pa.RecordBatch | Skipped]:
        """A table's rows."""

    def check(self, location: str, access: Access) -> None:
        """Whether the location can be opened."""


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The tables of one location, as `expand` gives them, with what cheap metadata tells.

    Whatever cannot be opened comes as a Skipped; nothing is raised for bad outside data.
    """
    try:
        for found in _connector(_kind(location)).discover(location, access):
            yield _printable(found, location)
    except SourceError as error:
        yield Skipped(shown(error.source), error.problem)
    except OSError as error:
        yield Skipped(shown(location), plain_reason(error))


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """A table's rows, about `sample.rows` of them or all, in batches of bounded size.

    Columns come in the table's order. A Skipped in the stream says what could not be read
    while the rows around it still come. Raises SourceError if nothing could be read.
    """
    connector = _connector(table.kind)
    located = replace(table, source=table.options.get(_LOCATION, table.source))
    try:
        for part in connector.read(located, sample, access):
            yield replace(part, source=table.source) if isinstance(part, Skipped) else part
    except SourceError as error:
        raise SourceError(error.problem, source=table.source) from None


def check(target: str, access: Access, left_out: Collection[Identity] = frozenset()) -> None:
    """Nothing, once a target was opened and something that can be read was found in it.

    Of a directory or a glob the first readable file is enough, nothing of what is `left_out`.
    Raises SourceError with the first reason otherwise.
    """
    faults: list[SourceError] = []
    for location in expand(target, left_out):
        if isinstance(location, Skipped):
            faults.append(SourceError(location.error, source=shown(location.source)))
            continue
        try:
            _connector(_kind(location)).check(location, access)
        except SourceError as error:
            faults.append(SourceError(error.problem, source=shown(error.source)))
        else:
            return
    raise faults[0]


def _printable(found: Table | Skipped, location: str) -> Table | Skipped:
    """The same with names that can be printed; where to read stands in the options then."""
    if isinstance(found, Skipped):
        return replace(found, source=shown(found.source))
    if shown(found.source) == found.source:
        return found
    options = {**found.options, _LOCATION: location}
    return replace(found, source=shown(found.source), name=shown(found.name), options=options)


def _kind(location: str) -> str:
    refuse_password(location)
    kind = recognise(location)
    if kind is None:
        if "://" not in location:
            mark(location)
        raise SourceError("is not a kind of file that can be read", source=location)
    if "://" in location and kind != "sqlite":
        driver(location.partition("://")[0].lower(), location)
    return kind


def _connector(kind: str) -> Connector:
    try:
        module = _CONNECTORS[kind]
    except KeyError:
        raise ValueError(f"no connector of kind {kind!r}; known: {sorted(_CONNECTORS)}") from None
    # A module stands for the protocol; mypy cannot see through a name looked up at run time.
    return cast("Connector", importlib.import_module(f"{__package__}.{module}"))
