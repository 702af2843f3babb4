# A file taken out of another, for readers that ask for a path. What it holds is a stranger's
# data, and none of it may outlive this process, however that ends: the file itself has no
# name, and the path is a link to this process's own open descriptor. SQLite alone will not
# follow such a link; for it the file has a name, in a directory only this user may enter,
# and the next process to spill sweeps up what a killed one left.
from __future__ import annotations

import os
import re
import shutil
import tempfile
import weakref
from pathlib import Path

__all__ = ["Spill"]

_PREFIX = "tongguan-spill-"
_OURS = re.compile(re.escape(_PREFIX) + r"(\d+)-\w+")
_SUFFIX = re.compile(r"(?:\.[A-Za-z0-9]{1,12})?")


class Spill:
    """An empty file to write and then read by its `path`, gone with the last reference to it.

    `suffix` is kept only if it is a plain one: a name from an archive is a stranger's too.
    """

    def __init__(self, suffix: str = "", *, named: bool = False) -> None:
        directory = _directory()
        name = f"0{suffix}" if _SUFFIX.fullmatch(suffix) else "0"
        self.path = str(directory / name)
        if named:
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
            self._file = os.open(self.path, flags, 0o600)
        else:
            with tempfile.TemporaryFile(dir=directory.parent) as file:
                self._file = os.dup(file.fileno())
            Path(self.path).symlink_to(f"/proc/self/fd/{self._file}")
        self.size = 0
        weakref.finalize(self, _dispose, self._file, directory)

    def write(self, content: bytes) -> None:
        """More of the content."""
        view = memoryview(content)
        while view:
            view = view[os.write(self._file, view) :]
        self.size += len(content)


_swept: set[int] = set()


def _directory() -> Path:
    """A new directory for one file, named after this process."""
    process = os.getpid()
    if process not in _swept:
        _swept.add(process)
        _sweep(Path(tempfile.gettempdir()))
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{process}-"))


def _sweep(directory: Path) -> None:
    """Removes what processes of this user left that are no more."""
    for entry in directory.glob(f"{_PREFIX}*"):
        owner = _OURS.fullmatch(entry.name)
        if owner is None or Path(f"/proc/{owner[1]}").exists():
            continue
        if not entry.is_symlink() and entry.stat().st_uid == os.getuid():
            shutil.rmtree(entry, ignore_errors=True)


def _dispose(file: int, directory: Path) -> None:
    os.close(file)
    shutil.rmtree(directory, ignore_errors=True)
