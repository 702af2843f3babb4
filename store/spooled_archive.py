# Events for an archive on another machine: first written here, then handed over, and only then
# forgotten here. What was acknowledged is never lost while the other is away, and is kept
# there once, since an event's id is known there.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .error import EventsRefused, StoreError
from .event_archive import EventArchive
from .events import EVENTS_DIRECTORY, append_events, whole_events
from .sync import sync_directory

__all__ = ["SpooledArchive"]

_SPOOL: Final = "spool"
_ASIDE: Final = "spool-refused"


class SpooledArchive:
    """The `remote` archive behind a spool under an installation's directory.

    `fault` is why events still wait here, or that some were set aside, "" where neither is so.
    """

    def __init__(self, remote: EventArchive, home: Path) -> None:
        self._remote = remote
        self._home = home / _SPOOL
        self._aside = home / _ASIDE
        self._is_new = True
        self.fault = ""

    def append(self, batches: Sequence[pa.RecordBatch]) -> int:
        """How many events of these are kept now, here or there: all of them."""
        count = append_events(self._home, batches)
        self.forward()
        return count

    def forward(self) -> int:
        """Hand over what waits here; how many files still do.

        What the other will never take as it is, is set aside, and tried again by the next process.
        """
        if self._is_new:
            self._is_new = False
            self._restore()
        paths = sorted((self._home / EVENTS_DIRECTORY).glob("*/*.parquet"))
        for done, path in enumerate(paths):
            try:
                table = pq.read_table(path)
            except (OSError, pa.ArrowInvalid):
                raise StoreError(f"{path} is damaged: it is no whole file of events") from None
            try:
                self._hand_over(whole_events(table))
            except StoreError as error:
                self.fault = str(error)
                return len(paths) - done
            path.unlink()
            sync_directory(path.parent)
        self.fault = self._told_aside()
        return 0

    def _hand_over(self, table: pa.Table) -> None:
        try:
            self._remote.append(table.to_batches())
        except EventsRefused as refused:
            mine = pc.is_in(table.column("event.id"), pa.array(sorted(refused.ids), pa.string()))
            append_events(self._aside, table.filter(mine).to_batches())

    def _restore(self) -> None:
        """Puts what was set aside back to be handed over."""
        for path in sorted((self._aside / EVENTS_DIRECTORY).glob("*/*.parquet")):
            day = self._home / EVENTS_DIRECTORY / path.parent.name
            day.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.rename(day / path.name)
            sync_directory(day)

    def _told_aside(self) -> str:
        paths = list((self._aside / EVENTS_DIRECTORY).glob("*/*.parquet"))
        count = sum(int(pq.read_metadata(path).num_rows) for path in paths)
        return f"{count} events were refused and are set aside in {self._aside}" if count else ""

    def scan(
        self, since: dt.datetime, until: dt.datetime, columns: Sequence[str] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """See EventArchive; StoreError where events still wait here."""
        self._complete()
        return self._remote.scan(since, until, columns)

    def aggregate(
        self, since: dt.datetime, until: dt.datetime, by: Sequence[str], sums: Sequence[str] = ()
    ) -> pa.Table:
        """See EventArchive; StoreError where events still wait here."""
        self._complete()
        return self._remote.aggregate(since, until, by, sums)

    def alerts(self, since: dt.datetime, until: dt.datetime) -> Iterator[pa.RecordBatch]:
        """See EventArchive; StoreError where events still wait here."""
        self._complete()
        return self._remote.alerts(since, until)

    def forget(self, before: dt.date) -> int:
        """See EventArchive."""
        return self._remote.forget(before)

    def _complete(self) -> None:
        if self.forward():
            raise StoreError(f"events wait here to be handed over: {self.fault}")
