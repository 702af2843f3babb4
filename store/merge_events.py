# Small files of a day merged into few: whoever looks at a log every second leaves a file each time,
# and a day of thousands is slow to read. A merged file is written aside and whole before it takes
# its place, and names the files that it stands for: in that moment it is the day instead of them,
# whatever ends the work before or after. They are taken away when nobody reads the day.
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from .day_files import (
    MERGED,
    REPLACES,
    SUFFIX,
    day_alone,
    day_paths,
    minutes_of,
    replaced,
)
from .events import whole_events, write_day
from .repeated import first_of_each, repeated_ids
from .sync import sync_directory
from .turn import turn_if_free

__all__ = ["MANY", "merge_day", "merge_events"]

# So many small files of a day are worth it.
MANY: Final = 64
_SMALL_BYTES: Final = 1 << 20
# Merged at a time, which bounds the memory that it takes.
_MOST_ROWS: Final = 250_000
_TURN: Final = "events-merge"
# The newest minutes are left as they are: what comes next is held against files of its minutes.
_NEWEST_MINUTES: Final = 1


def merge_events(home: Path, root: Path, *, most_days: int = 2) -> int:
    """How many files were merged into others, of the newest days that have many small ones.

    Nothing where another process is at it. Raises OSError where it cannot be written; then the
    days are what they were.
    """
    folders = sorted(root.glob("????-??-??"), reverse=True)
    newest = folders[0] if folders else None
    many = [folder for folder in folders if sum(1 for _ in folder.iterdir()) >= MANY]
    merged = days = 0
    if many:
        with turn_if_free(home, _TURN) as is_free:
            for folder in many if is_free else ():
                found = merge_day(folder, is_open=folder == newest)
                merged += found
                days += bool(found)
                if days == most_days:
                    break
    return merged


def merge_day(folder: Path, *, is_open: bool = False, at_least: int = MANY) -> int:
    """How many files of the day were merged into others; 0 where that is not worth it, or somebody
    reads the day. For one at a time. `is_open` says that events of the day still come.
    """
    if not _cleared(folder):
        return 0
    small = [path for path in day_paths(folder) if path.stat().st_size < _SMALL_BYTES]
    if is_open and small:
        newest = max(minutes_of(path)[1] for path in small) - _NEWEST_MINUTES
        small = [path for path in small if minutes_of(path)[1] < newest]
    if len(small) < at_least:
        return 0
    return sum(_merged(folder, group) for group in _groups(small))


def _groups(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Files of neighbouring minutes, as many as are merged at a time; single ones stay."""
    group: list[Path] = []
    rows = 0
    for path in sorted(paths, key=minutes_of):
        try:
            more = int(pq.read_metadata(path).num_rows)
        except (OSError, pa.ArrowInvalid):
            # Who reads it is told.
            continue
        if group and rows + more > _MOST_ROWS:
            if len(group) > 1:
                yield group
            group, rows = [], 0
        group.append(path)
        rows += more
    if len(group) > 1:
        yield group


def _merged(folder: Path, paths: Sequence[Path]) -> int:
    """How many files of these were merged: all, or none where somebody reads the day."""
    repeated, seen = repeated_ids(paths), set[str]()
    tables = []
    for path in paths:
        table = whole_events(pq.read_table(path))
        tables.append(first_of_each(table, repeated, seen) if repeated else table)
    names = "\n".join(path.name for path in paths)
    table = pa.concat_tables(tables).replace_schema_metadata({REPLACES: names.encode()})
    first = min(minutes_of(path)[0] for path in paths)
    last = max(minutes_of(path)[1] for path in paths)
    digest = hashlib.sha256(names.encode()).hexdigest()[:32]
    target = folder / f"{MERGED}{digest}-{first:04}-{last:04}{SUFFIX}"
    aside = target.with_suffix(".part")
    try:
        write_day(table, aside)
        with day_alone(folder) as is_alone:
            if not is_alone:
                return 0
            aside.rename(target)
            sync_directory(folder)
            _take_away(folder, paths)
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()
    return len(paths)


def _cleared(folder: Path) -> bool:
    """Whether what a process left that was killed at it is gone: files half written, and those that
    a merged one stands for. As long as those are there, the one that names them has to stay.
    """
    for aside in folder.glob(f"{MERGED}*.part"):
        aside.unlink()
    paths = sorted(folder.glob(f"*{SUFFIX}"))
    gone = replaced(paths)
    left = [path for path in paths if path.name in gone]
    if not left:
        return True
    with day_alone(folder) as is_alone:
        if is_alone:
            _take_away(folder, left)
        return is_alone


def _take_away(folder: Path, paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink()
    sync_directory(folder)
