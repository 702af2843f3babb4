# Elasticsearch as it fails: refused in part, gone for a while, full of what is there already.
from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from elastic_server import ElasticServer
from kept_events import AFTER, DAY, client_of, events, forget, told

from store import StoreError
from store.elastic_archive import ElasticArchive


@pytest.fixture
def client(elasticsearch_server: ElasticServer) -> Any:
    with client_of(elasticsearch_server) as client:
        yield client
        forget(client, "failing-*")


def test_what_is_refused_is_counted_and_the_rest_is_kept(client: Any) -> None:
    archive = ElasticArchive(client, "failing")
    archive.append([events(1)])
    # An index that somebody made with another idea of a column, as half of the events meet it.
    client.indices.create(
        index="failing-2026-11-29", mappings={"properties": {"message": {"type": "long"}}}
    )
    secret = events(48, message="11010519491231002X")
    with pytest.raises(StoreError, match="refused 24 of 48 events: 24 document_parsing") as caught:
        archive.append([secret])
    assert "11010519491231002X" not in str(caught.value)
    assert len(told(archive.scan(DAY, AFTER))) == 24
    client.indices.delete(index="failing-2026-11-29")
    assert archive.append([secret]) == 48
    assert len(told(archive.scan(DAY, AFTER))) == 48


def test_an_event_without_an_id_is_refused(client: Any) -> None:
    archive = ElasticArchive(client, "failing")
    archive.append([events(1)])
    with pytest.raises(StoreError, match="without an id"):
        archive.append([events(2, **{"event.id": None})])


def test_a_long_statement_comes_back_whole(client: Any) -> None:
    archive = ElasticArchive(client, "failing")
    statement = "select 姓名 from 人口 -- " + "长" * 20_000
    archive.append([events(1, **{"db.statement": statement})])
    (row,) = told(archive.scan(DAY, AFTER))
    assert row["db.statement"] == statement


def test_many_events_are_read_page_by_page(client: Any) -> None:
    archive = ElasticArchive(client, "failing")
    row = events(1).to_pylist()[0]
    many = pa.RecordBatch.from_pylist(
        [{**row, "event.id": f"m-{n}"} for n in range(12_345)], events(0).schema
    )
    assert archive.append([many]) == 12_345
    found = [batch.num_rows for batch in archive.scan(DAY, AFTER, ["event.id"])]
    assert (sum(found), max(found)) == (12_345, 5_000)


def test_who_does_not_answer_is_told_without_what_was_sent() -> None:
    elasticsearch = pytest.importorskip("elasticsearch")
    with elasticsearch.Elasticsearch("http://127.0.0.1:9", max_retries=0) as client:
        archive = ElasticArchive(client, "failing")
        for ask in (
            lambda: archive.append([events(1)]),
            lambda: told(archive.scan(DAY, AFTER)),
            lambda: archive.aggregate(DAY, AFTER, ["source.ip"]),
        ):
            with pytest.raises(StoreError, match="does not answer"):
                ask()
