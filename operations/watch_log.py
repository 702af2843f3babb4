# A log that is followed. How far it was read is kept beside the archive, and before a piece is
# taken in it is noted which: whatever interrupts it, no record is left out and none is archived
# twice. Where the archive cannot take a piece, the piece is held, and nothing further is read until
# it can. What was archived and not yet judged when everything ended is judged on the next start.
from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa

from connectors import (
    LogMark,
    LogStep,
    follow_log,
    is_windows_log,
    log_head,
    log_identity,
    plain_reason,
    read_log_before,
    read_log_between,
)
from monitor import Kind, LogReader
from schema import Skipped, SourceError
from store import StoreError, sync_directory

from .log_forms import Logs, unread_lines
from .monitor_run import MonitorRun

__all__ = ["WATCH_DIRECTORY", "WatchedLog"]

WATCH_DIRECTORY: Final = "watch"
# What a log said before is looked at again, so much of its beginning and of its end.
_REMEMBERED: Final = 4 << 20
# Pieces of a log in a round, so that what they are worth is told in between.
_MOST_PIECES: Final = 16
_GONE: Final = "its earlier file is gone: lines may be missing"


@dataclass(frozen=True, slots=True)
class _State:
    """How far a log was taken in, up to where a piece is being taken in, and how far was judged."""

    done: LogMark | None = None
    doing: LogMark | None = None
    judged: LogMark | None = None


class WatchedLog:
    """A log that is followed; `take` in every round, and `judged` once its alerts are recorded."""

    def __init__(self, home: Path, path: Path, logs: Logs) -> None:
        self._path = path
        name = hashlib.sha256(str(path).encode()).hexdigest()[:32]
        self._file = home / WATCH_DIRECTORY / f"{name}.json"
        self._state = self._load()
        self._kind: Kind | None = None
        self._reader: LogReader | None = None
        self._told = ""
        self._logs = logs
        self._is_new = True
        self._held: LogMark | None = None

    def take(self, run: MonitorRun) -> Iterator[Skipped]:
        """Takes in what is whole by now; yields what was lost or could not be read.

        Raises StoreError where the archive cannot take it: the next call goes on there.
        """
        run.flush()
        if self._held is not None:
            self._save(replace(self._state, done=self._held, doing=None))
            self._held = None
        try:
            if self._is_new:
                yield from self._go_on(run)
                self._is_new = False
            for _ in range(_MOST_PIECES):
                step = self._next()
                if step.problem:
                    yield Skipped(str(self._path), step.problem)
                if not step.text:
                    self._state = replace(self._state, done=step.mark)
                    return
                yield from self._take(run, step)
        except SourceError as error:
            # Said once, not in every round.
            if error.problem != self._told:
                self._told = error.problem
                yield Skipped(error.source, error.problem)

    def judged(self) -> None:
        """Notes that the alerts of all that was taken in are recorded. Raises StoreError."""
        if self._held is None and self._state.judged != self._state.done:
            self._save(replace(self._state, judged=self._state.done))

    def _next(self) -> LogStep:
        kind = self._kind_at(self._path) if self._path.exists() else None
        return follow_log(
            self._path,
            self._state.done,
            quoted=kind is not None and kind.quoted,
            starts="" if kind is None else kind.starts,
            now=time.time_ns(),
        )

    def _take(self, run: MonitorRun, step: LogStep) -> Iterator[Skipped]:
        """Takes a piece in, noting before and after how far that is."""
        events, unread = self._read(step, self._state.done)
        try:
            self._save(replace(self._state, doing=step.mark))
        except StoreError:
            # The piece is read again, by a reader that has not seen it yet.
            self._reader = None
            raise
        # From here on the run holds the events until the archive has them.
        self._held = step.mark
        run.logged(events)
        if unread is not None:
            yield unread
        run.flush()
        self._save(replace(self._state, done=step.mark, doing=None))
        self._held = None

    def _go_on(self, run: MonitorRun) -> Iterator[Skipped]:
        """Goes on where this was last interrupted: judges again what was archived and not judged,
        and takes in the piece that was under way.
        """
        state = self._state
        mark = state.judged
        while state.done is not None and mark != state.done:
            step = self._archived(mark, state.done)
            if step is None:
                yield Skipped(str(self._path), _GONE)
                break
            events, _ = self._read(step, mark)
            run.judged_again(events)
            mark = step.mark
        if state.doing is None:
            return
        again = read_log_between(self._path, state.done or LogMark(), state.doing)
        if again is None:
            yield Skipped(str(self._path), _GONE)
            self._save(replace(state, done=state.doing, doing=None))
        else:
            yield from self._take(run, again)

    def _archived(self, mark: LogMark | None, done: LogMark) -> LogStep | None:
        """The next piece of what was archived after a mark."""
        if mark is None or (mark.device, mark.inode) == (done.device, done.inode):
            return read_log_between(self._path, mark or LogMark(), done)
        step = follow_log(self._path, mark)
        is_last = (step.mark.device, step.mark.inode) == (done.device, done.inode)
        return read_log_between(self._path, LogMark(), done) if is_last else step

    def _read(self, step: LogStep, done: LogMark | None) -> tuple[pa.RecordBatch, Skipped | None]:
        """The events of a piece, and what is said of lines that are none."""
        if self._reader is None or step.fresh:
            self._reader = self._begun(step, done)
        events = self._reader.feed(step.text, whole=True)
        unread = self._reader.unread()
        told = Skipped(str(step.path), unread_lines(unread)) if unread.count else None
        return events, told

    def _begun(self, step: LogStep, done: LogMark | None) -> LogReader:
        """A reader for the file of this piece, that knows what the file said before it."""
        head = log_head(step.path)
        kind = self._kind_at(step.path)
        if kind is None:
            problem = "is no log in a format that is read here"
            raise SourceError(problem, source=str(self._path))
        about = self._logs.about(self._path.name, lambda: dt.datetime.now(dt.UTC))
        if step.fresh or done is None:
            return LogReader(kind, about, log_identity(head))
        reader = LogReader(kind, about, log_identity(head), done.line)
        if kind.remembers:
            reader.remember(read_log_before(step.path, done, _REMEMBERED))
        return reader

    def _kind_at(self, path: Path) -> Kind | None:
        if self._kind is None:
            if is_windows_log(path):
                problem = "is a log that Windows writes in blocks: replay it"
                raise SourceError(problem, source=str(path))
            self._kind = self._logs.kind_of(path.name, log_head(path))
        return self._kind

    def _load(self) -> _State:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_State)
        except (FileNotFoundError, msgspec.DecodeError):
            return _State()

    def _save(self, state: _State) -> None:
        """The state on disk when this returns, the old one or the new one whenever it is read."""
        aside = self._file.with_suffix(".part")
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with aside.open("wb") as file:
                file.write(msgspec.json.encode(state))
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self._file)
            sync_directory(self._file.parent)
        except OSError as error:
            raise StoreError(f"{self._file.parent}: {plain_reason(error)}") from None
        self._state = state
