# A SQLite file opened so that nothing is left beside it. Its journal mode decides how, since
# a database in WAL mode (sqlite.org/wal.html) is three files, and SQLite makes the missing
# two where it may, even for a reader, and leaves them:
#   - a rollback journal: plainly read-only, nothing is made;
#   - no log, or an empty one: everything stands in the file itself, which is opened as
#     immutable; should somebody write meanwhile, the file's mark tells;
#   - a log with its index (-shm): somebody is at work, or was when the power went; both files
#     are there already, so SQLite's own protocol is followed and committed changes are seen;
#   - a log without its index (files copied from elsewhere): file and log are copied aside,
#     read there, and the copy is nameless from the moment it is open.
from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from schema import Access, SourceError

from .scratch import scratch

__all__ = ["FAULTS", "Opened", "opened", "reason"]

# Python fails to decode the message of some faults, which then is the fault's only sign.
FAULTS = (sqlite3.Error, UnicodeDecodeError)
_BUSY_S = 2.0
_CHANGED = "was changed while it was read: scan it again"
_NO_ROOM = "has a log without its index (-wal without -shm), which is read from a copy, and {} has no room for one"
_WAL = b"\x02"
_REASONS = {
    "SQLITE_NOTADB": "is encrypted, damaged or no SQLite database",
    "SQLITE_CORRUPT": "is damaged: SQLite finds its pages inconsistent",
    "SQLITE_BUSY": "is locked by another program",
    "SQLITE_LOCKED": "is locked by another program",
    "SQLITE_CANTOPEN": "cannot be opened by this user",
    "SQLITE_READONLY_ROLLBACK": "has a change beside it that was never finished (-journal): open it once with its own program",
    "SQLITE_READONLY": "cannot be opened: its write-ahead log cannot be used read-only",
    "SQLITE_IOERR": "cannot be read: the device reports an error or the file is cut off",
    "SQLITE_TOOBIG": "holds a value larger than SQLite hands out",
    "SQLITE_NOMEM": "needs more memory to read than there is",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """An open database; `marks` are what its files must stay for what is read to be true.

    None where SQLite itself keeps what we read apart from what others write.
    """

    connection: sqlite3.Connection
    path: str
    marks: tuple[object, ...] | None

    def changed(self) -> str:
        """That somebody wrote since it was opened, in words, or ""."""
        return _CHANGED if self.marks is not None and _marks(self.path) != self.marks else ""

    def reason(self, error: Exception, access: Access) -> str:
        """What SQLite's error means: pages that changed under a reader look damaged."""
        return self.changed() or reason(error, access)


@contextmanager
def opened(path: str, location: str) -> Iterator[Opened]:
    """The database for reading, text as bytes. Raises SourceError where it cannot be opened."""
    marks = None
    try:
        if not _has_log(path) or (_size(f"{path}-wal") >= 0 and _size(f"{path}-shm") >= 0):
            connection = _connected(path, "mode=ro")
        elif _size(f"{path}-wal") <= 0:
            marks = _marks(path)
            connection = _connected(path, "mode=ro&immutable=1")
        else:
            connection = _of_copy(path, location)
    except FAULTS as error:
        raise SourceError(reason(error, Access()), source=location) from None
    with closing(connection):
        yield Opened(connection, path, marks)


def reason(error: Exception, access: Access) -> str:
    """What SQLite's error means, without its text, which may quote a value."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_INTERRUPT":
        return f"was stopped: it gave nothing for {access.statement_timeout_s:g} s"
    for known, meaning in _REASONS.items():
        if name.startswith(known):
            return meaning
    return "cannot be read by SQLite"


def _connected(path: str, how: str) -> sqlite3.Connection:
    uri = f"file:{quote(os.fsencode(os.path.abspath(path)))}?{how}"  # noqa: PTH100
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_S)
    # Text as bytes: the error for text that is no UTF-8 would quote it.
    connection.text_factory = bytes
    connection.execute("PRAGMA query_only=ON")
    # A view or a default in a stranger's database may not call functions of effect.
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def _of_copy(path: str, location: str) -> sqlite3.Connection:
    """The database with its log, copied to a directory of our own that is gone on return."""
    before = _marks(path)
    with scratch() as directory:
        copy = str(directory / "copy.db")
        try:
            shutil.copyfile(path, copy)
            shutil.copyfile(f"{path}-wal", f"{copy}-wal")
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            problem = _NO_ROOM.format(tempfile.gettempdir())
            raise SourceError(problem, source=location) from None
        if _marks(path) != before:
            raise SourceError(_CHANGED, source=location)
        connection = _connected(copy, "mode=rw")
        try:
            # The index of the log is kept in memory; both files are open before they are gone.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        except FAULTS:
            connection.close()
            raise
    return connection


def _has_log(path: str) -> bool:
    """Whether the file's header says that its changes go through a log (file format, 1.3.3)."""
    with open(path, "rb") as file:  # noqa: PTH123
        return _WAL in file.read(20)[18:20]


def _marks(path: str) -> tuple[object, ...]:
    found = os.stat(path)  # noqa: PTH116
    return (found.st_ino, found.st_size, found.st_mtime_ns, _size(f"{path}-wal"))


def _size(path: str) -> int:
    """The size of a file, -1 where there is none."""
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except OSError:
        return -1
