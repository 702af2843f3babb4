# A file handed out and the record of it, together or not at all. The copy is made under a
# hidden name; then the record is committed; then the copy gets its name. An intent in the
# installation's directory says what is under way, so that after a crash the next share
# finishes a copy that was recorded and clears away one that was not: no copy ever stands
# under its name without its record.
from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from connectors import shown
from schema import MisuseError
from store import sync_directory

__all__ = ["Delivery", "file_digest", "refuse_taken", "settle"]

_DIRECTORY = "deliveries"
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS)


class Delivery:
    """A copy on its way to `output`; write it to `staging`, record it, then `place` it.

    A context manager: leaving it before `recorded` was called removes the copy; between
    that and `place` the copy waits for the next `settle`. Raises MisuseError where the
    output exists or its directory does not.
    """

    def __init__(self, home: Path, identifier: str, output: Path) -> None:
        refuse_taken(output)
        self.asked = output
        self.output = Path(os.path.abspath(output))  # noqa: PTH100  links are left alone
        # The suffix stays: it tells the format.
        name = f".{output.stem}.{identifier}.pending{output.suffix}"
        self.staging = self.output.with_name(name)
        self._waits = False
        self._intent, self._lock = _begun(home, identifier, self.output, self.staging)

    def __enter__(self) -> Self:
        return self

    def recorded(self) -> None:
        """Nothing; says that the record is committed, so that an interruption loses no copy."""
        self._waits = True

    def place(self) -> None:
        """The copy under its name. Raises FileExistsError if the name was taken meanwhile."""
        try:
            _place(self.staging, self.output)
        except OSError:
            self._waits = False
            raise
        self._waits = False

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._waits:
            _clear(self.staging)
            self._intent.unlink(missing_ok=True)
        os.close(self._lock)


def refuse_taken(output: Path) -> None:
    """Raises MisuseError where no new file can come into being under this name."""
    if os.path.lexists(output):
        raise MisuseError(f"{output} exists and is not overwritten; choose another name")
    if not output.parent.is_dir():
        raise MisuseError(f"{output}: there is no directory {output.parent}; make it first")


def settle(home: Path, recorded: Callable[[str], str | None]) -> list[str]:
    """What became of deliveries that a crash cut short: each is finished or cleared away.

    `recorded` gives the SHA-256 a committed record has for an identifier, None for none. A
    delivery that another process is at is left to it.
    """
    told: list[str] = []
    for intent in sorted((home / _DIRECTORY).glob("*.json")):
        # Held by its process, or its disk is away: another day.
        with contextlib.suppress(OSError):
            lock = os.open(intent, os.O_RDWR)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                places = json.loads(intent.read_bytes())
                staging, output = Path(places["staging"]), Path(places["output"])
                digest = recorded(intent.stem)
                if digest is not None and staging.exists() and file_digest(staging) == digest:
                    # If the name was taken since, that file is not ours to replace.
                    with contextlib.suppress(FileExistsError):
                        _place(staging, output)
                _clear(staging)
                intent.unlink(missing_ok=True)
                whole = output.is_file() and file_digest(output) == digest
                became = "was finished" if whole else "was cleared away"
                told.append(f"a copy that was cut short {became}: {shown(str(output))}")
            finally:
                os.close(lock)
    _clear_unnamed(home / _DIRECTORY)
    return told


def _clear_unnamed(directory: Path) -> None:
    """Intents whose process was killed before they had their name: nothing had begun."""
    for path in directory.glob("*.new"):
        with contextlib.suppress(OSError):
            lock = os.open(path, os.O_RDWR)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # One without a word in it may have been made this moment.
                if os.fstat(lock).st_size:
                    path.unlink()
            finally:
                os.close(lock)


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _begun(home: Path, identifier: str, output: Path, staging: Path) -> tuple[Path, int]:
    """The intent on disk, and the lock that says its process lives."""
    directory = home / _DIRECTORY
    directory.mkdir(mode=0o700, exist_ok=True)
    intent = directory / f"{identifier}.json"
    aside = intent.with_suffix(".new")
    lock = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.write(lock, json.dumps({"output": str(output), "staging": str(staging)}).encode())
    os.fsync(lock)
    aside.rename(intent)
    sync_directory(directory)
    return intent, lock


def _place(staging: Path, output: Path) -> None:
    # A link, not a rename: it fails where the name is taken.
    try:
        os.link(staging, output)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        staging.replace(output)
    sync_directory(output.parent)


def _clear(staging: Path) -> None:
    """The copy gone, and what a writer that was killed left of it."""
    staging.unlink(missing_ok=True)
    if staging.parent.is_dir():
        for path in staging.parent.iterdir():
            if path.name.startswith(f".{staging.name}.") and path.suffix == ".partial":
                path.unlink(missing_ok=True)
