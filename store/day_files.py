# The files of one day's events. One that was merged from others names them, so that from the moment
# it stands in its place they are no part of the day any more, whether they are gone yet or not.
# Who reads or adds to a day shares it; who takes files of it away has it alone.
from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = [
    "MERGED",
    "REPLACES",
    "SUFFIX",
    "day_alone",
    "day_paths",
    "day_shared",
    "minutes_of",
    "replaced",
]

SUFFIX: Final = ".parquet"
MERGED: Final = "merged-"
# The key under which a merged file's metadata names the files that it stands for.
REPLACES: Final = b"tongguan.replaces"
_RANGE: Final = re.compile(r"-(\d{4})-(\d{4})\.parquet$")
_MINUTES: Final = 1_440


@contextmanager
def day_shared(folder: Path) -> Iterator[None]:
    """The day's files stay as long as the block needs them. Raises FileNotFoundError for no day."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # A file system without such locks is one on which nothing is merged either.
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_SH)
        yield
    finally:
        os.close(held)


@contextmanager
def day_alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else has the day: then files may be taken away in the block."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(held)


def day_paths(folder: Path) -> list[Path]:
    """The files that make up the day, by name."""
    paths = sorted(folder.glob(f"*{SUFFIX}"))
    gone = replaced(paths)
    return [path for path in paths if path.name not in gone] if gone else paths


def replaced(paths: list[Path]) -> frozenset[str]:
    """The names of files that merged ones among these stand for."""
    names: set[str] = set()
    for path in paths:
        if not path.name.startswith(MERGED):
            continue
        # One that is damaged is told when it is read.
        with suppress(OSError, pa.ArrowInvalid):
            told = (pq.read_schema(path).metadata or {}).get(REPLACES, b"")
            names |= set(told.decode().split())
    return frozenset(names)


def minutes_of(path: Path) -> tuple[int, int]:
    """The first and the last minute of the day that a file has events of."""
    named = _RANGE.search(path.name)
    return (int(named[1]), int(named[2])) if named else (0, _MINUTES)
