# A replay that was killed goes on where it was: past files it was done with, and in a log; what it
# finds is what it would have found.
import dataclasses
import datetime as dt
import importlib
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from dns_messages import message
from leaking_capture import OK, leaking, leaking_frames
from made_packets import START as START_AT
from made_packets import pcap, talk, udp

from operations import MonitorRun, Settings, list_alerts, list_incidents, replay
from operations.replay_progress import REPLAY_DIRECTORY, ReplayProgress
from store import scan_events

EVER = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
ROOT = Path(__file__).parents[2]
# A replay that says when something of it was archived, and then takes its time.
SLOW = """
import importlib, sys, time
from pathlib import Path
import connectors.capture
from operations import MonitorRun, Settings, replay
connectors.capture._BLOCK = 8_000
importlib.import_module("operations.monitor_run")._MOST_PENDING = 30
flush = MonitorRun.flush
def told(self):
    flush(self)
    print("archived", flush=True)
    time.sleep(60)
MonitorRun.flush = told
replay(Settings(home=Path(sys.argv[1]), actor="tester"), sys.argv[2:])
"""
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


def traffic(path: Path) -> Path:
    """Somebody who leaves with data, among many who ask for pages and names."""
    frames = []
    for n in range(120):
        ends = f"10.0.1.{n % 50 + 1}:{3000 + n}"
        get = f"GET /page/{n} HTTP/1.1\r\nHost: in.example\r\n\r\n".encode()
        frames += talk(ends, "10.0.0.80:80", [("forth", get), ("back", OK)], at=n / 4)
        ask = message(n, f"n{n}.example")[2:]
        frames += [(START_AT + n / 4, udp(f"10.0.1.1:{5000 + n}", "10.0.0.53:53", ask))] * 2
    return pcap(path, sorted(frames + leaking_frames(at=12)))


def rows(home: Path) -> int:
    """How many events stand in the archive's files, those that stand there twice too."""
    return sum(pq.read_metadata(each).num_rows for each in home.glob("events/*/*.parquet"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str, int]:
    """A capture, and an installation that replayed it undisturbed, with how many events."""
    folder = tmp_path_factory.mktemp("whole")
    settings = Settings(home=folder / "home", actor="tester")
    capture = str(traffic(folder / "a.pcap"))
    return settings, capture, replay(settings, [capture]).events


def test_a_capture_is_read_again_and_everything_of_it_kept_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: tuple[Settings, str, int]
) -> None:
    monkeypatch.setattr("connectors.capture._BLOCK", 8_000)
    monkeypatch.setattr(importlib.import_module("operations.replay"), "_STEP", 50)
    monkeypatch.setattr(importlib.import_module("operations.monitor_run"), "_MOST_PENDING", 30)
    undisturbed, capture, _ = whole
    killed, sensed, count = Settings(home=tmp_path / "killed", actor="tester"), MonitorRun.sensed, 0

    def dying(self: MonitorRun, found, observer: str) -> None:
        nonlocal count
        count += 1
        sensed(self, found, observer)
        if count == 9:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(MonitorRun, "sensed", dying)
        with pytest.raises(Killed):
            replay(killed, [capture])
    before = rows(killed.home)
    replay(killed, [capture])
    assert before < rows(killed.home) == len(set(ids(killed.home)))
    assert ids(killed.home) == ids(undisturbed.home)
    assert alerts(killed) == alerts(undisturbed)
    assert len(list_incidents(killed)) == len(list_incidents(undisturbed)) == 1


def test_killed_by_the_system_in_a_capture(
    tmp_path: Path, whole: tuple[Settings, str, int]
) -> None:
    undisturbed, capture, events = whole
    killed = Settings(home=tmp_path / "killed", actor="tester")
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(killed.home), capture], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    with process, process.stdout as told:
        assert told.readline() == b"archived\n"
        process.kill()
    assert 0 < rows(killed.home) < events
    found = replay(killed, [capture])
    assert (ids(killed.home), alerts(killed)) == (ids(undisturbed.home), alerts(undisturbed))
    assert rows(killed.home) == rows(undisturbed.home) == found.events == events


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
