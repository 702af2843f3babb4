# Elasticsearch as it fails: refused in part, gone for a while, full of what is there already.
from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from busy_elastic import busy_elastic
from elastic_server import ElasticServer
from kept_events import AFTER, DAY, client_of, events, forget, told

from store import SpooledArchive, StoreError
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


def test_half_a_bulk_refused_loses_nothing_and_keeps_nothing_twice(tmp_path: Path) -> None:
    elasticsearch = pytest.importorskip("elasticsearch")
    turns: dict[str, int] = {}

    def verdict(identifier: str) -> int:
        """Every second event finds no room at first, every fifth is never taken."""
        number = int(identifier.removeprefix("e-"))
        turns[identifier] = turns.get(identifier, 0) + 1
        if number % 5 == 4:
            return 400
        return 429 if number % 2 and turns[identifier] < 3 else 201

    batch = events(40)
    with busy_elastic(verdict) as server:
        client = elasticsearch.Elasticsearch(f"http://127.0.0.1:{server.port}", max_retries=0)
        with client:
            archive = SpooledArchive(ElasticArchive(client, "busy"), tmp_path)
            assert archive.append([batch]) == 40
            assert archive.forward() == 0
            assert archive.fault.startswith("8 events were refused and are set aside in ")
    assert sorted(server.kept) == sorted(f"e-{n}" for n in range(40) if n % 5 != 4)
    aside = pq.read_table(next((tmp_path / "spool-refused").rglob("*.parquet")).parent.parent)
    assert set(aside.column("event.id").to_pylist()) == {f"e-{n}" for n in range(4, 40, 5)}


def test_a_server_without_room_is_told_and_asked_again(tmp_path: Path) -> None:
    elasticsearch = pytest.importorskip("elasticsearch")
    full = [True]
    with busy_elastic(lambda _id: 429 if full[0] else 201) as server:
        client = elasticsearch.Elasticsearch(f"http://127.0.0.1:{server.port}", max_retries=0)
        with client:
            archive = SpooledArchive(ElasticArchive(client, "busy"), tmp_path)
            assert archive.append([events(3)]) == 3
            assert archive.fault == "Elasticsearch has no room for 3 of 3 events now"
            full[0] = False
            assert archive.forward() == 0
    assert sorted(server.kept) == ["e-0", "e-1", "e-2"]


def test_what_the_build_has_not_is_named(client: Any) -> None:
    archive = ElasticArchive(client, "failing", keep_days=200)
    assert archive.append([events(3)]) == 3
    if "lifecycle" not in archive.unserved:
        policy = client.ilm.get_lifecycle(name="failing")["failing"]["policy"]
        assert policy["phases"]["delete"]["min_age"] == "200d"
        return
    # Elastic's build for its own tests has no lifecycles; indices are taken away by `forget`.
    assert archive.unserved == ("lifecycle",)
    assert archive.forget(AFTER.date()) == 1


def test_a_lifecycle_is_put_where_the_server_has_such() -> None:
    elasticsearch = pytest.importorskip("elasticsearch")
    with busy_elastic(lambda _id: 201) as server:
        client = elasticsearch.Elasticsearch(f"http://127.0.0.1:{server.port}", max_retries=0)
        with client:
            archive = ElasticArchive(client, "busy", keep_days=200)
            archive.append([events(1)])
    assert archive.unserved == ()
    put = dict(server.put)
    assert put["/_ilm/policy/busy"]["policy"]["phases"]["delete"]["min_age"] == "200d"
    settings = put["/_index_template/busy"]["template"]["settings"]
    assert settings == {"index.lifecycle.name": "busy"}
