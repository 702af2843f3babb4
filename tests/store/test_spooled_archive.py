# Events for another machine that goes away and comes back: none lost, none kept twice.
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from cut_line import Line
from elastic_server import ADMIN, PASSWORD, ElasticServer
from kept_events import AFTER, DAY, client_of, events, forget, told

from schema import EVENT_SCHEMA
from store import ElasticArchive, EventsRefused, ParquetArchive, SpooledArchive, StoreError


@pytest.fixture
def line(elasticsearch_server: ElasticServer) -> Iterator[tuple[Line, Any]]:
    elasticsearch = pytest.importorskip("elasticsearch")
    line = Line(elasticsearch_server.port)
    client = elasticsearch.Elasticsearch(
        f"http://127.0.0.1:{line.port}", basic_auth=(ADMIN, PASSWORD), max_retries=0
    )
    yield line, client
    line.cut()
    client.close()
    with client_of(elasticsearch_server) as direct:
        forget(direct, "spooled-*")


def test_events_wait_while_the_archive_is_away(line: tuple[Line, Any], tmp_path: Path) -> None:
    cut, client = line
    archive = SpooledArchive(ElasticArchive(client, "spooled"), tmp_path)
    batch = events(90)
    assert archive.append([batch.slice(0, 30)]) == 30
    assert "does not answer" in archive.fault
    with pytest.raises(StoreError, match="events wait here"):
        archive.scan(DAY, AFTER)
    cut.join()
    assert archive.append([batch.slice(30, 30)]) == 30
    assert archive.fault == ""
    assert not list(tmp_path.rglob("*.parquet"))
    cut.cut()
    assert archive.append([batch.slice(60)]) == 30
    # A process that died in between has left its files.
    again = SpooledArchive(ElasticArchive(client, "spooled"), tmp_path)
    cut.join()
    assert again.forward() == 0
    assert told(again.scan(DAY, AFTER)) == batch.to_pylist()


def test_what_was_handed_over_and_not_forgotten_is_kept_once(tmp_path: Path) -> None:
    remote = ParquetArchive(tmp_path / "remote")
    remote.append([events(10)])
    archive = SpooledArchive(remote, tmp_path)
    archive.append([events(10)])
    assert len(told(archive.scan(DAY, AFTER))) == 10
    assert archive.aggregate(DAY, AFTER, ()).column("count").to_pylist() == [10]
    assert len(told(archive.alerts(DAY, AFTER))) == 2


def test_a_damaged_file_that_waits_is_told(tmp_path: Path) -> None:
    class Away(ParquetArchive):
        def append(self, batches: Any) -> int:
            raise StoreError("away")

    archive = SpooledArchive(Away(tmp_path), tmp_path)
    archive.append([events(3)])
    (path,) = tmp_path.rglob("*.parquet")
    path.write_bytes(b"no file of events")
    with pytest.raises(StoreError, match="is damaged"):
        archive.forward()


class Choosy(ParquetArchive):
    """Takes no event of some ids, and none at all while it is busy."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.unwanted = frozenset({"e-3", "e-4"})
        self.busy = False

    def append(self, batches: Any) -> int:
        if self.busy:
            raise StoreError("no room now")
        rows = [row for batch in batches for row in batch.to_pylist()]
        kept = [row for row in rows if row["event.id"] not in self.unwanted]
        super().append([pa.RecordBatch.from_pylist(kept, EVENT_SCHEMA)])
        if len(kept) < len(rows):
            refused = frozenset(row["event.id"] for row in rows) & self.unwanted
            raise EventsRefused("some were refused", refused)
        return len(rows)


def test_what_is_refused_is_set_aside_told_and_tried_again(tmp_path: Path) -> None:
    remote = Choosy(tmp_path / "remote")
    archive = SpooledArchive(remote, tmp_path)
    assert archive.append([events(10)]) == 10
    assert archive.fault.startswith("2 events were refused and are set aside in ")
    assert len(told(archive.scan(DAY, AFTER))) == 8
    archive.append([events(12).slice(10)])
    assert len(told(archive.scan(DAY, AFTER))) == 10
    # Whoever kept it out has seen to it; the next process hands it over.
    remote.unwanted = frozenset()
    again = SpooledArchive(remote, tmp_path)
    assert again.forward() == 0
    assert again.fault == ""
    assert told(again.scan(DAY, AFTER)) == events(12).to_pylist()


def test_what_there_was_no_room_for_waits(tmp_path: Path) -> None:
    remote = Choosy(tmp_path / "remote")
    remote.busy = True
    archive = SpooledArchive(remote, tmp_path)
    archive.append([events(3)])
    assert archive.fault == "no room now"
    remote.busy = False
    assert archive.forward() == 0
    assert len(told(archive.scan(DAY, AFTER))) == 3
