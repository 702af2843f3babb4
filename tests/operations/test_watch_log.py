# What goes wrong while logs are followed: the store away or full, the database locked, text that is
# none, clocks that jump, logs rotated and packed in between, and the process killed at any moment. No
# event is lost, none kept twice, and what is amiss is told.
from __future__ import annotations

import datetime as dt
import gzip
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from operations import Settings, Watched, list_alerts, watch_logs
from store import DATABASE_FILE, StoreError, event_archive, scan_events
from store import database as store_database

START = dt.datetime(2026, 11, 28, 2, 0, tzinfo=dt.UTC)
ALL = (dt.datetime(1990, 1, 1, tzinfo=dt.UTC), dt.datetime(2090, 1, 1, tzinfo=dt.UTC))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="tester")


def line(number: int, at: dt.datetime | None = None) -> str:
    stamp = (at or START + dt.timedelta(seconds=number)).strftime("%d/%b/%Y:%H:%M:%S +0000")
    return f'10.0.0.7 - - [{stamp}] "GET / HTTP/1.1" 200 {number} "-" "x"\n'


def append(path: Path, *numbers: int) -> None:
    with path.open("a") as file:
        file.write("".join(map(line, numbers)))


def rounds(
    settings: Settings, path: Path, steps: Sequence[Callable[[], object]]
) -> Iterator[Watched]:
    """Watches while each step is done before the next look."""
    waiting = iter(steps)

    def wait() -> bool:
        step = next(waiting, None)
        if step is not None:
            step()
        return step is not None

    return watch_logs(settings, [str(path)], wait=wait)


def kept(settings: Settings) -> list[int]:
    """The numbers of all lines whose events are kept, each as often as it is."""
    name = "http.response.body.bytes"
    found = scan_events(settings.home, *ALL, [name])
    return sorted(number for batch in found for number in batch.column(name).to_pylist())


def numbers(count: int) -> list[int]:
    return list(range(count))


def nothing() -> None:
    pass


def test_a_store_that_is_away_for_a_while(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real, away = tmp_path / "access.log", event_archive.append_events, [False]

    def broken(home: Path, batches: list) -> int:
        if away[0] and batches:
            raise StoreError("events cannot be written: no such device")
        return real(home, batches)

    def leave() -> None:
        away[0] = True
        append(path, *range(5, 10))

    def come_back() -> None:
        away[0] = False
        append(path, 15)

    monkeypatch.setattr(event_archive, "append_events", broken)
    append(path, *range(5))
    steps = [leave, lambda: append(path, *range(10, 15)), nothing, come_back, nothing]
    found = list(rounds(settings, path, steps))
    told = [[each.error for each in one.skipped] for one in found]
    # Said once, and nothing more is read while it lasts.
    assert told == [[], ["events cannot be written: no such device"], [], [], [], []]
    assert kept(settings) == numbers(16)


def test_a_database_that_is_locked(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Sixty seconds are scaled to the time that a statement of ours waits.
    monkeypatch.setattr(store_database, "_BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "pg.csv"

    def failed(*which: int) -> None:
        with path.open("a") as file:
            for number in which:
                at = f"{START + dt.timedelta(seconds=number):%Y-%m-%d %H:%M:%S}.000"
                file.write(
                    f'{at} UTC,"li","people",1,"10.0.0.7:{4000 + number}",s,1,"authentication",t,v,0,'
                    'FATAL,28P01,"password authentication failed for user ""li""",,,,,,,,,"psql",'
                    '"client backend",,0\n'
                )

    failed(*range(5))
    other: list[sqlite3.Connection] = []

    def lock() -> None:
        other.append(sqlite3.connect(settings.home / DATABASE_FILE, isolation_level=None))
        other[0].execute("begin immediate")
        failed(*range(5, 30))

    def unlock() -> None:
        other[0].close()

    found = list(rounds(settings, path, [lock, nothing, unlock]))
    assert [len(each.skipped) for each in found] == [0, 1, 0, 0]
    assert "locked" in found[1].skipped[0].error
    assert [len(each.alerts) for each in found] == [0, 0, 0, 1]
    assert len(list_alerts(settings)) == 1
    events = [batch.num_rows for batch in scan_events(settings.home, *ALL)]
    assert sum(events) == 30


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    place = tmp_path / "small"
    place.mkdir()
    options = ["-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", str(place)]
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", *options], check=False, capture_output=True).returncode
    ):
        pytest.skip("only root may mount a small file system")
    try:
        settings = Settings(home=place / "home", actor="tester")
        path, filler = tmp_path / "access.log", place / "filler"
        append(path, *range(5))

        def fill() -> None:
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while file.write(bytes(4_096)):
                    pass
            append(path, *range(5, 9_000))

        found = list(rounds(settings, path, [fill, nothing, filler.unlink, nothing]))
        assert [len(each.skipped) for each in found] == [0, 1, 0, 0, 0]
        assert kept(settings) == numbers(9_000)
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_text_that_is_none(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    head = b'10.0.0.7 - - [28/Nov/2026:02:00:00 +0000] "GET / HTTP/1.1" 200 %d "-" "'
    ends = [
        "李伟的浏览器".encode(), "李伟的浏览器".encode("gb18030"), "café au lait".encode("latin-1"),
        b"a\0\0b", "李伟".encode()[:-1], b"\xff\xfe\xfd",
    ]  # fmt: skip
    octets = b"".join(head % number + end + b'"\n' for number, end in enumerate(ends))
    path.write_bytes(octets + b"\0\0\0\0" + head % 6 + b'x"\n' + b"\x80\x81 not a line\n")
    (found,) = rounds(settings, path, [])
    assert kept(settings) == numbers(7)
    assert [each.error for each in found.skipped] == ["line 8 is in no form that is read here"]
    agents = [
        row["user_agent.original"] for batch in scan_events(settings.home, *ALL)
        for row in batch.to_pylist()
    ]  # fmt: skip
    assert agents[:2] == ["李伟的浏览器"] * 2
    assert "not a line" not in str(found)


def test_clocks_that_jump(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, offset = tmp_path / "access.log", [0]
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + offset[0])
    times = [START, START + dt.timedelta(days=3650), START - dt.timedelta(days=3650), START]

    def jump(number: int) -> Callable[[], None]:
        def step() -> None:
            offset[0] = (number % 3 - 1) * 10**18
            with path.open("a") as file:
                file.write(line(number, times[number % 4]) * 2)
            if number == 5:
                path.rename(path.with_suffix(".log.1"))
                path.touch()

        return step

    list(rounds(settings, path, [jump(number) for number in range(12)]))
    assert kept(settings) == sorted([*numbers(12), *numbers(12)])


def test_rotated_twice_and_packed_between_two_looks(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "access.log"

    def pack(name: str, age: int) -> None:
        source = tmp_path / name
        packed = source.with_name(f"{name}.gz")
        packed.write_bytes(gzip.compress(source.read_bytes()))
        source.unlink()
        os.utime(packed, (time.time() - age, time.time() - age))

    def turn() -> None:
        append(path, *range(5, 8))
        path.rename(tmp_path / "access.log.2")
        pack("access.log.2", 30)
        append(path, *range(8, 12))
        path.rename(tmp_path / "access.log.1")
        os.utime(tmp_path / "access.log.1", (time.time() - 20, time.time() - 20))
        append(path, *range(12, 15))

    append(path, *range(5))
    found = list(rounds(settings, path, [turn, nothing]))
    assert [each.skipped for each in found] == [()] * 3
    assert kept(settings) == numbers(15)


def test_cut_short_after_a_copy(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "access.log"

    def cut() -> None:
        append(path, *range(5, 8))
        copy = tmp_path / "access.log.1"
        copy.write_bytes(path.read_bytes())
        os.utime(copy, (time.time() - 20, time.time() - 20))
        path.write_text("")
        append(path, *range(8, 12))

    append(path, *range(5))
    found = list(rounds(settings, path, [cut, nothing]))
    assert [each.skipped for each in found] == [()] * 3
    assert kept(settings) == numbers(12)


def test_what_was_archived_and_not_judged_is_judged_on_the_next_start(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from operations import monitor_run

    path = tmp_path / "pg.csv"
    path.write_text("".join(
        f'2026-11-28 02:00:{number:02d}.000 UTC,"li","people",1,"10.0.0.7:{4000 + number}",s,1,'
        '"authentication",t,v,0,FATAL,28P01,"password authentication failed for user ""li""",,,,,,,,,'
        '"psql","client backend",,0\n' for number in range(30)
    ))  # fmt: skip

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(monitor_run.MonitorRun, "settle", die)
        with pytest.raises(Killed):
            list(rounds(settings, path, []))
    assert list_alerts(settings) == []
    (found,) = rounds(settings, path, [])
    assert (found.events, len(found.alerts)) == (30, 1)
    assert sum(batch.num_rows for batch in scan_events(settings.home, *ALL)) == 30
    (again,) = rounds(settings, path, [])
    assert (again.events, again.alerts) == (0, ())


WATCH = """
import sys, time
from pathlib import Path
from operations import Settings, watch_logs
home, log = Path(sys.argv[1]), sys.argv[2]
for _ in watch_logs(Settings(home=home, actor="tester"), [log], wait=lambda: time.sleep(0.005) is None):
    print("looked", flush=True)
"""


@pytest.mark.parametrize("seed", [1])
def test_killed_at_any_moment(settings: Settings, tmp_path: Path, seed: int) -> None:
    chance, path, written = random.Random(seed), tmp_path / "access.log", 0
    append(path, 0)
    written = 1
    for turn in range(2):
        process = subprocess.Popen(
            [sys.executable, "-c", WATCH, str(settings.home), str(path)],
            stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        until = time.monotonic() + chance.uniform(0.3, 0.9)
        while time.monotonic() < until:
            append(path, *range(written, written + 20))
            written += 20
            time.sleep(0.02)  # another process reads meanwhile
        if turn == 1:
            path.rename(path.with_name("access.log.1"))
            append(path, *range(written, written + 20))
            written += 20
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    found = list(rounds(settings, path, [lambda: time.sleep(1.6), nothing]))
    assert [each.skipped for each in found] == [()] * 3
    assert kept(settings) == numbers(written)
