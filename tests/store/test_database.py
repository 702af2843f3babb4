from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from schema import RefusedError
from store import (
    DATABASE_FILE,
    StoreError,
    is_read_only,
    make_home,
    migrate,
    open_database,
    open_read_only,
    snapshot,
    transaction,
)

TABLE = "CREATE TABLE note (text TEXT NOT NULL) STRICT;"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_belongs_to_its_owner_alone_under_any_umask(home: Path) -> None:
    before = os.umask(0)
    try:
        make_home(home)
        connection = open_database(home)
        migrate(connection, "notes", [TABLE])
        beside = sorted(path.name for path in home.iterdir())
        assert beside == [DATABASE_FILE, f"{DATABASE_FILE}-shm", f"{DATABASE_FILE}-wal"]
        assert {mode(path) for path in home.iterdir()} == {0o600}
        assert mode(home) == 0o700
        connection.close()
    finally:
        os.umask(before)


def test_a_database_that_others_could_read_is_closed_to_them(home: Path) -> None:
    make_home(home)
    open_database(home).close()
    (home / DATABASE_FILE).chmod(0o644)
    open_database(home).close()
    assert mode(home / DATABASE_FILE) == 0o600


@pytest.mark.parametrize(
    ("before", "filled", "after"),
    [
        pytest.param(0o777, False, 0o700, id="an empty directory is tightened"),
        pytest.param(0o755, True, 0o755, id="one that others may only read is left"),
        pytest.param(0o775, True, None, id="one that the group may write is refused"),
        pytest.param(0o707, True, None, id="one that anybody may write is refused"),
    ],
)
def test_a_directory_that_is_there_already(
    home: Path, before: int, filled: bool, after: int | None
) -> None:
    home.mkdir()
    if filled:
        (home / "file").touch()
    home.chmod(before)
    if after is None:
        with pytest.raises(RefusedError, match="chmod 700"):
            make_home(home)
    else:
        make_home(home)
        assert mode(home) == after


def test_a_home_that_is_a_file_is_said_to_be_none(home: Path) -> None:
    home.touch()
    with pytest.raises(StoreError, match="cannot be used as a directory"):
        make_home(home)


def test_a_link_in_place_of_the_database_is_refused(home: Path, tmp_path: Path) -> None:
    make_home(home)
    (tmp_path / "else.db").touch()
    (home / DATABASE_FILE).symlink_to(tmp_path / "else.db")
    with pytest.raises(RefusedError, match="not an ordinary file"):
        open_database(home)


def test_a_file_that_is_no_database_is_said_to_be_none(home: Path) -> None:
    make_home(home)
    (home / DATABASE_FILE).write_bytes(b"no database, but long enough to have a header" * 30)
    with pytest.raises(StoreError, match="not a database"):
        open_database(home)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("secure_delete", 1),
    ],
)
def test_a_connection_is_set_to_be_durable_and_to_leave_nothing_behind(
    home: Path, pragma: str, value: object
) -> None:
    make_home(home)
    connection = open_database(home)
    assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)
    connection.close()


def test_a_second_connection_of_the_process_does_not_drop_the_locks_of_the_first(
    home: Path,
) -> None:
    """POSIX drops a process's locks on a file when it closes any descriptor of it."""
    make_home(home)
    first = open_database(home)
    migrate(first, "notes", [TABLE])
    with transaction(first):
        first.execute("INSERT INTO note VALUES ('a')")
        open_database(home).close()
        other = (
            "import sqlite3, sys\n"
            "connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)\n"
            "connection.execute('BEGIN IMMEDIATE')\n"
        )
        ran = subprocess.run(
            [sys.executable, "-c", other, str(home / DATABASE_FILE)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "database is locked" in ran.stderr
    first.close()


class TestMigrate:
    def test_each_step_runs_once(self, home: Path) -> None:
        make_home(home)
        connection = open_database(home)
        migrate(connection, "notes", [TABLE])
        migrate(connection, "notes", [TABLE])
        migrate(connection, "notes", [TABLE, "INSERT INTO note VALUES ('second step');"])
        migrate(connection, "notes", [TABLE, "INSERT INTO note VALUES ('second step');"])
        assert connection.execute("SELECT * FROM note").fetchall() == [("second step",)]
        connection.close()

    def test_families_are_counted_apart(self, home: Path) -> None:
        make_home(home)
        connection = open_database(home)
        migrate(connection, "notes", [TABLE])
        migrate(connection, "others", ["CREATE TABLE other (a INTEGER) STRICT;"])
        counted = connection.execute("SELECT * FROM migration ORDER BY 1").fetchall()
        assert counted == [("notes", 1), ("others", 1)]
        connection.close()

    def test_a_step_that_fails_leaves_nothing(self, home: Path) -> None:
        make_home(home)
        connection = open_database(home)
        with pytest.raises(StoreError, match="syntax error"):
            migrate(connection, "notes", [TABLE, "CREATE NONSENSE;"])
        tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
        assert tables == []
        assert not connection.in_transaction
        connection.close()

    def test_a_trigger_with_statements_inside_is_one_statement(self, home: Path) -> None:
        make_home(home)
        connection = open_database(home)
        trigger = (
            "CREATE TRIGGER stays BEFORE DELETE ON note\n"
            "BEGIN\n  SELECT RAISE(ABORT, 'stays');\nEND;"
        )
        migrate(connection, "notes", [TABLE + "\n" + trigger])
        connection.execute("INSERT INTO note VALUES ('a')")
        with pytest.raises(sqlite3.IntegrityError, match="stays"):
            connection.execute("DELETE FROM note")
        connection.close()

    def test_a_database_of_a_newer_version_is_refused(self, home: Path) -> None:
        make_home(home)
        connection = open_database(home)
        migrate(connection, "notes", [TABLE, "INSERT INTO note VALUES ('x');"])
        with pytest.raises(StoreError, match=r"newer version .* at step 2, this program knows 1"):
            migrate(connection, "notes", [TABLE])
        connection.close()


class TestTransaction:
    def test_an_exception_undoes_all_of_it(self, home: Path) -> None:
        make_home(home)
        connection = open_database(home)
        migrate(connection, "notes", [TABLE])

        def write_and_fail() -> None:
            with transaction(connection):
                connection.execute("INSERT INTO note VALUES ('a')")
                raise KeyError

        with pytest.raises(KeyError):
            write_and_fail()
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (0,)
        connection.close()

    def test_a_database_that_stays_busy_is_said_to_be(self, home: Path) -> None:
        make_home(home)
        first, second = open_database(home), open_database(home)
        second.execute("PRAGMA busy_timeout = 1")
        with (
            transaction(first),
            pytest.raises(StoreError, match="database is locked"),
            transaction(second),
        ):
            pass
        assert not second.in_transaction
        first.close()
        second.close()

    def test_a_mistake_against_a_constraint_stays_a_mistake(self, home: Path) -> None:
        make_home(home)
        connection = open_database(home)
        migrate(connection, "notes", [TABLE])
        with pytest.raises(sqlite3.IntegrityError), transaction(connection):
            connection.execute("INSERT INTO note VALUES (NULL)")
        assert not connection.in_transaction
        connection.close()


def test_a_snapshot_stands_still_while_another_connection_writes(home: Path) -> None:
    make_home(home)
    reader, writer = open_database(home), open_database(home)
    migrate(writer, "notes", [TABLE])
    count = "SELECT count(*) FROM note"
    with snapshot(reader):
        assert reader.execute(count).fetchone() == (0,)
        writer.execute("INSERT INTO note VALUES ('a')")
        assert reader.execute(count).fetchone() == (0,)
    assert reader.execute(count).fetchone() == (1,)
    reader.close()
    writer.close()


def lying_in(home: Path) -> dict[str, bytes]:
    """Files by name; the log's index is a cache that may be built anew."""
    return {p.name: b"" if p.name.endswith("-shm") else p.read_bytes() for p in home.iterdir()}


def test_a_database_is_read_without_making_anything(home: Path) -> None:
    make_home(home)
    writer = open_database(home)
    migrate(writer, "notes", [TABLE])
    writer.execute("INSERT INTO note VALUES ('one')")
    writer.close()
    before = lying_in(home)
    assert list(before) == [DATABASE_FILE]
    reader = open_read_only(home)
    assert reader.execute("SELECT text FROM note").fetchall() == [("one",)]
    with pytest.raises(sqlite3.OperationalError, match=r"readonly|query_only"):
        reader.execute("INSERT INTO note VALUES ('two')")
    reader.close()
    assert lying_in(home) == before


def test_beside_a_writer_the_reader_sees_what_is_committed(home: Path) -> None:
    make_home(home)
    writer = open_database(home)
    migrate(writer, "notes", [TABLE])
    writer.execute("INSERT INTO note VALUES ('one')")
    reader = open_read_only(home)
    assert reader.execute("SELECT text FROM note").fetchall() == [("one",)]
    reader.close()
    writer.close()


def test_a_log_that_cannot_be_brought_in_is_told_and_not_passed_over(home: Path) -> None:
    code = """
import os, sys
from pathlib import Path
from store import make_home, migrate, open_database
home = Path(sys.argv[1])
make_home(home)
migrate(open_database(home), "notes", ["CREATE TABLE note (text TEXT NOT NULL) STRICT;"])
os._exit(0)
"""
    subprocess.run(
        [sys.executable, "-c", code, str(home)], check=True, cwd=Path(__file__).parents[2]
    )
    (home / f"{DATABASE_FILE}-shm").unlink()
    before = lying_in(home)
    with pytest.raises(StoreError, match=r"is read-only and has changes in tongguan\.db-wal"):
        open_read_only(home)
    assert lying_in(home) == before


@pytest.mark.parametrize(
    ("denied", "there", "found"),
    [
        pytest.param("directory", True, True, id="a directory that may not be written"),
        pytest.param("database", True, True, id="a database that may not be written"),
        pytest.param("", True, False, id="both may"),
        pytest.param("directory", False, False, id="nothing there yet"),
    ],
)
def test_read_only_is(
    home: Path, monkeypatch: pytest.MonkeyPatch, denied: str, there: bool, found: bool
) -> None:
    make_home(home)
    if there:
        open_database(home).close()
    wrong = {"directory": home, "database": home / DATABASE_FILE}.get(denied)
    monkeypatch.setattr(os, "access", lambda path, _how: Path(path) != wrong)
    assert is_read_only(home) is found
