# The archive of events: Parquet files by day (UTC) under the installation's directory, each
# complete when it appears. A file's name follows from the events in it, so that writing the
# same events again, after a crash or on another replay, leaves one copy; it tells the minutes they
# are of too, so that of events that come again among others those that are kept are found quickly.
# Where files overlap all the same, as those of two processes that read the same may, each event
# is read once. Many small files of a day are merged (merge_events.py).
from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schema import EVENT_SCHEMA

from .day_files import SUFFIX, day_paths, day_shared, minutes_of, replaced
from .error import StoreError
from .repeated import first_of_each, repeated_ids
from .sync import sync_directory

__all__ = [
    "EVENTS_DIRECTORY",
    "append_events",
    "forget_events",
    "scan_events",
    "whole_events",
    "write_day",
]

EVENTS_DIRECTORY: Final = "events"
_MINUTE_US: Final = 60_000_000
_MINUTES: Final = 1_440
_ID: Final = "event.id"
_TIME: Final = "@timestamp"


def append_events(home: Path, batches: Sequence[pa.RecordBatch]) -> int:
    """How many events are on disk when this returns: all of the batches', each once by its day.

    Raises StoreError where they cannot be written; then none of a day's are, or all of them.
    """
    table = pa.Table.from_batches(batches, EVENT_SCHEMA)
    if not table.num_rows:
        return 0
    days = pc.floor_temporal(table.column("@timestamp"), unit="day")
    different = days.unique().to_pylist()
    alone = len(different) == 1
    for day in different:
        # Nearly always there is one, and all of it is that day's.
        part = table if alone else table.filter(pc.equal(days, pa.scalar(day, days.type)))
        _write(home / EVENTS_DIRECTORY / f"{day:%Y-%m-%d}", part)
    return int(table.num_rows)


def scan_events(
    home: Path,
    since: dt.datetime,
    until: dt.datetime,
    columns: Sequence[str] | None = None,
) -> Iterator[pa.RecordBatch]:
    """The archived events from `since` to before `until`, day by day, in no order within one."""
    root = home / EVENTS_DIRECTORY
    wanted = list(columns) if columns is not None else None
    read = wanted if wanted is None or "@timestamp" in wanted else [*wanted, "@timestamp"]
    first, last = (each.astimezone(dt.UTC).date().isoformat() for each in (since, until))
    for folder in sorted(root.glob("????-??-??")) if root.is_dir() else ():
        if not first <= folder.name <= last:
            continue
        # A day that was forgotten meanwhile has no events.
        with suppress(FileNotFoundError), day_shared(folder):
            for table in _day(folder, read):
                stamps = table.column("@timestamp")
                lower, upper = (pa.scalar(each, stamps.type) for each in (since, until))
                inside = pc.and_(pc.greater_equal(stamps, lower), pc.less(stamps, upper))
                kept = table.filter(inside)
                yield from (kept if wanted is None else kept.select(wanted)).to_batches()


def _day(folder: Path, read: list[str] | None) -> Iterator[pa.Table]:
    """The events of each file of a day, those that several have once."""
    paths = day_paths(folder)
    repeated, seen = _repeated(paths), set[str]()
    needed = read if read is None or not repeated else list(dict.fromkeys([*read, "event.id"]))
    for path in paths:
        try:
            table = _read(path, needed)
        except (OSError, pa.ArrowInvalid):
            raise StoreError(f"{path} is damaged: it is no whole file of events") from None
        table = whole_events(table, needed or EVENT_SCHEMA.names)
        yield first_of_each(table, repeated, seen) if repeated else table


def forget_events(home: Path, before: dt.date) -> int:
    """How many days before this one there were; their files are gone when this returns.

    Raises StoreError where they cannot be taken away.
    """
    root = home / EVENTS_DIRECTORY
    old = [
        folder
        for folder in (sorted(root.glob("????-??-??")) if root.is_dir() else ())
        if folder.name < before.isoformat()
    ]
    try:
        for folder in old:
            for path in folder.iterdir():
                path.unlink()
            folder.rmdir()
        if old:
            sync_directory(root)
    except OSError as error:
        raise StoreError(f"events cannot be taken away: {error.strerror}") from None
    return len(old)


def _read(path: Path, columns: Sequence[str] | None) -> pa.Table:
    """Those of the columns that a file has."""
    with pq.ParquetFile(path) as file:
        held = file.schema_arrow.names
        return file.read(None if columns is None else [each for each in columns if each in held])


def _repeated(paths: Sequence[Path]) -> frozenset[str]:
    """The ids of a day's events that several of its files hold."""
    try:
        return repeated_ids(paths)
    except (OSError, pa.ArrowInvalid):
        # Which file is damaged is told when it is read.
        return frozenset()


def whole_events(table: pa.Table, names: Sequence[str] = EVENT_SCHEMA.names) -> pa.Table:
    """The table with these columns; those of which a file says nothing are null."""
    for name in names:
        if name not in table.column_names:
            nothing = pa.nulls(table.num_rows, EVENT_SCHEMA.field(name).type)
            table = table.append_column(EVENT_SCHEMA.field(name), nothing)
    return table.select(list(names)).replace_schema_metadata(None)


def _write(folder: Path, table: pa.Table) -> None:
    ids: Any = table.column("event.id").combine_chunks()
    whole = pa.ListArray.from_arrays(pa.array([0, len(ids)], pa.int32()), ids)
    joined: Any = pc.binary_join(whole, "\n")
    digest = hashlib.sha256(f"{joined[0].as_py()}\n".encode())
    minutes = table.column("@timestamp").cast(pa.int64()).to_numpy() // _MINUTE_US % _MINUTES
    first, last = int(minutes.min()), int(minutes.max())
    path = folder / f"{digest.hexdigest()[:32]}-{first:04}-{last:04}{SUFFIX}"
    aside = path.with_suffix(f".{os.getpid()}.part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with day_shared(folder):
            paths = sorted(folder.glob(f"*{SUFFIX}"))
            gone = replaced(paths)
            if path in paths or path.name in gone:
                return
            table = _news([each for each in paths if each.name not in gone], table, first, last)
            if not table.num_rows:
                return
            write_day(table, aside)
            aside.rename(path)
            sync_directory(folder)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise StoreError(f"events cannot be written: {error.strerror}") from None


def write_day(table: pa.Table, path: Path) -> None:
    """A new file of a day's events, whole on the disk when this ends: the columns that say anything,
    those that repeat by their values. Raises FileExistsError where there is one of that name.
    """
    names = [
        name
        for name in table.column_names
        if name in (_ID, _TIME) or table.column(name).null_count < table.num_rows
    ]
    repeating: Any = [name for name in names if name not in (_ID, _TIME)]
    with path.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        pq.write_table(
            table.select(names),
            file,
            compression="zstd",
            use_dictionary=repeating,
            column_encoding={_TIME: "DELTA_BINARY_PACKED"},
        )
        file.flush()
        os.fsync(file.fileno())


def _news(paths: Sequence[Path], table: pa.Table, first: int, last: int) -> pa.Table:
    """Those of the events that the day's files do not hold yet, each once."""
    ids: Any = table.column("event.id").combine_chunks()
    kept = np.ones(table.num_rows, np.bool_)
    if len(ids.unique()) < table.num_rows:
        coded: Any = ids.dictionary_encode()
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        kept[:] = codes < 0
        kept[np.unique(codes, return_index=True)[1]] = True
    for path in paths:
        begin, end = minutes_of(path)
        if end < first or begin > last:
            continue
        try:
            known: Any = pq.read_table(path, columns=["event.id"]).column(0).combine_chunks()
        except (OSError, pa.ArrowInvalid):
            # Who reads it is told; what comes is kept in any case.
            continue
        held: Any = pc.is_in(ids, known)
        kept &= ~held.to_numpy(zero_copy_only=False)
    return table if kept.all() else table.filter(pa.array(kept))
