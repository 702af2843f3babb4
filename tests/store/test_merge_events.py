# Small files of a day become few: whoever reads meanwhile, and whatever ends it, sees each event once.
from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schema import EVENT_SCHEMA
from store import EVENTS_DIRECTORY, ParquetArchive, append_events, scan_events
from store.merge_events import merge_day, merge_events

DAY = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
END = DAY + dt.timedelta(days=1)
LOOKS = 80


def look(number: int) -> pa.RecordBatch:
    """What a look of a minute brings; its first event came with the look before too."""
    rows: list[dict[str, Any]] = [
        {
            "@timestamp": DAY + dt.timedelta(seconds=15 * n),
            "event.id": f"e-{n:06}",
            "network.bytes": n,
        }
        for n in range(4 * number, 4 * number + 5)
    ]
    return pa.RecordBatch.from_pylist(rows, EVENT_SCHEMA)


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive as looks of a day have left it."""
    home = tmp_path_factory.mktemp("looked")
    for number in range(LOOKS):
        append_events(home, [look(number)])
    assert len(files(home)) == LOOKS
    return home


@pytest.fixture
def home(looked: Path, tmp_path: Path) -> Path:
    return shutil.copytree(looked, tmp_path / "home")


def files(home: Path) -> list[Path]:
    return sorted((home / EVENTS_DIRECTORY).rglob("*.parquet"))


def day(home: Path) -> Path:
    return home / EVENTS_DIRECTORY / "2026-11-28"


def ids(home: Path) -> list[str]:
    found = scan_events(home, DAY, END, ["event.id"])
    return sorted(each for batch in found for each in batch.column(0).to_pylist())


EVERY = [f"e-{n:06}" for n in range(LOOKS * 4 + 1)]


def test_a_day_of_small_files_becomes_few_with_the_same_events(home: Path) -> None:
    before = list(scan_events(home, DAY, END))
    assert LOOKS - 5 < merge_events(home, home / EVENTS_DIRECTORY) < LOOKS
    # The newest minutes stay: what comes next is held against them.
    assert 1 < len(files(home)) < 5
    after = list(scan_events(home, DAY, END))
    rows, same = (
        sorted((row for each in some for row in each.to_pylist()), key=lambda row: row["event.id"])
        for some in (before, after)
    )
    assert rows == same
    assert ids(home) == EVERY
    assert {path.stat().st_mode & 0o777 for path in files(home)} == {0o600}
    assert merge_events(home, home / EVENTS_DIRECTORY) == 0


def test_events_that_come_again_after_it_are_kept_once(home: Path) -> None:
    merge_day(day(home))
    assert len(files(home)) == 1
    for number in (0, 40, 79):
        append_events(home, [look(number)])
    append_events(home, [look(79), look(80)])
    assert ids(home) == [*EVERY, *(f"e-{n:06}" for n in range(321, 325))]
    assert len(files(home)) == 2


def test_what_is_appended_merges_what_is_there_by_itself(home: Path) -> None:
    ParquetArchive(home).append([look(LOOKS)])
    assert len(files(home)) < 5
    assert ids(home)[: len(EVERY)] == EVERY


def test_a_reader_in_the_middle_of_the_day_reads_it_to_its_end(home: Path) -> None:
    reading = scan_events(home, DAY, END, ["event.id"])
    found = next(reading).column(0).to_pylist()
    assert merge_day(day(home)) == 0
    found += [each for batch in reading for each in batch.column(0).to_pylist()]
    assert sorted(found) == EVERY
    assert merge_day(day(home)) == LOOKS
    assert ids(home) == EVERY


MERGING = """
import os, signal, sys
from pathlib import Path
import store.merge_events as merging
folder, at = Path(sys.argv[1]), sys.argv[2]
def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)
unlink, count = Path.unlink, 0
def some(path, *rest, **more):
    global count
    count += 1
    if count > int(at):
        killed()
    unlink(path, *rest, **more)
if at == "written":
    merging.day_alone = killed
elif at == "renamed":
    merging.sync_directory = killed
else:
    Path.unlink = some
merging.merge_day(folder)
"""


@pytest.mark.parametrize("at", ["written", "renamed", "0", "30"])
def test_killed_at_it_no_event_is_lost_and_none_is_there_twice(home: Path, at: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", MERGING,
         str(day(home)), at],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        check=False,
    )  # fmt: skip
    assert ran.returncode == -signal.SIGKILL
    assert ids(home) == EVERY
    append_events(home, [look(3)])
    append_events(home, [look(80)])
    more = [*EVERY, *(f"e-{n:06}" for n in range(321, 325))]
    assert ids(home) == more
    merge_day(day(home), at_least=2)
    assert ids(home) == more
    assert len(files(home)) == 1
    assert not list(day(home).glob("*.part"))


READING = """
import sys
from pathlib import Path
from test_merge_events import EVERY, ids
for _ in range(6):
    assert ids(Path(sys.argv[1])) == EVERY
"""


def test_readers_at_the_same_time_see_each_event_once(home: Path) -> None:
    paths = ":".join([*sys.path, str(Path(__file__).parent)])
    reader = subprocess.Popen(
        [sys.executable, "-c", READING, str(home)], env={**os.environ, "PYTHONPATH": paths}
    )
    number = LOOKS
    while reader.poll() is None:
        # Looks of the next day go on, and all that is there is merged again and again.
        append_events(home, [look(1_440 + number)])
        merge_day(day(home), at_least=2)
        number += 1
    assert reader.returncode == 0
    merge_day(day(home), at_least=2)
    assert ids(home) == EVERY
    assert len([path for path in files(home) if path.parent == day(home)]) == 1


def test_a_full_disk_leaves_the_day_as_it_was(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(home)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(OSError, match="No space"):
        merge_day(day(home))
    assert files(home) == before
    assert not list(day(home).glob("*.part"))


def test_a_damaged_file_is_left_where_it_is(home: Path) -> None:
    first = files(home)[0]
    first.write_bytes(b"no file of events")
    assert merge_day(day(home)) == LOOKS - 1
    assert len(files(home)) == 2
    assert first.exists()
