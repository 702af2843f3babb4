# The one database of an installation: SQLite in WAL mode, a commit is on disk when it returns
# (synchronous=FULL), readers never wait for the writer. The directory and the file belong to
# their owner alone. Each family of tables grows by numbered steps, each run exactly once.
from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from schema import RefusedError

from .error import StoreError

__all__ = [
    "DATABASE_FILE",
    "explained",
    "is_read_only",
    "make_home",
    "migrate",
    "open_database",
    "open_read_only",
    "snapshot",
    "transaction",
]

DATABASE_FILE = "tongguan.db"
# Longer than any one write transaction of ours takes on a slow disk.
_BUSY_TIMEOUT_MS = 30_000
_OWNER_ONLY = 0o700
_OWNER_FILE = 0o600


def make_home(home: Path) -> None:
    """The installation's directory, made if missing, for its owner alone (0700).

    An empty directory is tightened. Raises RefusedError where others may write into it:
    they could put a database or a key of their own in place.
    """
    try:
        home.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        mode = stat.S_IMODE(home.stat().st_mode)
        if mode != _OWNER_ONLY and not any(home.iterdir()):
            home.chmod(_OWNER_ONLY)
            return
    except OSError as error:
        raise StoreError(f"{home} cannot be used as a directory: {error.strerror}") from None
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise RefusedError(
            f"{home} can be written by others (mode {mode:04o}): run `chmod 700 {home}`"
        )


def open_database(home: Path) -> sqlite3.Connection:
    """A connection to the installation's database, made if missing (0600).

    Statements outside `transaction` commit by themselves. Raises StoreError where the file
    is not a database. One connection serves one thread; open another for another.
    """
    path = home / DATABASE_FILE
    _make_file(path)
    connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_TIMEOUT_MS / 1000)
    try:
        with explained():
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
            _require_wal(connection, path)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # A database from elsewhere must not run functions of its schema's choice.
            connection.execute("PRAGMA trusted_schema = OFF")
            # What is deleted (a removed source's sealed password) is overwritten.
            connection.execute("PRAGMA secure_delete = ON")
    except StoreError:
        connection.close()
        raise
    return connection


def is_read_only(home: Path) -> bool:
    """Whether there is a database here that this process may read and not write.

    An evidence disk, a snapshot, a backup mounted read-only, another account's directory.
    """
    path = home / DATABASE_FILE
    return path.exists() and not (os.access(home, os.W_OK) and os.access(path, os.W_OK))


def open_read_only(home: Path) -> sqlite3.Connection:
    """A connection that reads and makes nothing, not even the log's index.

    Raises StoreError where changes stand in a log that cannot be brought in without writing.
    """
    path = home / DATABASE_FILE
    log, index = (path.with_name(f"{path.name}-{end}") for end in ("wal", "shm"))
    how = "mode=ro&immutable=1"
    if log.exists() and index.exists():
        # Somebody may be at work there, or was when a copy was taken: SQLite sees to both.
        how = "mode=ro"
    elif log.exists() and log.stat().st_size:
        raise StoreError(
            f"{home} is read-only and has changes in {log.name} that can only be brought in by "
            "writing: copy the directory, and use the copy (--home)"
        )
    with explained():
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None
        )
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
        except sqlite3.DatabaseError:
            connection.close()
            raise
    return connection


def migrate(connection: sqlite3.Connection, family: str, steps: Sequence[str]) -> None:
    """The tables of a family brought up to the last of its steps, in one transaction.

    Several processes may come at once; each step runs once. Raises StoreError where the
    database has had steps this program does not know.
    """
    if _steps_done(connection, family) == len(steps):
        return
    with transaction(connection):
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migration"
            " (family TEXT PRIMARY KEY, steps INTEGER NOT NULL) STRICT"
        )
        done = _steps_done(connection, family)
        if done > len(steps):
            raise StoreError(
                f"this database was written by a newer version (its {family} tables are at step "
                f"{done}, this program knows {len(steps)}): upgrade the program"
            )
        for step in steps[done:]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute(
            "INSERT INTO migration VALUES (?, ?)"
            " ON CONFLICT (family) DO UPDATE SET steps = excluded.steps",
            (family, len(steps)),
        )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: committed at the end, rolled back on any way out by exception.

    Takes the write lock at once (BEGIN IMMEDIATE), so that what is read inside cannot change
    before it is written. Raises StoreError where the database is busy, full or damaged.
    """
    with explained():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        finally:
            # Still inside only where something above failed; the first error is the one to see.
            if connection.in_transaction:
                connection.execute("ROLLBACK")


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """One state of the database for all that is read inside, whatever others write."""
    with explained():
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


def _require_wal(connection: sqlite3.Connection, path: Path) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StoreError(f"{path} is on a file system without write-ahead logging")


def _make_file(path: Path) -> None:
    """The database's file, made before SQLite would make it by the umask: -wal and -shm copy
    its mode. Never opened here, since closing any descriptor of a file drops all of the
    process's locks on it (POSIX), those of a connection that is open already among them.
    """
    try:
        with suppress(FileExistsError):
            os.mknod(path, stat.S_IFREG | _OWNER_FILE)
        found = path.lstat().st_mode
        if not stat.S_ISREG(found):
            raise RefusedError(f"{path} is not an ordinary file")
        if stat.S_IMODE(found) != _OWNER_FILE:
            path.chmod(_OWNER_FILE)
    except OSError as error:
        raise StoreError(f"{path} cannot be used: {error.strerror}") from None


@contextmanager
def explained() -> Iterator[None]:
    """SQLite's errors as StoreError, around a block or as a decorator.

    Its messages name files and tables, never what is in them.
    """
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # a mistake of ours, not a state of the database
    except sqlite3.DatabaseError as error:
        raise StoreError(f"the database cannot be used: {error}") from error


def _steps_done(connection: sqlite3.Connection, family: str) -> int:
    with explained():
        known = connection.execute(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'"
        ).fetchone()
        if known is None:
            return 0
        row = connection.execute(
            "SELECT steps FROM migration WHERE family = ?", (family,)
        ).fetchone()
    return 0 if row is None else int(row[0])


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: executescript would commit on its own."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        raise ValueError("a schema step ends in the middle of a statement")
