# tongguan monitor watch: logs followed as they are written, and what feeds bring that are heard
# while it happens (interfaces, requests handed over). Where the archive or the records cannot be
# written, what came waits and is told, and the next round tries again.
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from schema import Alert, Incident, Skipped
from store import StoreError

from .event_archive import event_archive, forget_old_events
from .log_forms import read_logs
from .monitor_run import MonitorRun
from .respond_auto import Answered, respond_to
from .settings import Settings, open_book
from .watch_log import WATCH_DIRECTORY, WatchedLog

__all__ = ["WATCH_DIRECTORY", "Feed", "Watched", "watch_logs"]


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
        forget_old_events(settings, book, archive)
        run = MonitorRun(settings, book, archive)
        forms = read_logs(settings)
        watched = [WatchedLog(settings.home, Path(each).absolute(), forms) for each in logs]
        heard = feeds(run)
        detail = {"logs": len(watched), **({"feeds": len(heard)} if heard else {})}
        fault = gaps = ""

        def told(sources: Sequence[Callable[[MonitorRun], Iterator[Skipped]]]) -> Watched:
            nonlocal fault, gaps
            before, lost = run.events, list[Skipped]()
            try:
                for take in sources:
                    lost += take(run)
                settled = run.settle("monitor.watch", detail, always=False)
                answered = respond_to(settings, settled.incidents)
                for each in watched:
                    each.judged()
            except StoreError as error:
                if str(error) != fault:
                    fault = str(error)
                    lost.append(Skipped(str(settings.home), fault))
                return Watched((), (), tuple(lost), run.events - before)
            if (waiting := run.fault) and waiting != fault:
                lost.append(Skipped(settings.archive or settings.store, waiting))
            fault = run.fault
            if run.gaps and run.gaps != gaps:
                gaps = run.gaps
                lost.append(Skipped("calendar", gaps))
            return Watched(
                settled.news, settled.incidents, tuple(lost), run.events - before, answered
            )

        while True:
            yield told([*(each.take for each in watched), *(each.take for each in heard)])
            if not wait():
                break
        if heard:
            yield told([each.end for each in heard])
        if fault:
            raise StoreError(fault)
