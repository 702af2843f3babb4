# tongguan monitor replay: captures and logs read from files, their events kept, alerts and
# incidents recorded. Nothing is told twice: the same files replayed give the same ids.
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors import is_capture, is_flow_file, log_head, log_identity, read_capture, read_log
from monitor import LogReader, Sensor, is_har
from schema import Alert, Incident, MisuseError, Skipped, SourceError

from .event_archive import event_archive, forget_old_events
from .log_forms import Logs, read_logs, unread_lines
from .monitor_run import MonitorRun
from .replay_har import replay_har
from .respond_auto import Answered, respond_to
from .settings import Settings, open_book

__all__ = ["Replayed", "replay"]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found; `events` and `packets` count what was read, `answered` is what a policy
    made of it. `stale` says why the model of the history is out of date, "" where it is not.
    """

    alerts: tuple[Alert, ...]
    incidents: tuple[Incident, ...]
    skipped: tuple[Skipped, ...]
    events: int
    packets: int
    answered: Answered | None = None
    stale: str = ""


def replay(
    settings: Settings, targets: Sequence[str], *, tell: Callable[[int], None] = lambda _n: None
) -> Replayed:
    """The alerts and incidents of captures and logs, recorded in the book.

    `tell` hears now and then how many events there are. Raises MisuseError where none of the
    files is there, PolicyError where a policy is wrong; what cannot be read is in `skipped`.
    """
    paths = [Path(each) for each in targets]
    if not any(path.exists() for path in paths):
        raise MisuseError(f"{', '.join(targets)}: does not exist")
    with open_book(settings) as book, event_archive(settings, book) as archive:
        book.refuse_read_only()
        forget_old_events(settings, book, archive)
        run = MonitorRun(settings, book, archive, tell)
        logs = read_logs(settings)
        skipped: list[Skipped] = []
        packets = 0
        for path in paths:
            try:
                if is_capture(path):
                    packets += _capture(run, path, skipped)
                elif is_har(log_head(path)):
                    skipped += replay_har(run, path)
                else:
                    _log(run, path, logs, skipped)
            except SourceError as error:
                skipped.append(Skipped(error.source, error.problem))
        settled = run.settle(
            "monitor.replay",
            {
                "files": [path.name for path in paths],
                "packets": packets,
                "skipped": len(skipped),
            },
        )
        if run.gaps:
            skipped.append(Skipped("calendar", run.gaps))
        events, stale = run.events, run.stale()
    answered = respond_to(settings, settled.incidents)
    return Replayed(
        settled.alerts, settled.incidents, tuple(skipped), events, packets, answered, stale
    )


def _capture(run: MonitorRun, path: Path, skipped: list[Skipped]) -> int:
    """The packets of a capture, all of them looked at."""
    sensor = Sensor(seed=run.seed)
    for batch in read_capture(path):
        if isinstance(batch, Skipped):
            skipped.append(batch)
        else:
            run.sensed(sensor.feed(batch), path.name)
    run.sensed(sensor.end(), path.name)
    if sensor.missing:
        problem = f"{sensor.missing:,} bytes of connections are not in the capture"
        skipped.append(Skipped(str(path), problem))
    return sensor.packets


def _log(run: MonitorRun, path: Path, logs: Logs, skipped: list[Skipped]) -> None:
    head = log_head(path)
    kind = logs.kind_of(path.name, head)
    if kind is None:
        if is_flow_file(path):
            problem = "is a file of nfcapd: write it as text with nfdump -o csv, and replay that"
        else:
            problem = "is neither a capture nor a log in a format that is read here"
        raise SourceError(problem, source=str(path))
    written = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    reader = LogReader(kind, logs.about(path.name, lambda: written), log_identity(head))
    for piece in read_log(path):
        if isinstance(piece, Skipped):
            skipped.append(piece)
        else:
            run.logged(reader.feed(piece))
    run.logged(reader.end())
    unread = reader.unread()
    if unread.count:
        skipped.append(Skipped(str(path), unread_lines(unread)))
