# Events through the pipeline into archive, alerts and the ledger.
import datetime as dt
from pathlib import Path

import pytest
from graded_events import NIGHT, events, read

from operations import Settings, ledger_entries
from operations.event_archive import event_archive
from operations.monitor_run import MonitorRun
from operations.settings import open_book
from store import scan_events

QUIET = {"db.statement": None}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="tester")


def archived(settings: Settings) -> int:
    day = dt.timedelta(days=1)
    return sum(each.num_rows for each in scan_events(settings.home, NIGHT - day, NIGHT + day))


def test_events_are_on_disk_and_alerts_on_record(settings: Settings) -> None:
    with open_book(settings) as book, event_archive(settings, book) as archive:
        run = MonitorRun(settings, book, archive)
        run.logged(events([read(**QUIET)]))
        assert archived(settings) == 0
        run.flush()
        assert archived(settings) == 1
        settled = run.settle("monitor.test", {"files": 1})
        assert len(settled.alerts) == len(settled.news) == len(settled.incidents) == 1
        again = run.settle("monitor.test", {}, always=False)
        assert (len(again.alerts), again.news) == (1, ())
    assert len(list(ledger_entries(settings))) == 1


def test_habits_come_from_the_archive(settings: Settings) -> None:
    for days in (2, 1, 0):
        with open_book(settings) as book, event_archive(settings, book) as archive:
            run = MonitorRun(settings, book, archive)
            run.logged(events([read(**QUIET, **{"@timestamp": NIGHT - dt.timedelta(days=days)})]))
            settled = run.settle("monitor.test", {})
    assert settled.alerts == ()
