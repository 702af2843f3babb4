# What is taken out of an archive is there as long as it is used, and then nowhere.
from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from connectors import spill
from connectors.spill import Spill

MARK = b"ZX9SECRET7"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("named", [False, True])
def test_what_is_written_is_read_by_the_path(named: bool) -> None:
    held = Spill(".csv", named=named)
    held.write(MARK)
    held.write(b"x" * 3_000_000)
    path = Path(held.path)
    assert path.read_bytes() == MARK + b"x" * 3_000_000
    assert (held.size, path.stat().st_size) == (3_000_010, 3_000_010)
    assert path.suffix == ".csv"
    assert path.is_symlink() is not named
    with path.open("rb") as one, path.open("rb") as other:
        assert one.read(3) == other.read(3) == b"ZX9"


@pytest.mark.parametrize("named", [False, True])
def test_it_is_gone_with_the_last_reference(named: bool, place: Path) -> None:
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    held = Spill(named=named)
    held.write(MARK)
    assert list(place.iterdir())
    del held
    assert list(place.iterdir()) == []
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


@pytest.mark.parametrize("suffix", ["/../x", ".a/b", ".csv\n", ".", "csv", "." + "x" * 13])
def test_a_strange_suffix_is_not_kept(suffix: str) -> None:
    assert Path(Spill(suffix).path).name == "0"


def test_only_this_user_may_look(place: Path) -> None:
    held = Spill(named=True)
    assert Path(held.path).stat().st_mode & 0o777 == 0o600
    assert Path(held.path).parent.stat().st_mode & 0o777 == 0o700


KILLED = """
import os, signal, sys, tempfile
tempfile.tempdir = sys.argv[1]
from connectors.spill import Spill
held = [Spill(".csv"), Spill(".db", named=True)]
for each in held:
    each.write(b"ZX9SECRET7")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_leaves_no_content_but_a_database_and_that_is_swept(place: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(place)], check=False, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == -signal.SIGKILL
    left = [path for path in place.rglob("*") if path.is_file() and not path.is_symlink()]
    assert [path.suffix for path in left] == [".db"]
    others = place / "tongguan-spill-1-running"
    others.mkdir()
    (place / "tongguan-spill-x").mkdir()
    spill._swept.clear()
    held = Spill()
    assert sorted(path.name for path in place.iterdir()) == sorted(
        ["tongguan-spill-1-running", "tongguan-spill-x", Path(held.path).parent.name]
    )
