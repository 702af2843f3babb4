# The archive of events: Parquet files by day (UTC) under the installation's directory, each
# complete when it appears. A file's name follows from the events in it, so that writing the
# same events again, after a crash or on another replay, leaves one copy. Where files overlap, as
# those of two processes that read the same may, each event is read once.
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
from .repeated import first_of_each, repeated_ids
from .sync import sync_directory

__all__ = ["EVENTS_DIRECTORY", "append_events", "scan_events"]

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
        paths = sorted(folder.glob(f"*{_SUFFIX}"))
        repeated, seen = _repeated(paths), set[str]()
        needed = read if read is None or not repeated else list(dict.fromkeys([*read, "event.id"]))
        for path in paths:
            try:
                table = pq.read_table(path, columns=needed)
            except (OSError, pa.ArrowInvalid):
                raise StoreError(f"{path} is damaged: it is no whole file of events") from None
            table = _whole(table, needed or EVENT_SCHEMA.names)
            if repeated:
                table = first_of_each(table, repeated, seen)
            stamps = table.column("@timestamp")
            lower, upper = (pa.scalar(each, stamps.type) for each in (since, until))
            inside = pc.and_(pc.greater_equal(stamps, lower), pc.less(stamps, upper))
            kept = table.filter(inside)
            yield from (kept if wanted is None else kept.select(wanted)).to_batches()


def _repeated(paths: Sequence[Path]) -> frozenset[str]:
    """The ids of a day's events that several of its files hold."""
    try:
        return repeated_ids(paths)
    except (OSError, pa.ArrowInvalid):
        # Which file is damaged is told when it is read.
        return frozenset()


def _whole(table: pa.Table, names: Sequence[str]) -> pa.Table:
    """The table with these columns; those that there were none of when it was written are null."""
    for name in names:
        if name not in table.column_names:
            nothing = pa.nulls(table.num_rows, EVENT_SCHEMA.field(name).type)
            table = table.append_column(EVENT_SCHEMA.field(name), nothing)
    return table.select(list(names))


def _write(folder: Path, table: pa.Table) -> None:
    told = "".join(f"{each}\n" for each in table.column("event.id").to_pylist())
    digest = hashlib.sha256(told.encode())
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
