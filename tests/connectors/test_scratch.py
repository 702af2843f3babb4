# A directory for a while is gone afterwards, whatever became of its process.
from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from connectors.scratch import scratch

KILLED = """
import os, signal
from connectors.scratch import scratch
with scratch() as directory:
    (directory / "copy").write_text("x")
    print(directory, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_it_is_its_owners_alone_and_gone_on_leaving(place: Path) -> None:
    with scratch() as directory:
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        (directory / "a").write_text("x")
    assert list(place.iterdir()) == []


def test_it_is_gone_after_a_fault(place: Path) -> None:
    with contextlib.suppress(ZeroDivisionError), scratch() as directory:
        (directory / "a").write_text("x")
        1 / 0  # noqa: B018
    assert list(place.iterdir()) == []


def test_what_a_killed_process_left_is_cleared_by_the_next(place: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED],
        env={**os.environ, "TMPDIR": str(place)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    left = Path(done.stdout.strip())
    assert (left / "copy").exists()
    with scratch() as directory:
        assert [path for path in place.iterdir() if path != directory] == []


def test_what_is_in_use_or_no_work_of_ours_stays(place: Path) -> None:
    for name in ("tongguan-held", "tongguan-new", "another"):
        (place / name).mkdir()
        if name != "tongguan-new":
            (place / name / "file").touch()
    (place / "tongguan-link").symlink_to(place / "another")
    (place / "tongguan-file").touch()
    before = sorted(place.iterdir())
    lock = os.open(place / "tongguan-held", os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with scratch():
        pass
    os.close(lock)
    assert sorted(place.iterdir()) == before
    assert (place / "another" / "file").exists()
