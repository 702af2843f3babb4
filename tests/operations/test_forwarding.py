# Records handed over beside the work of a command.
from __future__ import annotations

from pathlib import Path

import pytest
from busy_elastic import busy_elastic
from kept_records import mute

from operations import Forwarding, Settings
from operations.settings import open_book


def test_what_was_recorded_in_the_block_is_there_after_it(tmp_path: Path) -> None:
    pytest.importorskip("elasticsearch")
    with busy_elastic(lambda _id: 201) as server:
        url = f"elasticsearch+http://127.0.0.1:{server.port}"
        settings = Settings(home=tmp_path / "home", actor="test", store=url)
        with Forwarding(settings) as empty:
            pass
        assert (empty.left, empty.problem, server.kept) == (None, "", {})
        with Forwarding(settings) as forwarding, open_book(settings) as book:
            book.record([mute("m-1")], action="mute", actor="test", unit="")
    assert forwarding.problem == ""
    assert forwarding.left is not None
    assert (forwarding.left.waiting, len(server.kept)) == (0, 2)


def test_what_no_store_took_waits_and_the_work_is_done(tmp_path: Path) -> None:
    url = "elasticsearch+http://127.0.0.1:9"
    settings = Settings(home=tmp_path / "home", actor="test", store=url)
    with Forwarding(settings) as forwarding, open_book(settings) as book:
        book.record([mute("m-1")], action="mute", actor="test", unit="")
    assert forwarding.problem == "Elasticsearch does not answer"
    assert forwarding.left is not None
    assert forwarding.left.waiting == 1
