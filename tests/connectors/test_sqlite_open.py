# A database is opened so that nothing is left beside it, and what was committed is seen,
# wherever it stands.
from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from connectors import read, sqlite_open
from connectors.sqlite_open import opened
from schema import Access, Sample, Skipped, SourceError

# Three rows in the file, two more in the log alone; the process ends without closing.
LEFT_BEHIND = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA wal_autocheckpoint=0")
db.execute("CREATE TABLE t (a)")
db.execute("INSERT INTO t VALUES (1), (2), (3)")
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
db.execute("INSERT INTO t VALUES (4), (5)")
if sys.argv[2] == "closed":
    db.close()
os._exit(0)
"""


def make(path: Path, end: str) -> None:
    subprocess.run([sys.executable, "-c", LEFT_BEHIND, str(path), end], check=True)


def lying_in(directory: Path) -> dict[str, bytes]:
    """Files by name; the index of a log is SQLite's own cache and may be built anew."""
    return {
        path.name: b"" if path.name.endswith("-shm") else path.read_bytes()
        for path in directory.iterdir()
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("end", "gone", "beside"),
    [
        pytest.param("closed", [], [], id="closed in order"),
        pytest.param("killed", [], ["f.db-shm", "f.db-wal"], id="left by a crash"),
        pytest.param("killed", ["f.db-shm"], ["f.db-wal"], id="copied without the log's index"),
    ],
)
def test_all_that_was_committed_is_read_and_nothing_is_left(
    end: str, gone: list[str], beside: list[str], folder: Path, take: Callable
) -> None:
    make(folder / "f.db", end)
    for name in gone:
        (folder / name).unlink()
    before = lying_in(folder)
    assert sorted(before) == ["f.db", *beside]
    found = take(folder / "f.db")
    assert [row["a"] for row in found.rows] == ["1", "2", "3", "4", "5"]
    assert found.table.rows == 5
    assert lying_in(folder) == before
    assert not found.skipped


def test_beside_a_program_at_work_what_it_committed_is_read(folder: Path, take: Callable) -> None:
    with closing(sqlite3.connect(folder / "f.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE t (a)")
        db.execute("INSERT INTO t VALUES (1)")
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO t VALUES (2)")
        assert [row["a"] for row in take(folder / "f.db").rows] == ["1"]
        db.execute("COMMIT")
        assert [row["a"] for row in take(folder / "f.db").rows] == ["1", "2"]
    assert sorted(lying_in(folder)) == ["f.db"], "the program itself could clear up"


def test_a_copy_is_gone_before_it_is_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(folder / "f.db", "killed")
    (folder / "f.db-shm").unlink()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    with opened(str(folder / "f.db"), "f.db") as database:
        assert not any((tmp_path / "tmp").iterdir())
        assert database.connection.execute("SELECT count(*) FROM t").fetchone() == (5,)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        pytest.param(errno.ENOSPC, "has no room for one", id="no room"),
        pytest.param(errno.EDQUOT, "has no room for one", id="no quota"),
    ],
)
def test_no_room_for_a_copy_is_said(
    number: int, said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(folder / "f.db", "killed")
    (folder / "f.db-shm").unlink()

    def full(_source: str, _copy: str) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(SourceError, match=said), opened(str(folder / "f.db"), "f.db"):
        pass


def test_a_file_that_changes_while_it_is_copied_is_not_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(folder / "f.db", "killed")
    (folder / "f.db-shm").unlink()
    copied = shutil.copyfile

    def copy(source: str, to: str) -> None:
        copied(source, to)
        os.utime(folder / "f.db", ns=(1, 1))

    monkeypatch.setattr(shutil, "copyfile", copy)
    with (
        pytest.raises(SourceError, match="was changed while it was read"),
        opened(str(folder / "f.db"), "f.db"),
    ):
        pass


def test_rows_read_while_somebody_wrote_are_not_called_whole(folder: Path, take: Callable) -> None:
    make(folder / "f.db", "closed")
    table = take(folder / "f.db").table
    parts = []
    for part in read(table, Sample(None), Access()):
        parts.append(part)
        os.utime(folder / "f.db", ns=(1, 1))
    *_, last = parts
    assert last == Skipped(table.source, "table t was changed while it was read: scan it again")


def test_a_change_that_was_never_finished_is_said(folder: Path, take: Callable) -> None:
    code = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size=1")
db.execute("CREATE TABLE t (a)")
db.execute("BEGIN")
db.executemany("INSERT INTO t VALUES (?)", [("x" * 900,)] * 500)
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", code, str(folder / "f.db")], check=True)
    assert (folder / "f.db-journal").stat().st_size
    before = lying_in(folder)
    (error,) = take(folder / "f.db").errors
    assert "never finished" in error
    assert lying_in(folder) == before


def test_reasons_are_ours(folder: Path) -> None:
    fault = sqlite3.OperationalError("secret 13800138000")
    assert sqlite_open.reason(fault, Access()) == "cannot be read by SQLite"
    fault.sqlite_errorname = "SQLITE_IOERR_SHORT_READ"
    assert "device" in sqlite_open.reason(fault, Access())
