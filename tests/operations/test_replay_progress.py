# A replay that was killed goes on where it was: past files it was done with, and in a log; what it
# finds is what it would have found.
import dataclasses
import datetime as dt
import importlib
from pathlib import Path

import pytest
from leaking_capture import leaking

from operations import MonitorRun, Settings, list_alerts, replay
from operations.replay_progress import REPLAY_DIRECTORY, ReplayProgress
from store import scan_events

EVER = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
START = dt.datetime(2026, 11, 28, 2, 0, tzinfo=dt.UTC)


def signed_in(number: int) -> str:
    at = f"{START + dt.timedelta(seconds=10 * number):%Y-%m-%d %H:%M:%S}.000"
    return (
        f'{at} UTC,"li","people",1,"10.0.0.7:{4000 + number}",s,1,"authentication",t,v,0,FATAL,28P01,'
        f'"password authentication failed for user ""li""",,,,,,,,,"psql","client backend",,0\n'
    )


class Killed(BaseException):
    pass


def ids(home: Path) -> list[str]:
    found = [each for batch in scan_events(home, *EVER) for each in batch["event.id"].to_pylist()]
    return sorted(found)


def alerts(settings: Settings) -> list:
    """Which of many events are cited depends on the pieces they come in; all else does not."""
    return [dataclasses.replace(each, time="", evidence=()) for each in list_alerts(settings)]


@pytest.mark.parametrize("after", [1, 7])
def test_killed_and_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr("connectors.log_lines._BLOCK", 4_000)
    monkeypatch.setattr(importlib.import_module("operations.replay"), "_STEP", 40)
    log, capture = tmp_path / "pg.csv", leaking(tmp_path / "a.pcap")
    log.write_text("".join(map(signed_in, range(150))))
    files = [str(capture), str(log)]
    whole = Settings(home=tmp_path / "whole", actor="tester")
    expected = replay(whole, files)
    assert not expected.resumed
    killed, logged, count = Settings(home=tmp_path / "killed", actor="tester"), MonitorRun.logged, 0

    def dying(self: MonitorRun, batch) -> None:
        nonlocal count
        count += 1
        logged(self, batch)
        if count == after + 1:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(MonitorRun, "logged", dying)
        with pytest.raises(Killed):
            replay(killed, files)
    found = replay(killed, files)
    assert found.resumed
    assert ids(killed.home) == ids(whole.home)
    assert alerts(killed) == alerts(whole)
    assert {each.rule for each in alerts(killed)} == {"data.sent-out", "sign-in.guessing"}
    assert list((killed.home / REPLAY_DIRECTORY).iterdir()) == []


def test_other_files_have_a_progress_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("1")
    progress = ReplayProgress(tmp_path, [path])
    assert not progress.is_whole(0)
    progress.note(0, 3)
    again = ReplayProgress(tmp_path, [path])
    assert (again.resumed, again.pieces(0), again.is_whole(0)) == (True, 3, False)
    path.write_text("12")
    assert not ReplayProgress(tmp_path, [path]).resumed


def test_how_much_is_read(tmp_path: Path) -> None:
    paths = [tmp_path / "a", tmp_path / "b", tmp_path / "gone"]
    paths[0].write_bytes(b"x" * 30)
    paths[1].write_bytes(b"x" * 10)
    progress = ReplayProgress(tmp_path, paths)
    assert not progress.is_whole(0)
    assert [progress.read(15), progress.read(100)] == [0.375, 0.75]
    assert not progress.is_whole(1)
    assert progress.read(5) == 0.875
