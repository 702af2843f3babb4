# What may never be taken for data: this installation's own directory, and the file that says
# whose it is. Reading its database as
# a source would show people our records as theirs, and merely opening and closing the file
# would drop the locks that the program's own connection holds on it (POSIX gives a process
# one set of locks for each file), under which SQLite then loses its footing.
from __future__ import annotations

import os
from collections.abc import Collection

__all__ = ["OURS", "Identity", "belongs", "identities"]

# Device and inode: the same under any name, through links and bind mounts.
Identity = tuple[int, int]

OURS = "is where this program keeps its own records, which are no data to scan"


def identities(
    directory: str | os.PathLike[str], *besides: str | os.PathLike[str]
) -> frozenset[Identity]:
    """The directory and whatever lies in it, by identity, and some files; none that is not there.

    Files made later are known by the directory they are in; files there now also by any
    other name (a hard link) they may have.

    >>> identities("/nowhere")
    frozenset()
    """
    found: set[Identity] = set()
    for place, _, files in os.walk(directory):
        for path in (place, *(os.path.join(place, name) for name in files)):  # noqa: PTH118
            identity = _identity(path)
            if identity is not None:
                found.add(identity)
    found.update(filter(None, map(_identity, besides)))
    return frozenset(found)


def belongs(path: str, left_out: Collection[Identity]) -> bool:
    """Whether a path is, or lies in, what is left out, whatever it is called."""
    if not left_out:
        return False
    here = os.path.realpath(path)
    while True:
        if _identity(here) in left_out:
            return True
        above = os.path.dirname(here)  # noqa: PTH120
        if above == here:
            return False
        here = above


def _identity(path: str | os.PathLike[str]) -> Identity | None:
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
