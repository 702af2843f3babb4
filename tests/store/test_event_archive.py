# One contract for the places where events are kept.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from elastic_server import ElasticServer
from kept_events import AFTER, DAY, client_of, events, forget, told

from schema import EVENT_SCHEMA
from store.elastic_archive import ElasticArchive
from store.event_archive import GROUPED, SUMMED, EventArchive, ParquetArchive


@pytest.fixture(params=["parquet", "elasticsearch"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventArchive]:
    if request.param == "parquet":
        yield ParquetArchive(tmp_path)
        return
    server: ElasticServer = request.getfixturevalue("elasticsearch_server")
    with client_of(server) as client:
        yield ElasticArchive(client, "contract")
        forget(client, "contract-*")


def test_what_was_appended_comes_back_as_it_was(archive: EventArchive) -> None:
    batch = events(60)
    assert archive.append([batch.slice(0, 20), batch.slice(20)]) == 60
    assert told(archive.scan(DAY, AFTER)) == batch.to_pylist()


def test_the_time_is_exact_to_the_microsecond(archive: EventArchive) -> None:
    archive.append([events(60)])
    since = DAY + dt.timedelta(hours=3, microseconds=3)
    until = DAY + dt.timedelta(hours=5, microseconds=5)
    assert [row["event.id"] for row in told(archive.scan(since, until))] == ["e-3", "e-4"]


def test_some_columns_are_enough(archive: EventArchive) -> None:
    archive.append([events(3)])
    (batch,) = archive.scan(DAY, AFTER, ["source.ip", "tongguan.labels"])
    assert batch.schema.names == ["source.ip", "tongguan.labels"]
    assert sorted(batch.column("source.ip").to_pylist()) == ["10.0.0.0", "10.0.0.1", "10.0.0.2"]


def test_events_appended_again_are_there_once(archive: EventArchive) -> None:
    for _ in range(2):
        assert archive.append([events(30)]) == 30
    assert len(told(archive.scan(DAY, AFTER))) == 30


def test_events_that_come_again_among_others_are_there_once(archive: EventArchive) -> None:
    batch = events(60)
    for begin, end in ((0, 30), (20, 40), (10, 50), (0, 60)):
        assert archive.append([batch.slice(begin, end - begin)]) == end - begin
    archive.append([batch.slice(5, 3), batch.slice(5, 3)])
    assert told(archive.scan(DAY, AFTER)) == batch.to_pylist()


def test_alerts_are_told_apart(archive: EventArchive) -> None:
    archive.append([events(12)])
    assert [row["event.id"] for row in told(archive.alerts(DAY, AFTER))] == ["e-0", "e-5", "e-10"]


@pytest.mark.parametrize(
    "by", [(), ("source.ip",), ("user.name", "source.ip"), ("destination.port",)]
)
def test_groups_are_counted_and_added_up(archive: EventArchive, by: tuple[str, ...]) -> None:
    batch = events(50)
    archive.append([batch])
    expected: dict[tuple[Any, ...], list[int]] = {}
    for row in batch.to_pylist():
        group = expected.setdefault(tuple(row[name] for name in by), [0, 0])
        group[0] += 1
        group[1] += row["network.bytes"]
    table = archive.aggregate(DAY, AFTER, by, ["network.bytes"])
    assert table.schema.names == [*by, "count", "network.bytes"]
    found = {
        tuple(row[name] for name in by): [row["count"], row["network.bytes"]]
        for row in table.to_pylist()
    }
    assert found == expected
    assert [*found] == sorted(found, key=lambda key: [(each is None, each) for each in key])


def test_days_are_forgotten_whole(archive: EventArchive) -> None:
    archive.append([events(60)])
    assert archive.forget(DAY.date()) == 0
    assert archive.forget(DAY.date() + dt.timedelta(days=1)) == 1
    assert [row["event.id"] for row in told(archive.scan(DAY, AFTER))][:2] == ["e-24", "e-25"]
    assert archive.forget(AFTER.date()) == 2
    assert told(archive.scan(DAY, AFTER)) == []
    archive.append([events(3)])
    assert len(told(archive.scan(DAY, AFTER))) == 3


def test_nothing_is_told_of_nothing(archive: EventArchive) -> None:
    assert archive.append([]) == 0
    assert told(archive.scan(DAY, AFTER)) == told(archive.alerts(DAY, AFTER)) == []
    assert archive.aggregate(DAY, AFTER, ["source.ip"]).num_rows == 0


@pytest.mark.parametrize(
    ("by", "sums"), [(["tongguan.labels"], []), (["source.ip"], ["message"]), (["x"], [])]
)
def test_what_cannot_be_grouped_or_added_is_said(
    archive: EventArchive, by: list[str], sums: list[str]
) -> None:
    with pytest.raises(ValueError, match="events cannot be"):
        archive.aggregate(DAY, AFTER, by, sums)


def test_every_column_is_known_by_what_may_be_done_with_it() -> None:
    others = set(EVENT_SCHEMA.names) - set(GROUPED) - set(SUMMED)
    assert others == {
        "@timestamp",
        "dns.answers.data",
        "email.from.address",
        "email.to.address",
        "tongguan.datasets",
        "tongguan.fields",
        "tongguan.labels",
        "tongguan.shares",
    }
