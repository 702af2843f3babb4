# The store that records are kept in as well: which it is, what it has, and what waits.
from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from elastic_server import ADMIN, PASSWORD, ElasticServer
from kept_events import AFTER, DAY, client_of, events, told
from kept_records import mute, recipient

from operations import Settings, ledger_entries
from operations.event_archive import event_archive
from operations.record_store import (
    check_store,
    count_records,
    find_records,
    forward_records,
    record_json,
    station_of,
    store_place,
    store_status,
)
from operations.settings import open_book
from operations.source import add_source
from schema import MisuseError, Recipient
from store import SpooledArchive


def settings(tmp_path: Path, url: str) -> Settings:
    secret = tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    return Settings(home=tmp_path / "home", actor="test", store=url, store_password=secret)


@pytest.fixture
def kept(elasticsearch_server: ElasticServer, tmp_path: Path) -> Iterator[Settings]:
    name = f"t{secrets.token_hex(4)}"
    yield settings(tmp_path, elasticsearch_server.url(name, user=ADMIN))
    with client_of(elasticsearch_server) as client:
        for index in client.indices.get(index=f"{name}-*", allow_no_indices=True):
            client.indices.delete(index=index)
        client.options(ignore_status=404).indices.delete_index_template(name=f"{name}-records")


def recorded(settings: Settings, *names: str) -> None:
    with open_book(settings) as book:
        for name in names:
            book.record([mute(name)], action="mute", actor="test", unit="shaanxi")


def test_records_are_handed_over_counted_and_found(kept: Settings) -> None:
    recorded(kept, "m-1", "m-2")
    with open_book(kept) as book:
        book.record([recipient("卫健委")], action="add", actor="test", unit="shaanxi")
        station = station_of(book)
    before = store_status(kept)
    assert (before.outbox.waiting, before.there, before.problem) == (3, 0, "")
    done, after = forward_records(kept)
    assert (done, after.outbox.waiting, after.there) == (3, 0, 3)
    found = find_records(kept, "mute", unit="shaanxi", words="演练")
    assert [(each.station, each.record) for each in found] == [
        (station, mute("m-1")),
        (station, mute("m-2")),
    ]
    assert record_json(found[0].record)["reason"] == "演练"
    counted = count_records(kept, ["kind"])
    assert [(each["kind"], each["count"]) for each in counted] == [("mute", 2), ("recipient", 1)]
    with open_book(kept) as book:
        book.delete(Recipient, "卫健委", actor="test", unit="shaanxi", action="remove")
    assert forward_records(kept)[0] == 1
    assert find_records(kept, "recipient") == []
    assert forward_records(kept, anew=True)[0] == 4
    assert store_status(kept).there == 4
    assert len(ledger_entries(kept)) == 4


def test_a_store_that_is_away_is_told_and_what_waits_with_it(tmp_path: Path) -> None:
    away = settings(tmp_path, "elasticsearch+http://127.0.0.1:9")
    recorded(away, "m-1")
    done, left = forward_records(away)
    assert (done, left.there, left.problem) == (0, None, "Elasticsearch does not answer")
    assert left.outbox.waiting == 1
    assert store_status(away).problem == "Elasticsearch does not answer"


def test_a_registered_source_opens_it_by_its_name_or_its_url(tmp_path: Path) -> None:
    url = "elasticsearch+https://tongguan@es.local:9243/prov?sslmode=require"
    plain = Settings(home=tmp_path / "home", actor="test")
    add_source(plain, "central", url, password="sealed-here")
    with open_book(plain) as book:
        for name in ("central", url):
            place = store_place(replace(plain, store=name), book)
            assert (place.url, place.access.password) == (url, "sealed-here")
            assert (place.target, place.name) == ("es.local:9243/prov", "prov")
            assert place.events == f"prov-station-{place.station}-events"
        other = store_place(replace(plain, store=url.replace("es.", "eu.")), book)
        assert not other.access.password


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("postgresql://db", "a store is an Elasticsearch"),
        ("elasticsearch+https://", "cannot be read"),
        ("elasticsearch+https://h:x", "cannot be read"),
        ("elasticsearch+https://h/Some*", "cannot be read"),
        ("elasticsearch+https://u:secret@h", "password"),
    ],
)
def test_what_is_no_store_is_refused(tmp_path: Path, url: str, problem: str) -> None:
    with pytest.raises(MisuseError, match=problem):
        check_store(Settings(home=tmp_path, actor="test", store=url))


def test_what_is_asked_wrongly_is_said(tmp_path: Path) -> None:
    given = settings(tmp_path, "elasticsearch+http://127.0.0.1:9")
    with pytest.raises(MisuseError, match="no store is set"):
        store_status(replace(given, store=""))
    with pytest.raises(MisuseError, match="is no kind of record"):
        find_records(given, "people")
    with pytest.raises(MisuseError, match="cannot be read from it"):
        check_store(replace(given, store_password=tmp_path / "none"))


def test_events_go_to_the_store_too_under_the_station(kept: Settings) -> None:
    with open_book(kept) as book, event_archive(kept, book) as archive:
        assert isinstance(archive, SpooledArchive)
        assert archive.append([events(5)]) == 5
        assert len(told(archive.scan(DAY, AFTER))) == 5
