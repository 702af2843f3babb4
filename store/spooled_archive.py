# Events for an archive on another machine: first written here, then handed over, and only then
# forgotten here. What was acknowledged is never lost while the other is away, and is kept
# there once, since an event's id is known there.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from .error import StoreError
from .event_archive import EventArchive
from .events import EVENTS_DIRECTORY, append_events
from .sync import sync_directory

__all__ = ["SpooledArchive"]

_SPOOL: Final = "spool"


class SpooledArchive:
    """The `remote` archive behind a spool under an installation's directory.

    `fault` is why events still wait here, "" where none do.
    """

    def __init__(self, remote: EventArchive, home: Path) -> None:
        self._remote = remote
        self._home = home / _SPOOL
        self.fault = ""

    def append(self, batches: Sequence[pa.RecordBatch]) -> int:
        """How many events of these are kept now, here or there: all of them."""
        count = append_events(self._home, batches)
        self.forward()
        return count

    def forward(self) -> int:
        """Hand over what waits here; how many files still do."""
        paths = sorted((self._home / EVENTS_DIRECTORY).glob("*/*.parquet"))
        for done, path in enumerate(paths):
            try:
                self._remote.append(pq.read_table(path).to_batches())
            except StoreError as error:
                self.fault = str(error)
                return len(paths) - done
            except (OSError, pa.ArrowInvalid):
                raise StoreError(f"{path} is damaged: it is no whole file of events") from None
            path.unlink()
            sync_directory(path.parent)
        self.fault = ""
        return 0

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

    def _complete(self) -> None:
        if self.forward():
            raise StoreError(f"events wait here to be handed over: {self.fault}")
