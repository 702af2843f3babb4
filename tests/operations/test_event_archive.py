# Which archive an installation keeps its events in.
from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from elastic_server import ADMIN, PASSWORD, ElasticServer
from kept_events import AFTER, DAY, client_of, events, forget, told

from operations import Settings, ledger_entries
from operations.event_archive import event_archive, forget_old_events
from operations.settings import open_book
from operations.source import add_source
from schema import MisuseError
from store import ParquetArchive


def test_files_are_the_default(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, actor="test")
    with open_book(settings) as book, event_archive(settings, book) as archive:
        assert isinstance(archive, ParquetArchive)


def test_a_registered_elasticsearch_keeps_them(
    elasticsearch_server: ElasticServer, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, actor="test", archive="events")
    url = elasticsearch_server.url(user=ADMIN).rstrip("/")
    add_source(settings, "events", url, password=PASSWORD)
    try:
        with open_book(settings) as book, event_archive(settings, book) as archive:
            assert archive.append([events(7)]) == 7
            assert len(told(archive.scan(DAY, AFTER))) == 7
    finally:
        with client_of(elasticsearch_server) as client:
            forget(client, "tongguan-events-*")


def test_what_is_none_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (tmp_path / "a.db").touch()
    add_source(Settings(home=home, actor="test"), "files", f"sqlite:///{tmp_path}/a.db")
    for name, problem in (("nobody", "no source is registered"), ("files", "no Elasticsearch")):
        settings = Settings(home=home, actor="test", archive=name)
        with open_book(settings) as book, pytest.raises(MisuseError, match=problem):
            event_archive(settings, book).__enter__()


def test_what_is_older_than_the_site_keeps_it_goes_and_is_recorded(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text("unit: local\nevents_kept_days: 180\n", encoding="utf-8")
    plain = Settings(home=tmp_path / "home", actor="test")
    kept = Settings(home=tmp_path / "home", actor="test", site=site)
    old = dt.datetime.now(dt.UTC) - dt.timedelta(days=181)
    new = dt.datetime.now(dt.UTC) - dt.timedelta(days=179)
    with open_book(plain) as book, event_archive(plain, book) as archive:
        archive.append([events(1, **{"@timestamp": old}), events(1, **{"@timestamp": new})])
        assert forget_old_events(plain, book, archive) == 0
    with open_book(kept) as book, event_archive(kept, book) as archive:
        assert forget_old_events(kept, book, archive) == 1
        assert forget_old_events(kept, book, archive) == 0
        (row,) = told(archive.scan(old - dt.timedelta(days=9), dt.datetime.now(dt.UTC)))
    assert row["@timestamp"] == new
    entries = [each for each in ledger_entries(kept) if each["action"] == "monitor.forget"]
    assert len(entries) == 1
