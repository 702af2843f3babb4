# One contract for the places that records are read from: the database, and Elasticsearch as it was
# handed over there.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from elastic_server import ElasticServer
from kept_events import client_of
from kept_records import (
    TIME,
    Shelf,
    database,
    elastic_records,
    filing,
    mute,
    recipient,
    review,
)

from schema import Filing, Mute, Recipient, Review, Share
from store import body_of, digest_of


@pytest.fixture(params=["sqlite", "elasticsearch"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    connection = database(tmp_path / "home")
    if request.param == "sqlite":
        yield Shelf(connection, None)
    else:
        server: ElasticServer = request.getfixturevalue("elasticsearch_server")
        with client_of(server) as client:
            yield Shelf(connection, elastic_records(client))
    connection.close()


def test_a_record_comes_back_as_it_was_by_kind_and_id(shelf: Shelf) -> None:
    record, other = mute("m-1"), filing("f/1 长")
    stored = shelf.put(record)
    shelf.put(other)
    assert (stored.version, stored.changed) == (1, True)
    assert shelf.reader.latest(Mute, "m-1") == record
    assert shelf.reader.latest(Filing, "f/1 长") == other
    assert shelf.reader.latest(Mute, "m-") is None
    assert shelf.reader.latest(Filing, "m-1") is None
    assert shelf.reader.count() == 2


def test_what_changes_is_a_new_version_and_the_old_one_stays(shelf: Shelf) -> None:
    first, second = mute("m-1"), mute("m-1", "误报")
    for record in (first, replace(first, time="2027-01-01T00:00:00Z"), second):
        shelf.put(record)
    assert shelf.reader.latest(Mute, "m-1") == second
    kept = shelf.reader.versions("mute", "m-1")
    assert [(each.version, each.time, each.record) for each in kept] == [
        (1, TIME, first),
        (2, TIME, second),
    ]
    assert shelf.reader.versions("mute", "m-2") == []


def test_a_list_keeps_to_a_unit_and_those_below_in_order(shelf: Shelf) -> None:
    units = {
        "a": "shaanxi",
        "b": "shaanxi/xian",
        "c": "shaanxi/xian/health",
        "d": "shaanxi/xianyang",
        "王": "甘肃",
        "f": "shaanxi/xian0",
    }
    for identifier in "db王acf":
        shelf.put(recipient(identifier, units[identifier]))
    shelf.put(mute("m-1"))
    for unit, found in {
        "": "abcdf王",
        "shaanxi": "abcdf",
        "shaanxi/xian": "bc",
        "shaanxi/xian/health": "c",
        "shaanxi/xia": "",
        "shaanxi*": "",
        "甘肃": "王",
    }.items():
        assert "".join(each.id for each in shelf.reader.list_latest(Recipient, unit)) == found


def test_a_record_that_moved_is_listed_under_its_new_unit_only(shelf: Shelf) -> None:
    shelf.put(recipient("r-1", "shaanxi"))
    shelf.put(recipient("r-1", "gansu"))
    assert list(shelf.reader.list_latest(Recipient, "shaanxi")) == []
    assert [each.id for each in shelf.reader.list_latest(Recipient, "gansu")] == ["r-1"]


def test_reviews_are_found_by_the_data_set_they_are_about(shelf: Shelf) -> None:
    shelf.put(review("rv-2", "ds-1", "2026-11-02T08:00:00Z"))
    shelf.put(review("rv-1", "ds-1", "2026-11-02T09:00:00Z"))
    shelf.put(review("rv-3", "ds-2", "2026-11-02T07:00:00Z"))
    shelf.put(recipient("r-1"))
    assert [each.id for each in shelf.reader.about(Review, "ds-1")] == ["rv-2", "rv-1"]
    assert shelf.reader.about(Share, "ds-1") == []
    assert shelf.reader.about(Review, "ds-3") == shelf.reader.about(Recipient, "") == []


def test_a_record_taken_away_is_gone_and_goes_on_counting(shelf: Shelf) -> None:
    shelf.put(review("rv-1", "ds-1"))
    stored = shelf.delete("review", "rv-1", time="2026-11-03T00:00:00Z")
    assert (stored.version, stored.digest, stored.changed) == (2, "", True)
    assert shelf.reader.latest(Review, "rv-1") is None
    assert list(shelf.reader.list_latest(Review)) == shelf.reader.about(Review, "ds-1") == []
    last = shelf.reader.versions("review", "rv-1")[-1]
    assert (last.version, last.time, last.record) == (2, "2026-11-03T00:00:00Z", None)
    assert shelf.reader.stored_digest("review", "rv-1", 2) == ""
    again = review("rv-1", "ds-1")
    assert shelf.put(again).version == 3
    assert shelf.reader.latest(Review, "rv-1") == again
    assert shelf.reader.about(Review, "ds-1") == [again]
    assert shelf.reader.count() == 3


def test_the_digest_is_that_of_the_ledger(shelf: Shelf) -> None:
    stored = shelf.put(mute("m-1"))
    assert stored.digest == digest_of("mute", body_of(mute("m-1")))
    assert shelf.reader.stored_digest("mute", "m-1", 1) == stored.digest
    assert shelf.reader.stored_digest("mute", "m-1", 2) is None
    assert shelf.reader.stored_digest("mute", "m-2", 1) is None


def test_nothing_is_told_of_nothing(shelf: Shelf) -> None:
    assert shelf.reader.latest(Mute, "m-1") is None
    assert shelf.reader.versions("mute", "m-1") == []
    assert list(shelf.reader.list_latest(Mute)) == shelf.reader.about(Review, "ds") == []
    assert shelf.reader.count() == 0
