# The archive of events: Parquet files by day (UTC) under the installation's directory, each
# complete when it appears. A file's name follows from the events in it, so that writing the
# same events again, after a crash or on another replay, leaves one copy.
from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schema import EVENT_SCHEMA

from .error import StoreError
from .sync import sync_directory

__all__ = ["EVENTS_DIRECTORY", "append_events", "forget_events", "scan_events"]

EVENTS_DIRECTORY: Final = "events"
_DAY_US: Final = 86_400_000_000
_SUFFIX: Final = ".parquet"


def append_events(home: Path, batches: Sequence[pa.RecordBatch]) -> int:
    """How many events are on disk when this returns: all of the batches', each once by its day.

    Raises StoreError where they cannot be written; then none of a day's are, or all of them.
    """
    table = pa.Table.from_batches(batches, EVENT_SCHEMA)
    if not table.num_rows:
        return 0
    days = pc.floor_temporal(table.column("@timestamp"), unit="day")
    for day in days.unique().to_pylist():
        part = table.filter(pc.equal(days, pa.scalar(day, days.type)))
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
        for path in sorted(folder.glob(f"*{_SUFFIX}")):
            try:
                table = pq.read_table(path, columns=read)
            except (OSError, pa.ArrowInvalid):
                raise StoreError(f"{path} is damaged: it is no whole file of events") from None
            table = _whole(table, read or EVENT_SCHEMA.names)
            stamps = table.column("@timestamp")
            lower, upper = (pa.scalar(each, stamps.type) for each in (since, until))
            inside = pc.and_(pc.greater_equal(stamps, lower), pc.less(stamps, upper))
            kept = table.filter(inside)
            yield from (kept if wanted is None else kept.select(wanted)).to_batches()


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


def _whole(table: pa.Table, names: Sequence[str]) -> pa.Table:
    """The table with these columns; those that there were none of when it was written are null."""
    for name in names:
        if name not in table.column_names:
            nothing = pa.nulls(table.num_rows, EVENT_SCHEMA.field(name).type)
            table = table.append_column(EVENT_SCHEMA.field(name), nothing)
    return table.select(list(names))


def _write(folder: Path, table: pa.Table) -> None:
    digest = hashlib.sha256()
    for each in table.column("event.id").to_pylist():
        digest.update(f"{each}\n".encode())
    path = folder / f"{digest.hexdigest()[:32]}{_SUFFIX}"
    aside = path.with_suffix(f".{os.getpid()}.part")
    try:
        if path.exists():
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with aside.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            pq.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
        sync_directory(folder)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise StoreError(f"events cannot be written: {error.strerror}") from None
