# Records in Elasticsearch: found across stations, and handed over through everything that fails.
from __future__ import annotations

import os
import secrets
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from busy_elastic import busy_elastic
from cut_line import Line
from elastic_server import ADMIN, PASSWORD, ElasticServer
from kept_events import client_of
from kept_records import (
    TARGET,
    Shelf,
    database,
    elastic_records,
    filing,
    mute,
    recipient,
    review,
    station,
)

import store
from schema import Alert, Level, Mute, Review
from store import ElasticRecords, StoreError, hand_over, open_database, read_outbox
from store.record_document import document_key


@pytest.fixture
def client(elasticsearch_server: ElasticServer) -> Iterator[Any]:
    with client_of(elasticsearch_server) as client:
        yield client


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = database(tmp_path / "home")
    yield opened
    opened.close()


def put(connection: sqlite3.Connection, count: int) -> None:
    with store.transaction(connection):
        for number in range(count):
            store.put(connection, mute(f"m-{number:04}"))


def alert(identifier: str, unit: str, severity: str, records: int, title: str) -> Alert:
    return Alert(
        id=identifier, unit=unit, time="2026-11-28T02:13:00Z", rule="night", risk_type="leak",
        severity=severity, confidence=0.9, entities={"user.name": "li"}, labels={"cn.id18": records},
        level=Level.GENERAL_4, records=records, persons=records, title=title,
    )  # fmt: skip


def test_a_province_finds_and_counts_the_records_of_its_stations(
    client: Any, tmp_path: Path
) -> None:
    province = f"p{secrets.token_hex(4)}"
    stations = {name: station() for name in ("xian", "yulin")}
    for place, (name, mark) in enumerate(stations.items()):
        shelf = Shelf(database(tmp_path / name), elastic_records(client, mark))
        unit = f"{province}/{name}"
        shelf.put(alert("a-1", unit, "high", 1_204 * (place + 1), "人口库夜间大量外传"))
        shelf.put(alert("a-2", unit, "low", 3, "人口统计表外传"))
        shelf.put(recipient("卫健委", unit))
        shelf.connection.close()
    records = elastic_records(client)
    found = list(records.search(unit=province, words="人口库"))
    assert [(each.station, each.kind, each.record.id) for each in found] == [
        (stations["xian"], "alert", "a-1"),
        (stations["yulin"], "alert", "a-1"),
    ]
    assert [each.record.id for each in records.search("recipient", f"{province}/xian")] == [
        "卫健委"
    ]
    mine = records.search(unit=province, station=stations["yulin"])
    assert [each.record.id for each in mine] == ["a-1", "a-2", "卫健委"]
    assert records.groups(["severity"], "alert", province) == [
        {"severity": "high", "count": 2, "records": 3_612, "persons": 3_612},
        {"severity": "low", "count": 2, "records": 6, "persons": 6},
    ]
    by_unit = records.groups(["unit", "kind"], unit=province)
    assert [(each["unit"], each["kind"], each["count"]) for each in by_unit] == [
        (f"{province}/xian", "alert", 2),
        (f"{province}/xian", "recipient", 1),
        (f"{province}/yulin", "alert", 2),
        (f"{province}/yulin", "recipient", 1),
    ]


@pytest.mark.parametrize("by", [[], ["body"], ["kind", "facts.reason"]])
def test_what_records_cannot_be_counted_by_is_said(client: Any, by: list[str]) -> None:
    with pytest.raises(ValueError, match="records cannot be counted by"):
        elastic_records(client).groups(by)


def test_whatever_a_record_holds_can_be_asked_for(client: Any, connection: Any) -> None:
    records = elastic_records(client)
    Shelf(connection, records).put(mute("m-1"))
    mine = {"term": {"station": records._station}}
    client.indices.refresh(index="shelf-records")
    for value, found in (("甲", 1), ("乙", 0)):
        asked = {"bool": {"filter": [mine, {"term": {"facts.entities.主机.名": value}}]}}
        assert client.count(index="shelf-records", query=asked)["count"] == found
    assert records.unserved == ()


def test_what_was_taken_away_is_erased_there(client: Any, connection: Any) -> None:
    shelf = Shelf(connection, elastic_records(client))
    shelf.put(review("rv-1", "ds-1"))
    shelf.put(review("rv-1", "ds-2"))
    shelf.delete("review", "rv-1")
    (last,) = shelf.reader.versions("review", "rv-1")
    assert (last.version, last.record) == (3, None)
    client.indices.refresh(index="shelf-*")
    mine = {"term": {"station": shelf.remote._station}}
    told = client.search(index="shelf-*", query=mine, size=50)["hits"]["hits"]
    assert len(told) == 4
    assert "王芳" not in str(told)
    # It stays so whatever comes again.
    store.hand_over_anew(connection, TARGET)
    hand_over(connection, TARGET, shelf.remote.keep)
    assert read_outbox(connection, TARGET).aside == ()
    assert [each.version for each in shelf.reader.versions("review", "rv-1")] == [3]
    assert shelf.reader.count() == 3


def test_what_is_changed_there_is_found_out(client: Any, connection: Any) -> None:
    shelf = Shelf(connection, elastic_records(client))
    shelf.put(mute("m-1"))
    key = document_key(shelf.remote._station, "mute", "m-1")
    whole = client.get(index="shelf-records", id=key)["_source"]
    changed = {**whole, "body": whole["body"].replace("演练", "误报")}
    client.index(index="shelf-records", id=key, document=changed, refresh=True)
    with pytest.raises(StoreError, match="not as it was handed over"):
        shelf.reader.latest(Mute, "m-1")


def test_another_version_under_the_same_key_is_told(client: Any, tmp_path: Path) -> None:
    mark = station()
    for place, reason in enumerate(("演练", "误报")):
        connection = database(tmp_path / str(place))
        records = elastic_records(client, mark)
        with store.transaction(connection):
            store.put(connection, mute("m-1", reason))
            store.put(connection, recipient("r-1"))
        hand_over(connection, TARGET, records.keep)
        aside = read_outbox(connection, TARGET).aside
        connection.close()
    assert [(each.id, each.problem) for each in aside] == [("m-1", "another-version-stands-there")]


def test_records_wait_while_the_server_is_away(
    elasticsearch_server: ElasticServer, connection: sqlite3.Connection
) -> None:
    elasticsearch = pytest.importorskip("elasticsearch")
    line = Line(elasticsearch_server.port)
    with elasticsearch.Elasticsearch(
        f"http://127.0.0.1:{line.port}", basic_auth=(ADMIN, PASSWORD), max_retries=0
    ) as far:
        records = elastic_records(far)
        for number in range(3):
            put(connection, 10 * (number + 1))
            with pytest.raises(StoreError, match="does not answer"):
                hand_over(connection, TARGET, records.keep)
            assert read_outbox(connection, TARGET).waiting == 10
            line.join()
            assert hand_over(connection, TARGET, records.keep) == 10
            assert records.count() == 10 * (number + 1)
            line.cut()


def test_one_document_that_does_not_fit_is_set_aside(client: Any, connection: Any) -> None:
    name = f"odd{secrets.token_hex(4)}"
    records = ElasticRecords(client, station(), name)
    put(connection, 2)
    hand_over(connection, TARGET, records.keep)
    # Somebody made the index anew with another idea of a column.
    client.indices.delete(index=f"{name}-records")
    client.indices.delete_index_template(name=f"{name}-records")
    client.indices.create(
        index=f"{name}-records", mappings={"properties": {"level": {"type": "long"}}}
    )
    with store.transaction(connection):
        store.put(connection, filing("f-1"))
        store.put(connection, recipient("r-1"))
    assert hand_over(connection, TARGET, records.keep) == 1
    ((kind, identifier, problem),) = [
        (each.kind, each.id, each.problem) for each in read_outbox(connection, TARGET).aside
    ]
    assert (kind, identifier, problem) == ("filing", "f-1", "document_parsing_exception")
    client.indices.delete(index=f"{name}-records")
    assert (
        hand_over(
            connection, TARGET, ElasticRecords(client, records._station, name).keep, again=True
        )
        == 1
    )
    assert read_outbox(connection, TARGET).aside == ()
    for index in (f"{name}-records", f"{name}-record-versions"):
        client.indices.delete(index=index)


def test_half_a_bulk_without_room_waits_and_comes_again(connection: sqlite3.Connection) -> None:
    elasticsearch = pytest.importorskip("elasticsearch")
    put(connection, 20)
    turns: dict[str, int] = {}

    def verdict(identifier: str) -> int:
        """Every second document finds no room before it was sent four times over."""
        place = [*turns].index(identifier) if identifier in turns else len(turns)
        turns[identifier] = turns.get(identifier, 0) + 1
        return 429 if place % 2 and turns[identifier] < 6 else 201

    with busy_elastic(verdict) as server:
        client = elasticsearch.Elasticsearch(f"http://127.0.0.1:{server.port}", max_retries=0)
        with client:
            records = ElasticRecords(client, "here", "busy")
            with pytest.raises(StoreError, match="has no room for"):
                hand_over(connection, TARGET, records.keep)
            assert read_outbox(connection, TARGET).waiting == 20
            assert hand_over(connection, TARGET, records.keep) == 20
    assert read_outbox(connection, TARGET).waiting == 0
    assert len(server.kept) == 40


KILLED = """
import os, signal, sys
from pathlib import Path
from elasticsearch import Elasticsearch
from store import ElasticRecords, hand_over, open_database
from store.record_document import document_key
home, port, name, password, mark = sys.argv[1:]
client = Elasticsearch(f"http://127.0.0.1:{port}", basic_auth=(name, password))
records = ElasticRecords(client, mark, "shelf")
def keep(rows):
    records.keep(rows[:170])
    os.kill(os.getpid(), signal.SIGKILL)
hand_over(open_database(Path(home)), "there", keep)
"""


def test_killed_in_a_bulk_none_is_lost_and_none_twice(
    client: Any, elasticsearch_server: ElasticServer, connection: Any, tmp_path: Path
) -> None:
    mark = station()
    put(connection, 300)
    home = tmp_path / "home"
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED,
            str(home),
            str(elasticsearch_server.port),
            ADMIN,
            PASSWORD,
            mark,
        ],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL
    records = elastic_records(client, mark)
    assert records.count() == 170
    again = open_database(home)
    assert hand_over(again, TARGET, records.keep) == 300
    again.close()
    assert records.count() == 300
    assert [each.id for each in records.list_latest(Mute)] == [f"m-{n:04}" for n in range(300)]
    mine = {"term": {"station": mark}}
    told = client.search(index="shelf-record-versions", query=mine, size=400, version=True)
    assert {each["_version"] for each in told["hits"]["hits"]} == {1}
    assert records.about(Review, "ds") == []


def test_a_server_without_flattened_keeps_what_it_does_not_search() -> None:
    elasticsearch = pytest.importorskip("elasticsearch")
    with busy_elastic(lambda _id: 201) as server:
        server.refuse = "flattened"
        client = elasticsearch.Elasticsearch(f"http://127.0.0.1:{server.port}", max_retries=0)
        with client:
            records = ElasticRecords(client, "here", "busy")
            row = store.OutRow("mute", "m", 1, "", "t", "", store.body_of(mute("m")))
            assert records.keep([row]) == []
    assert records.unserved == ("flattened",)
    (put,) = [body for path, body in server.put if path == "/_index_template/busy-records"]
    assert put["template"]["mappings"]["properties"]["facts"] == {
        "type": "object",
        "enabled": False,
    }
