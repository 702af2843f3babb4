# A directory for a while, for what a library must have as files. Its lock says that its
# process lives: one that was killed leaves it unlocked, and the next clears it away, so that
# no copy of anybody's data lies about for long.
from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["scratch"]

_PREFIX = "tongguan-"


@contextmanager
def scratch() -> Iterator[Path]:
    """A new directory, for its owner alone, gone on leaving with all that is in it.

    >>> with scratch() as directory:
    ...     (directory / "a").write_text("for a while")
    11
    >>> directory.exists()
    False
    """
    _clear_leftovers()
    directory = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        os.close(lock)


def _clear_leftovers() -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # Held by its process, another user's, or gone meanwhile.
        with contextlib.suppress(OSError):
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                # An empty one may have been made this moment, its lock about to follow.
                if os.fstat(lock).st_uid == os.getuid() and os.listdir(lock):  # noqa: PTH208  a descriptor
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(path)
            finally:
                os.close(lock)
