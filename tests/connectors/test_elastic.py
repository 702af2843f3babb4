# A real Elasticsearch server: documents of every shape, samples, rights, and what is never told.
from __future__ import annotations

import datetime as dt
import logging
import math
import pickle

import pyarrow as pa
import pytest
from elastic_server import PASSWORD, ElasticServer
from read_out import rows

from connectors import elastic
from connectors.elastic import _next_step
from schema import Access, Sample, Skipped, SourceError, Table

pytestmark = pytest.mark.elasticsearch

ALL = Sample(rows=None)
MARKER = "SECRET-MARKER"
ACCESS = Access(password=PASSWORD, max_bytes_per_s=math.inf)
_COUNT = 5_000


@pytest.fixture(scope="module")
def server(elasticsearch_server: ElasticServer) -> ElasticServer:
    people = {
        "properties": {
            "姓名": {"type": "text", "meta": {"description": "全名"},
                     "fields": {"raw": {"type": "keyword"}}},
            "contact": {"properties": {"phone": {"type": "keyword"}, "place": {"type": "geo_point"}}},
            "visits": {"type": "nested", "properties": {"on": {"type": "date"}, "why": {"type": "text"}}},
            "labels": {"type": "flattened"},
            "extra": {"type": "object", "enabled": False},
            "again": {"type": "alias", "path": "contact.phone"},
        },
        "_meta": {"description": "常住人口"},
    }  # fmt: skip
    one = {
        "姓名": "张三",
        "contact": {"phone": ["13800000001", "13800000002"], "place": {"lat": 34.3, "lon": 108.9}},
        "visits": [{"on": "2026-01-02", "why": "咳"}, {"on": "2026-01-03"}],
        "labels": {"13900000000": "x"},
        "extra": {"deep": {"er": "y"}},
    }
    server = elasticsearch_server
    server.fill("people", [one, {"contact.phone": "13700000000"}, {}], mappings=people)
    server.fill("many", [{"id": n, "word": f"值{n}"} for n in range(_COUNT)])
    return server


def tables_of(server: ElasticServer, index: str = "") -> dict[str, Table]:
    found = elastic.discover(server.url(index), ACCESS)
    return {one.name: one for one in found if isinstance(one, Table)}


def test_an_index_is_described_by_its_mapping(server: ElasticServer) -> None:
    people = tables_of(server, "people")["people"]
    assert people.source == server.url()
    assert {column.name: column.type for column in people.columns} == {
        "姓名": "text", "contact.phone": "keyword", "contact.place": "geo_point",
        "visits[].on": "date", "visits[].why": "text", "labels": "flattened", "extra": "object",
    }  # fmt: skip
    assert {column.name: column.comment for column in people.columns}["姓名"] == "全名"
    assert (people.comment, people.rows, people.rows_exact) == ("常住人口", 3, False)
    assert people == tables_of(server)["people"] == tables_of(server, "peo*")["people"]


def test_documents_come_as_lines(server: ElasticServer) -> None:
    table = pickle.loads(pickle.dumps(tables_of(server, "people")["people"]))
    parts = list(elastic.read(table, ALL, ACCESS))
    assert all(isinstance(part, pa.RecordBatch) for part in parts)
    lines = [line for part in parts for line in part.to_pylist()]
    cells = {name: [line[name] for line in lines if line[name]] for name in lines[0]}
    # Documents come in the order of their shards.
    assert {name: sorted(found) for name, found in cells.items()} == {
        "姓名": ["张三"],
        "contact.phone": ["13700000000", "13800000001", "13800000002"],
        "contact.place": ["34.3,108.9"],
        "visits[].on": ["2026-01-02", "2026-01-03"],
        "visits[].why": ["咳"],
        "labels": ["x"],
        "extra": ["y"],
    }
    assert len(lines) == 4


def test_all_documents_come_once(server: ElasticServer, monkeypatch: pytest.MonkeyPatch) -> None:
    lines, skipped = rows(elastic.read(tables_of(server, "many")["many"], ALL, ACCESS))
    assert len(lines) == len({line[0] for line in lines}) == _COUNT
    assert skipped == []


@pytest.mark.parametrize("wanted", [0, 1, 300, 3_000, 9_000])
def test_a_sample_is_of_the_size_wanted_and_of_all_of_it(
    server: ElasticServer, wanted: int
) -> None:
    table = tables_of(server, "many")["many"]
    lines, skipped = rows(elastic.read(table, Sample(wanted, seed=3), ACCESS))
    numbers = {int(line[0]) for line in lines}
    assert len(lines) == len(numbers) == min(wanted, _COUNT)
    assert skipped == []
    if wanted >= 300:
        assert {number * 10 // _COUNT for number in numbers} == set(range(10))
        again, _ = rows(elastic.read(table, Sample(wanted, seed=3), ACCESS))
        assert again == lines


def test_a_sample_is_another_with_another_seed(server: ElasticServer) -> None:
    table = tables_of(server, "many")["many"]
    found = [set(rows(elastic.read(table, Sample(50, seed=n), ACCESS))[0]) for n in (1, 2)]
    assert found[0] != found[1]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        pytest.param({"enabled": False}, "fields whose values the index does not keep: text",
                     id="documents are not kept"),
        pytest.param({"excludes": ["*"]}, "fields whose values the index does not keep: text",
                     id="nothing of them is kept"),
    ],
)  # fmt: skip
def test_what_the_index_keeps_of_documents_is_read(
    server: ElasticServer, source: dict, told: str
) -> None:
    mappings = {
        "_source": source,
        "properties": {
            "phone": {"type": "keyword"},
            "text": {"type": "text"},
            "n": {"type": "long"},
        },
    }
    server.fill("odd", [{"phone": ["138", "139"], "text": "x", "n": 7}], mappings=mappings)
    found = list(elastic.discover(server.url("odd"), ACCESS))
    assert [one.error for one in found if isinstance(one, Skipped)] == [told]
    (table,) = [one for one in found if isinstance(one, Table)]
    lines, skipped = rows(elastic.read(table, ALL, ACCESS))
    assert sorted(line[1] for line in lines) == ["138", "139"]
    assert [line[0] for line in lines] == ["7", None]
    assert skipped == []


def test_what_no_field_describes_has_a_column_where_that_may_be(server: ElasticServer) -> None:
    mappings = {"dynamic": False, "properties": {"a": {"type": "keyword"}}}
    server.fill("odd", [{"a": "1", "b": {"c": "2"}}], mappings=mappings)
    lines, skipped = rows(elastic.read(tables_of(server, "odd")["odd"], ALL, ACCESS))
    assert (lines, skipped) == ([("1", "2")], [])


def test_a_cell_beyond_the_limit_is_cut_and_said_to_be(server: ElasticServer) -> None:
    server.fill("odd", [{"a": "张" * 65_536}, {"a": "张" * 65_537}])
    lines, skipped = rows(elastic.read(tables_of(server, "odd")["odd"], ALL, ACCESS))
    assert lines == [("张" * 65_536,)] * 2
    assert len(skipped) == 1
    assert skipped[0].startswith("1 cells were read to 65,536 characters")


def test_what_cannot_be_read_is_told(server: ElasticServer) -> None:
    server.fill("closed", [{"a": "1"}])
    server.run("POST", "/closed/_close")
    server.fill("secret", [{"a": MARKER}])
    found = list(elastic.discover(server.url("closed"), ACCESS))
    assert found == [Skipped(f"{server.url()}#closed", "the index is closed")]
    for index in ("nothing-like-it", "nothing*"):
        found = list(elastic.discover(server.url(index, "tester"), ACCESS))
        assert found == [
            Skipped(
                server.url("", "tester"),
                "no index of this name or pattern is open to this account",
            )
        ]
    with pytest.raises(SourceError, match="no permission to read it"):
        list(elastic.discover(server.url("secret"), ACCESS))
    assert "secret" not in tables_of(server)
    server.run("DELETE", "/closed")


def test_an_index_gone_since_it_was_found_is_told(server: ElasticServer) -> None:
    server.fill("going", [{"a": MARKER}])
    table = tables_of(server, "going")["going"]
    server.run("DELETE", "/going")
    with pytest.raises(SourceError, match="no longer what it was") as caught:
        rows(elastic.read(table, ALL, ACCESS))
    assert caught.value.__suppress_context__
    assert MARKER not in str(caught.getrepr(chain=True, style="native"))


@pytest.mark.parametrize(
    ("user", "password", "said"),
    [
        ("reader", "wrong", r"sign-in refused \(tried once\)"),
        ("nobody", PASSWORD, r"sign-in refused \(tried once\)"),
        ("reader", None, "sign-in refused"),
    ],
)
def test_a_refused_sign_in_is_told(
    server: ElasticServer, user: str, password: str | None, said: str
) -> None:
    for asked in (elastic.check, lambda *terms: list(elastic.discover(*terms))):
        with pytest.raises(SourceError, match=said) as caught:
            asked(server.url("", user), Access(password=password))
        assert "wrong" not in str(caught.value)
    elastic.check(server.url(), ACCESS)


def test_a_change_changes_the_fingerprint(server: ElasticServer) -> None:
    def fingerprint() -> str:
        return tables_of(server, "odd")["odd"].fingerprint

    server.fill("odd", [{"a": "1"}])
    first = fingerprint()
    assert first
    assert fingerprint() == first
    server.run("POST", "/odd/_doc/new?refresh=true", {"a": "2"})
    second = fingerprint()
    assert second != first
    server.fill("odd", [{"a": "1"}])
    assert fingerprint() not in {first, second}


def test_no_document_is_logged(server: ElasticServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.fill("odd", [{"a": MARKER}])
    lines, _ = rows(elastic.read(tables_of(server, "odd")["odd"], ALL, ACCESS))
    assert lines == [(MARKER,)]
    assert MARKER not in caplog.text
    assert PASSWORD not in caplog.text


def test_a_window_that_closes_ends_reading_and_says_so(
    server: ElasticServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([True, False])
    monkeypatch.setattr("connectors.throttle.Throttle.open", lambda _: next(looks, False))
    monkeypatch.setattr("connectors.throttle.Throttle.wait_for_window", lambda _: None)
    access = Access(password=PASSWORD, max_bytes_per_s=math.inf, window=(dt.time(0), dt.time(0)))
    lines, skipped = rows(elastic.read(tables_of(server, "many")["many"], ALL, access))
    assert 0 < len(lines) < _COUNT
    assert skipped == [f"the window for reading closed after {len(lines)} lines"]


def test_an_index_closed_in_the_middle_leaves_what_was_read_and_a_reason(
    server: ElasticServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every page is a batch, so that there is a first one before the end.
    monkeypatch.setattr("connectors.cells._BATCH_ROWS", 1)
    server.fill("going", [{"id": n} for n in range(2_000)])
    stream = elastic.read(tables_of(server, "going")["going"], ALL, ACCESS)
    first = next(stream)
    assert isinstance(first, pa.RecordBatch)
    server.run("POST", "/going/_close")
    lines, skipped = rows(stream)
    total = first.num_rows + len(lines)
    assert total < 2_000
    assert skipped == [
        f"it is no longer what it was when it was found (status 404), after {total} lines"
    ]


@pytest.mark.parametrize(
    ("step", "size", "took_s", "after"),
    [(100, 0, 0.0, 400), (1_000, 20_000_000, 0.01, 250), (100, 1_000, 2.0, 25), (20, 10**9, 9, 10)],
)
def test_pages_are_sized_by_what_they_bring_and_take(
    step: int, size: int, took_s: float, after: int
) -> None:
    assert _next_step(step, size, took_s) == after
