# The archive of events: what is written is read, by time, once however often it is written.
import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from monitor import Noted, events_of
from schema import EVENT_SCHEMA
from store import EVENTS_DIRECTORY, StoreError, append_events, scan_events

DAY = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


def batch(first: int, count: int):
    start = int(DAY.timestamp()) * 10**9
    noted = [
        Noted(start + n * 3_600 * 10**9, {"source.ip": f"10.0.0.{n}"})
        for n in range(first, first + count)
    ]
    return events_of(noted, "test")


def read(home: Path, since: dt.datetime, until: dt.datetime) -> list[str]:
    found = [each.column("source.ip").to_pylist() for each in scan_events(home, since, until)]
    return sorted(one for each in found for one in each)


def test_events_come_back_by_time_and_day(tmp_path: Path) -> None:
    assert append_events(tmp_path, [batch(0, 30), batch(30, 10)]) == 40
    days = sorted(path.name for path in (tmp_path / EVENTS_DIRECTORY).iterdir())
    assert days == ["2026-11-28", "2026-11-29"]
    assert len(read(tmp_path, DAY, DAY + dt.timedelta(days=2))) == 40
    assert read(tmp_path, DAY + dt.timedelta(hours=3), DAY + dt.timedelta(hours=5)) == [
        "10.0.0.3",
        "10.0.0.4",
    ]
    (one,) = scan_events(tmp_path, DAY, DAY + dt.timedelta(hours=1), ["source.ip"])
    assert one.schema.names == ["source.ip"]


def test_the_same_events_written_again_are_there_once(tmp_path: Path) -> None:
    for _ in range(2):
        append_events(tmp_path, [batch(0, 5)])
    assert len(read(tmp_path, DAY, DAY + dt.timedelta(days=1))) == 5


def test_nothing_is_no_file_and_no_archive_no_events(tmp_path: Path) -> None:
    assert append_events(tmp_path, []) == 0
    assert list(scan_events(tmp_path, DAY, DAY + dt.timedelta(days=1))) == []


def test_files_are_their_owners_alone_and_damage_is_told(tmp_path: Path) -> None:
    append_events(tmp_path, [batch(0, 5)])
    (path,) = (tmp_path / EVENTS_DIRECTORY).rglob("*.parquet")
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(StoreError, match="is damaged"):
        list(scan_events(tmp_path, DAY, DAY + dt.timedelta(days=1)))


def test_a_directory_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / EVENTS_DIRECTORY).write_text("in the way")
    with pytest.raises(StoreError, match="events cannot be written"):
        append_events(tmp_path, [batch(0, 5)])


def test_a_column_that_was_not_known_when_it_was_written_is_null(tmp_path: Path) -> None:
    append_events(tmp_path, [batch(0, 5)])
    (path,) = (tmp_path / EVENTS_DIRECTORY).rglob("*.parquet")
    assert "tongguan.shares" not in pq.read_table(path).column_names
    (found,) = scan_events(tmp_path, DAY, DAY + dt.timedelta(days=1))
    assert found.schema.equals(EVENT_SCHEMA)
    assert found.column("tongguan.shares").null_count == 5
    assert found.column("source.ip").null_count == 0
    wanted = ["tongguan.shares", "source.ip"]
    (some,) = scan_events(tmp_path, DAY, DAY + dt.timedelta(days=1), wanted)
    assert some.schema.names == wanted
    assert some.column("tongguan.shares").null_count == 5
