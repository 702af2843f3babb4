# MongoDB as a source: a collection is a table, its documents come as lines of text
# (documents.py). A collection says nothing of its fields, so columns are learnt from a random
# sample, and what later documents have beyond them goes to a column of its own.
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

import pyarrow as pa
from pymongo import MongoClient

from schema.error import SourceError
from schema.table import Access, Column, Sample, Skipped, Table

from .address import Address
from .broken_off import broken_off
from .cells import Collected, cell_limit, cut_remark, plain_text
from .documents import OTHERS, Lines, learnt
from .mongodb_client import connected, locate, plainly
from .throttle import Throttle, database_throttle

__all__ = ["check", "discover", "read"]

_KIND = "mongodb"
_OWN = frozenset({"admin", "local", "config"})
_LEARNT = 1_000
_BATCH = 1_000
# A reading that goes on though nobody asks for more must end by itself.
_LONGEST_MS = 3_600_000

Document = Mapping[str, Any]


def check(location: str, access: Access) -> None:
    """Nothing, where the server can be signed in to; raises SourceError where it cannot."""
    place = locate(location)
    with connected(place, access) as client:
        client[place.database or "admin"].command("ping")


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The collections and views of a database, or of all that are open to the account.

    Columns are those of a thousand documents drawn at random. Raises SourceError where
    nothing could be asked, MisuseError where `location` is no URL to ask at.
    """
    place = locate(location)
    with connected(place, access) as client:
        names = [place.database] if place.database else list(place.schemas)
        if not names:
            names = [name for name in client.list_database_names() if name not in _OWN]
        for name in names:
            yield from _of_database(client, _named(place, name), access)


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """Documents of a collection as lines, every column as text.

    A document with lists is several lines. The server draws a sample, another each time.
    Raises SourceError where no document could be read; a failure after that ends with a
    Skipped.
    """
    place = locate(table.options["location"])
    where = f"{place.source}#{table.name}"
    brake = database_throttle(access)
    brake.wait_for_window()
    reading = _Reading(table, brake)
    try:
        with connected(place, access) as client:
            yield from reading.documents(client[place.database], sample, access)
    except SourceError as error:
        yield from broken_off(reading.rows, error.problem, where, lines=True)
    else:
        if reading.cut:
            yield cut_remark(where, table.columns, reading.cut)
    brake.pay()


class _Reading:
    """One collection being read: where lines are collected, what was cut, and the brakes."""

    def __init__(self, table: Table, brake: Throttle) -> None:
        self.rows = Collected()
        self.cut = 0
        self._table = table
        self._brake = brake
        self._lines = Lines([column.name for column in table.columns])

    def documents(
        self, database: Any, sample: Sample, access: Access
    ) -> Iterator[pa.RecordBatch | Skipped]:
        """All documents, or about as many as wanted."""
        collection = database[self._table.options["collection"]]
        if sample.rows is None:
            cursor = collection.find({}, batch_size=_BATCH, max_time_ms=_LONGEST_MS)
        elif sample.rows < 1:
            return
        else:
            cursor = _drawn(collection, sample.rows, access)
        with closing(cursor):
            while True:
                with self._brake.turn():
                    found = _next(cursor)
                if not found:
                    break
                self._add(found)
                if self.rows.full():
                    yield self.rows.batch()
                if not self._brake.open():
                    where = f"{self._table.source}#{self._table.name}"
                    yield Skipped(
                        where, f"the window for reading closed after {self.rows.seen} lines"
                    )
                    break
        if self.rows.seen > self.rows.read:
            yield self.rows.batch()

    def _add(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self._lines.add(document)
        batch = self._lines.take()
        arrays = []
        for array in batch.columns:
            text, cut = plain_text(array, cell_limit(self._table.columns))
            self.cut += cut
            arrays.append(text)
        self.rows.add(pa.RecordBatch.from_arrays(arrays, schema=batch.schema))
        self._brake.charge(batch.nbytes)


def _of_database(
    client: MongoClient[dict[str, Any]], place: Address, access: Access
) -> Iterator[Table | Skipped]:
    database = client[place.database]
    listed = list(database.list_collections())
    if not listed:
        yield Skipped(place.source, "no collection in it is open to this account")
    for each in sorted(listed, key=lambda one: str(one["name"])):
        name = str(each["name"])
        if name.startswith("system."):
            continue
        is_view = each.get("type") == "view"
        try:
            with plainly(place, access):
                columns = learnt(_drawn(database[name], _LEARNT, access))
                count = None if is_view else int(database[name].estimated_document_count())
        except SourceError as error:
            yield Skipped(f"{place.source}#{name}", error.problem)
            continue
        if not columns:
            yield Skipped(f"{place.source}#{name}", "it has no documents")
            continue
        yield Table(
            source=place.source,
            name=name,
            columns=(*(Column(path, kind) for path, kind in columns.items()),
                     Column(OTHERS, "any")),
            kind=_KIND,
            rows=count,
            options={"location": place.text, "collection": name},
        )  # fmt: skip


def _drawn(collection: Any, wanted: int, access: Access) -> Any:
    limit_ms = max(1, int(access.statement_timeout_s * 1000))
    return collection.aggregate([{"$sample": {"size": wanted}}], maxTimeMS=limit_ms)


def _next(cursor: Iterator[Document]) -> list[Document]:
    """The next documents, as many as the server sends at once or a few hundred."""
    found: list[Document] = []
    for document in cursor:
        found.append(document)
        if len(found) >= _BATCH:
            break
    return found


def _named(place: Address, database: str) -> Address:
    return Address(place.scheme, place.host, place.port, database, place.user, (), place.parameters)
