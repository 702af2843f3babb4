# tongguan monitor watch: logs followed as they are written, and what feeds bring that are heard
# while it happens (interfaces, requests handed over). How far each log was read is kept beside
# the archive, and before a piece is taken in it is noted which: whatever interrupts it, no record
# is left out and none is archived twice.
from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import msgspec

from connectors import LogMark, LogStep, follow_log, log_head, read_log_between
from monitor import Kind, LogReader, kind_of
from schema import Alert, Incident, Skipped, SourceError
from store import sync_directory

from .event_archive import event_archive
from .monitor_run import MonitorRun
from .settings import Settings, open_book

__all__ = ["WATCH_DIRECTORY", "Feed", "Watched", "watch_logs"]

WATCH_DIRECTORY: Final = "watch"


@dataclass(frozen=True, slots=True)
class Watched:
    """What a round of looking brought: news alone; `skipped` says what was lost or not read."""

    alerts: tuple[Alert, ...]
    incidents: tuple[Incident, ...]
    skipped: tuple[Skipped, ...]
    events: int


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
        watched = [_Log(settings.home, Path(each).absolute()) for each in logs]
        heard = feeds(run)
        sources: list[Feed | _Log] = [*watched, *heard]
        detail = {"logs": len(watched), **({"feeds": len(heard)} if heard else {})}

        def told(skipped: Iterator[Skipped]) -> Watched:
            before = run.events
            lost = tuple(skipped)
            settled = run.settle("monitor.watch", detail, always=False)
            return Watched(settled.news, settled.incidents, lost, run.events - before)

        while True:
            yield told(found for each in sources for found in each.take(run))
            if not wait():
                break
        if heard:
            yield told(found for each in heard for found in each.end(run))


class _Log:
    """A log that is followed."""

    def __init__(self, home: Path, path: Path) -> None:
        self._path = path
        name = hashlib.sha256(str(path).encode()).hexdigest()[:32]
        self._file = home / WATCH_DIRECTORY / f"{name}.json"
        self._state = self._load()
        self._kind: Kind | None = None
        self._reader: LogReader | None = None
        self._told = ""

    def take(self, run: MonitorRun) -> Iterator[Skipped]:
        """Takes in all that is whole by now; yields what was lost or could not be read."""
        try:
            yield from self._again(run)
            while True:
                step = follow_log(self._path, self._state.done, quoted=self._is_quoted())
                if step.problem:
                    yield Skipped(str(self._path), step.problem)
                if not step.text:
                    self._state = _State(step.mark)
                    return
                self._save(_State(self._state.done, step.mark))
                self._read(run, step)
                self._save(_State(step.mark))
        except SourceError as error:
            # Said once, not in every round.
            if error.problem != self._told:
                self._told = error.problem
                yield Skipped(error.source, error.problem)

    def _again(self, run: MonitorRun) -> Iterator[Skipped]:
        """Takes the piece in that was under way when this was last interrupted."""
        doing = self._state.doing
        if doing is None:
            return
        text = read_log_between(self._path, self._state.done or LogMark(), doing)
        if text is None:
            yield Skipped(str(self._path), "its earlier file is gone: lines may be missing")
        else:
            self._read(run, LogStep(text, doing))
        self._save(_State(doing))

    def _read(self, run: MonitorRun, step: LogStep) -> None:
        if self._reader is None or step.fresh:
            kind = self._kind_now()
            self._reader = LogReader(kind, self._path.name)
            if not step.fresh:
                # What a format says of itself stands at its beginning only.
                said = [line for line in self._head().splitlines() if line.startswith("#")]
                self._reader.feed("".join(f"{line}\n" for line in said))
        run.logged(self._reader.feed(step.text))
        run.flush()

    def _is_quoted(self) -> bool:
        return self._path.exists() and bool(self._head().strip()) and self._kind_now().quoted

    def _kind_now(self) -> Kind:
        if self._kind is None:
            self._kind = kind_of(self._head())
        if self._kind is None:
            problem = "is no log in a format that is read here"
            raise SourceError(problem, source=str(self._path))
        return self._kind

    def _head(self) -> str:
        return log_head(self._path)

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
