# MongoDB's connector with a stand-in for the server, since none can be had here: documents go
# through the driver's own encoding, but nothing of the protocol is tried.
from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import bson
import pytest
from bson import Decimal128, ObjectId
from pymongo import MongoClient, errors
from read_out import rows

from connectors import mongodb
from connectors.documents import OTHERS
from connectors.mongodb_client import locate, plainly
from schema import Access, Column, Sample, Skipped, SourceError, Table

ALL = Sample(rows=None)
ACCESS = Access(password="p", max_bytes_per_s=math.inf)
URL = "mongodb://u@h/d"
SOURCE = "mongodb://u@h:27017/d"
MARKER = "SECRET-MARKER"


class _Cursor:
    """Documents as the driver gives them, failing at the end if so told."""

    def __init__(self, documents: list[dict], fault: Exception | None) -> None:
        self._documents = iter(documents)
        self._fault = fault
        self.closed = False

    def __iter__(self) -> Iterator[dict]:
        yield from self._documents
        if self._fault is not None:
            raise self._fault

    def close(self) -> None:
        self.closed = True


class _Collection:
    def __init__(self, documents: list[dict], fault: Exception | None = None) -> None:
        with MongoClient(connect=False, uuidRepresentation="standard",
                         datetime_conversion="DATETIME_AUTO") as client:  # fmt: skip
            options = client.codec_options
        self.documents = [
            bson.decode(bson.encode(each, codec_options=options), options) for each in documents
        ]
        self.fault = fault
        self.asked: list[object] = []
        self.cursors: list[_Cursor] = []

    def find(self, query: dict, **terms: object) -> _Cursor:
        self.asked.append((query, terms))
        self.cursors.append(_Cursor(self.documents, self.fault))
        return self.cursors[-1]

    def aggregate(self, pipeline: list[dict], **terms: object) -> _Cursor:
        self.asked.append((pipeline, terms))
        size = pipeline[0]["$sample"]["size"]
        self.cursors.append(_Cursor(self.documents[:size], None))
        return self.cursors[-1]

    def estimated_document_count(self) -> int:
        return len(self.documents)


class _Database(dict):
    views: tuple[str, ...] = ()

    def list_collections(self) -> list[dict]:
        return [
            {"name": name, "type": "view" if name in self.views else "collection"} for name in self
        ]

    def command(self, name: str) -> None:
        assert name == "ping"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A server with one database of collections that a test fills."""
    database = _Database()
    client = SimpleNamespace(
        __getitem__=None, list_database_names=lambda: ["admin", "config", "d", "local"]
    )

    class Client(SimpleNamespace):
        def __getitem__(self, name: str) -> _Database:
            return database if name == "d" else _Database()

    found = Client(list_database_names=client.list_database_names, database=database)

    @contextmanager
    def connected(place: object, access: Access) -> Iterator[Any]:
        with plainly(place, access):
            yield found

    monkeypatch.setattr(mongodb, "connected", connected)
    return found


def tables(url: str = URL) -> dict[str, Table]:
    return {one.name: one for one in mongodb.discover(url, ACCESS) if isinstance(one, Table)}


def test_columns_are_learnt_from_a_sample(server: SimpleNamespace) -> None:
    server.database["people"] = _Collection([{"a": 1, "b": [{"c": "x"}]}, {"a": "y"}])
    server.database["seen"] = _Collection([{"a": 1}])
    server.database["system.views"] = _Collection([{"a": 1}])
    server.database["empty"] = _Collection([])
    server.database.views = ("seen",)
    found = list(mongodb.discover(URL, ACCESS))
    people = tables()["people"]
    assert people.source == SOURCE
    assert people.columns == (
        Column("a", "int|str"), Column("b[].c", "str"), Column(OTHERS, "any"),
    )  # fmt: skip
    assert (people.rows, people.rows_exact, people.fingerprint) == (2, False, "")
    assert tables()["seen"].rows is None
    assert [one for one in found if isinstance(one, Skipped)] == [
        Skipped(f"{SOURCE}#empty", "it has no documents")
    ]
    assert tables("mongodb://u@h/") == tables()
    assert server.database["people"].asked[0] == (
        [{"$sample": {"size": 1_000}}],
        {"maxTimeMS": 60_000},
    )


def test_documents_come_as_lines(server: SimpleNamespace) -> None:
    server.database["people"] = _Collection([{"a": 1, "b": ["x", "y"]}])
    table = tables()["people"]
    server.database["people"] = _Collection([{"a": 1, "b": ["x", "y"], "new": {"d": 7}}, {}])
    for sample in (ALL, Sample(2)):
        lines, skipped = rows(mongodb.read(table, sample, ACCESS))
        assert lines == [("1", "x", "7"), (None, "y", None), (None, None, None)]
        assert skipped == []
    assert all(cursor.closed for cursor in server.database["people"].cursors)
    assert rows(mongodb.read(table, Sample(0), ACCESS)) == ([], [])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (ObjectId("65a000000000000000000000"), "65a000000000000000000000"),
        (Decimal128("12.50"), "12.50"),
        (dt.datetime(2026, 1, 2, 3, 4, 5), "2026-01-02 03:04:05"),  # noqa: DTZ001  as the driver gives it
        (uuid.UUID("123e4567-e89b-12d3-a456-426655440000"), "123e4567-e89b-12d3-a456-426655440000"),
        (b"\xe5\xbc\xa0\xff", "张\\xff"),
        (2**53, "9007199254740992"),
        (13800000000.0, "13800000000"),
        (False, "false"),
        ("", ""),
        (None, None),
    ],
)
def test_values_of_any_kind_come_as_text(
    server: SimpleNamespace, value: object, text: str | None
) -> None:
    server.database["c"] = _Collection([{"a": value, "z": 1}])
    lines, _ = rows(mongodb.read(tables()["c"], ALL, ACCESS))
    assert lines == [(text, "1", None) if text is not None else ("1", None)]


def test_many_documents_come_once(server: SimpleNamespace) -> None:
    server.database["c"] = _Collection([{"n": n} for n in range(5_000)])
    lines, _ = rows(mongodb.read(tables()["c"], ALL, ACCESS))
    assert [int(line[0]) for line in lines] == list(range(5_000))


def test_a_failure_in_the_middle_keeps_the_lines_before_it(server: SimpleNamespace) -> None:
    fault = errors.OperationFailure(MARKER, code=43)
    server.database["c"] = _Collection([{"n": n} for n in range(2_500)], fault)
    lines, skipped = rows(mongodb.read(tables()["c"], ALL, ACCESS))
    assert len(lines) == 2_000
    assert skipped == [
        "the server gave up the reading after a long rest (code 43), after 2000 lines"
    ]


def test_a_failure_at_once_tells_no_value(server: SimpleNamespace) -> None:
    server.database["c"] = _Collection([{"n": 1}])
    table = tables()["c"]
    server.database["c"] = _Collection([], errors.OperationFailure(MARKER, code=13))
    with pytest.raises(SourceError, match="no permission to read it") as caught:
        rows(mongodb.read(table, ALL, ACCESS))
    assert MARKER not in str(caught.getrepr(chain=True, style="native"))


def test_a_cell_beyond_the_limit_is_cut_and_said_to_be(server: SimpleNamespace) -> None:
    server.database["c"] = _Collection([{"a": "张" * 65_537}])
    lines, skipped = rows(mongodb.read(tables()["c"], ALL, ACCESS))
    assert lines == [("张" * 65_536, None)]
    assert skipped[0].startswith("1 cells were read to 65,536 characters")


def test_a_window_that_closes_ends_reading_and_says_so(
    server: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.throttle.Throttle.open", lambda _: False)
    server.database["c"] = _Collection([{"n": n} for n in range(3_000)])
    lines, skipped = rows(mongodb.read(tables()["c"], ALL, ACCESS))
    assert len(lines) == 1_000
    assert skipped == ["the window for reading closed after 1000 lines"]


def test_a_server_is_checked_by_a_ping(server: SimpleNamespace) -> None:
    mongodb.check(URL, ACCESS)
    mongodb.check("mongodb://u@h/", ACCESS)
    assert locate("mongodb://u@h/").database == ""
