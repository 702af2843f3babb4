# Where events are kept: the same verbs on files of the installation and on Elasticsearch.
# What `append` has returned for is there after any crash, once, and `scan` gives it back as it
# was.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from schema import EVENT_SCHEMA

from .events import EVENTS_DIRECTORY, append_events, forget_events, scan_events
from .merge_events import MANY, merge_events

__all__ = ["GROUPED", "SUMMED", "EventArchive", "ParquetArchive", "check_grouping"]

# The columns that events may be grouped by, and those that may be added up.
GROUPED: Final = tuple(
    field.name
    for field in EVENT_SCHEMA
    if pa.types.is_string(field.type) or field.type == pa.int32()
)
SUMMED: Final = tuple(field.name for field in EVENT_SCHEMA if field.type == pa.int64())
_TIME: Final = "@timestamp"


class EventArchive(Protocol):
    """Events by time. Every verb raises StoreError where the archive fails it."""

    def append(self, batches: Sequence[pa.RecordBatch]) -> int:
        """How many events of these are kept now: all of them, each id of a day once."""

    def scan(
        self, since: dt.datetime, until: dt.datetime, columns: Sequence[str] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """The events from `since` to before `until`, in no order."""

    def aggregate(
        self, since: dt.datetime, until: dt.datetime, by: Sequence[str], sums: Sequence[str] = ()
    ) -> pa.Table:
        """How many events there are of each group: its columns, `count`, and the sums.

        Groups are in order of their columns, what is missing last. Raises ValueError for
        columns that cannot be grouped by or added up.
        """

    def alerts(self, since: dt.datetime, until: dt.datetime) -> Iterator[pa.RecordBatch]:
        """Those that are alerts."""

    def forget(self, before: dt.date) -> int:
        """How many days (UTC) before this one were kept: their events are gone now."""


class ParquetArchive:
    """Events in files under an installation's directory."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._appended = 0

    def append(self, batches: Sequence[pa.RecordBatch]) -> int:
        """See EventArchive; now and then small files of a day are merged."""
        count = append_events(self._home, batches)
        if self._appended % MANY == 0:
            # The events are kept in any case, and another time will do.
            with suppress(OSError, pa.ArrowInvalid):
                merge_events(self._home, self._home / EVENTS_DIRECTORY)
        self._appended += 1
        return count

    def scan(
        self, since: dt.datetime, until: dt.datetime, columns: Sequence[str] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """See EventArchive."""
        return scan_events(self._home, since, until, columns)

    def aggregate(
        self, since: dt.datetime, until: dt.datetime, by: Sequence[str], sums: Sequence[str] = ()
    ) -> pa.Table:
        """See EventArchive."""
        check_grouping(by, sums)
        wanted = list(dict.fromkeys([*by, *sums]))
        schema = pa.schema([EVENT_SCHEMA.field(name) for name in wanted])
        # Added up batch by batch, so that memory is bounded by the groups.
        whole = grouped(schema.empty_table(), by, sums)
        for batch in self.scan(since, until, wanted):
            part = grouped(pa.Table.from_batches([batch], schema), by, sums)
            whole = regrouped(pa.concat_tables([whole, part]), by, sums)
        return whole

    def alerts(self, since: dt.datetime, until: dt.datetime) -> Iterator[pa.RecordBatch]:
        """See EventArchive."""
        for batch in self.scan(since, until):
            kinds: Any = batch.column("event.kind")
            found = batch.filter(pc.equal(kinds, pa.scalar("alert")))
            if found.num_rows:
                yield found

    def forget(self, before: dt.date) -> int:
        """See EventArchive."""
        return forget_events(self._home, before)


def check_grouping(by: Sequence[str], sums: Sequence[str]) -> None:
    """Raises ValueError where events cannot be grouped and added up so."""
    if strange := sorted(set(by) - set(GROUPED)):
        raise ValueError(f"events cannot be grouped by {', '.join(strange)}")
    if strange := sorted(set(sums) - set(SUMMED)):
        raise ValueError(f"events cannot be added up by {', '.join(strange)}")


def grouped(table: pa.Table, by: Sequence[str], sums: Sequence[str]) -> pa.Table:
    """Events counted and added up by group."""
    ones = pa.array([1] * table.num_rows, pa.int64())
    return regrouped(table.append_column("count", ones), by, sums)


def regrouped(table: pa.Table, by: Sequence[str], sums: Sequence[str]) -> pa.Table:
    """Groups that were counted apart as one table, in order."""
    names = ["count", *sums]
    added = table.group_by(list(by), use_threads=False).aggregate([(name, "sum") for name in names])
    columns: list[Any] = [added.column(name) for name in by]
    for name in names:
        total: Any = added.column(f"{name}_sum")
        columns.append(pc.fill_null(total, 0))
    fields = [EVENT_SCHEMA.field(name).with_nullable(True) for name in by]
    fields += [pa.field(name, pa.int64()) for name in names]
    told = pa.Table.from_arrays(columns, schema=pa.schema(fields))
    return told.sort_by([(name, "ascending") for name in by]) if by else told
