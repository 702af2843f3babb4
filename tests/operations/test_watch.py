# Logs followed: every event once, whatever interrupts it, alerts told when they are news.
import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations import Settings, ledger_entries, list_alerts, watch, watch_logs
from store import StoreError, event_archive, scan_events

START = dt.datetime(2026, 11, 28, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="tester")


def line(number: int) -> str:
    """A failed sign-in; twenty of them in ten minutes are worth an alert."""
    at = f"{START + dt.timedelta(seconds=number):%Y-%m-%d %H:%M:%S}.{number % 1000:03d}"
    return (
        f'{at} UTC,"li","people",1,"10.0.0.7:{4000 + number}",s,1,"authentication",t,v,0,FATAL,28P01,'
        f'"password authentication failed for user ""li""",,,,,,,,,"psql","client backend",,0\n'
    )


def rounds(settings: Settings, path: Path, steps: list) -> Iterator:
    """Watches while each step is done before the next look."""
    waiting = iter(steps)

    def wait() -> bool:
        step = next(waiting, None)
        if step is not None:
            step()
        return step is not None

    return watch_logs(settings, [str(path)], wait=wait)


def ports(settings: Settings) -> list[int]:
    found = scan_events(settings.home, START, START + dt.timedelta(days=1), ["source.port"])
    return sorted(port for each in found for port in each.column("source.port").to_pylist())


def append(path: Path, *numbers: int) -> None:
    with path.open("a") as file:
        file.write("".join(map(line, numbers)))


def test_news_are_told_once_and_when_they_are(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "pg.csv"
    append(path, *range(10))
    steps = [lambda: append(path, *range(10, 30)), lambda: None]
    first, second, third = rounds(settings, path, steps)
    assert (first.events, first.alerts) == (10, ())
    assert [each.rule for each in second.alerts] == ["sign-in.guessing"]
    assert (third.events, third.alerts) == (0, ())
    assert ports(settings) == [4000 + n for n in range(30)]
    actions = [entry["action"] for entry in ledger_entries(settings)]
    assert actions == ["monitor.watch"]


def test_it_goes_on_where_it_was(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "pg.csv"
    append(path, *range(5))
    list(rounds(settings, path, []))
    append(path, 5, 6)
    old = path.rename(tmp_path / "pg.csv.1")
    # Who writes has had time to open the new file.
    os.utime(old, (0, 0))
    append(path, 7)
    (found,) = rounds(settings, path, [])
    assert (found.events, found.skipped) == (3, ())
    assert ports(settings) == [4000 + n for n in range(8)]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_whatever_interrupts_it_nothing_is_lost_or_twice(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    path = tmp_path / "pg.csv"
    append(path, *range(25))
    real = event_archive.append_events

    def broken(home: Path, batches: list) -> int:
        if batches and moment == "after":
            real(home, batches)
        if batches:
            raise StoreError("events cannot be written: the disk is full")
        return 0

    with monkeypatch.context() as patched:
        patched.setattr(event_archive, "append_events", broken)
        with pytest.raises(StoreError):
            list(rounds(settings, path, []))
    append(path, 25, 26)
    found = list(rounds(settings, path, []))
    assert ports(settings) == [4000 + n for n in range(27)]
    assert len(found[0].alerts) == len(list_alerts(settings)) == 1
    (state,) = (settings.home / watch.WATCH_DIRECTORY).glob("*.json")
    assert json.loads(state.read_bytes())["doing"] is None


def test_what_is_not_there_is_waited_for_and_said_once(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "pg.csv"
    looks = rounds(settings, path, [lambda: None, lambda: append(path, 1)])
    found = [(len(each.skipped), each.events) for each in looks]
    assert found == [(1, 0), (0, 0), (0, 1)]


def test_what_nobody_reads_is_told(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary\n")
    (found,) = rounds(settings, path, [])
    assert found.skipped[0].error == "is no log in a format that is read here"
