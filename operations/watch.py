# tongguan monitor watch: logs followed as they are written, and what feeds bring that are heard
# while it happens (interfaces, requests handed over). How far each log was read is kept beside
# the archive, and before a piece is taken in it is noted which: whatever interrupts it, no record
# is left out and none is archived twice.
from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import msgspec

from connectors import (
    LogMark,
    LogStep,
    follow_log,
    is_windows_log,
    log_head,
    log_identity,
    read_log_before,
    read_log_between,
)
from monitor import Kind, LogReader
from schema import Alert, Incident, Skipped, SourceError
from store import sync_directory

from .event_archive import event_archive
from .log_forms import Logs, read_logs, unread_lines
from .monitor_run import MonitorRun
from .respond_auto import Answered, respond_to
from .settings import Settings, open_book

__all__ = ["WATCH_DIRECTORY", "Feed", "Watched", "watch_logs"]

WATCH_DIRECTORY: Final = "watch"
# What a log said before is looked at again, so much of its beginning and of its end.
_REMEMBERED: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Watched:
    """What a round of looking brought: news alone; `skipped` says what was lost or not read, and
    `answered` what a policy made of it.
    """

    alerts: tuple[Alert, ...]
    incidents: tuple[Incident, ...]
    skipped: tuple[Skipped, ...]
    events: int
    answered: Answered | None = None


class Feed(Protocol):
    """What is heard while it happens, and not again."""

    def take(self, run: MonitorRun) -> Iterator[Skipped]:
        """Hands on what came since; yields what was lost."""

    def end(self, run: MonitorRun) -> Iterator[Skipped]:
        """Hands on what is still open, as nothing more will come."""


@dataclass(frozen=True, slots=True)
class _State:
    """How far a log was taken in, and up to where a piece is being taken in."""

    done: LogMark | None = None
    doing: LogMark | None = None


def watch_logs(
    settings: Settings,
    logs: Sequence[str],
    *,
    wait: Callable[[], bool],
    feeds: Callable[[MonitorRun], Sequence[Feed]] = lambda _run: (),
) -> Iterator[Watched]:
    """The news of each round of looking at the logs, until `wait` between two rounds says no.

    `feeds` are made for the run and taken from in each round; when it is over their ends come as
    a round of their own. A log that is not there yet is waited for. Raises PolicyError where a
    policy is wrong.
    """
    with open_book(settings) as book, event_archive(settings, book) as archive:
        book.refuse_read_only()
        run = MonitorRun(settings, book, archive)
        forms = read_logs(settings)
        watched = [_Log(settings.home, Path(each).absolute(), forms) for each in logs]
        heard = feeds(run)
        sources: list[Feed | _Log] = [*watched, *heard]
        detail = {"logs": len(watched), **({"feeds": len(heard)} if heard else {})}

        def told(skipped: Iterator[Skipped]) -> Watched:
            before = run.events
            lost = tuple(skipped)
            settled = run.settle("monitor.watch", detail, always=False)
            answered = respond_to(settings, settled.incidents)
            return Watched(settled.news, settled.incidents, lost, run.events - before, answered)

        while True:
            yield told(found for each in sources for found in each.take(run))
            if not wait():
                break
        if heard:
            yield told(found for each in heard for found in each.end(run))


class _Log:
    """A log that is followed."""

    def __init__(self, home: Path, path: Path, logs: Logs) -> None:
        self._path = path
        name = hashlib.sha256(str(path).encode()).hexdigest()[:32]
        self._file = home / WATCH_DIRECTORY / f"{name}.json"
        self._state = self._load()
        self._kind: Kind | None = None
        self._reader: LogReader | None = None
        self._told = ""
        self._logs = logs

    def take(self, run: MonitorRun) -> Iterator[Skipped]:
        """Takes in all that is whole by now; yields what was lost or could not be read."""
        try:
            yield from self._again(run)
            while True:
                kind = self._kind_at(self._path) if self._path.exists() else None
                step = follow_log(
                    self._path,
                    self._state.done,
                    quoted=kind is not None and kind.quoted,
                    starts="" if kind is None else kind.starts,
                    now=time.time_ns(),
                )
                if step.problem:
                    yield Skipped(str(self._path), step.problem)
                if not step.text:
                    self._state = _State(step.mark)
                    return
                self._save(_State(self._state.done, step.mark))
                yield from self._read(run, step, self._state.done)
                self._save(_State(step.mark))
        except SourceError as error:
            # Said once, not in every round.
            if error.problem != self._told:
                self._told = error.problem
                yield Skipped(error.source, error.problem)

    def _again(self, run: MonitorRun) -> Iterator[Skipped]:
        """Takes the piece in that was under way when this was last interrupted."""
        doing, done = self._state.doing, self._state.done
        if doing is None:
            return
        again = read_log_between(self._path, done or LogMark(), doing)
        if again is None:
            yield Skipped(str(self._path), "its earlier file is gone: lines may be missing")
        else:
            yield from self._read(run, again, done)
        self._save(_State(doing))

    def _read(self, run: MonitorRun, step: LogStep, done: LogMark | None) -> Iterator[Skipped]:
        if self._reader is None or step.fresh:
            self._reader = self._begun(step, done)
        run.logged(self._reader.feed(step.text, whole=True))
        run.flush()
        unread = self._reader.unread()
        if unread.count:
            yield Skipped(str(step.path), unread_lines(unread))

    def _begun(self, step: LogStep, done: LogMark | None) -> LogReader:
        """A reader for the file of this piece, that knows what the file said before it."""
        head = log_head(step.path)
        kind = self._kind_at(step.path)
        if kind is None:
            problem = "is no log in a format that is read here"
            raise SourceError(problem, source=str(self._path))
        about = self._logs.about(self._path.name, _written(step.path))
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
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = self._file.with_suffix(".part")
        with aside.open("wb") as file:
            file.write(msgspec.json.encode(state))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._file)
        sync_directory(self._file.parent)
        self._state = state


def _written(path: Path) -> dt.datetime:
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
