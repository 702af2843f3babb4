# tongguan monitor replay: captures and logs read from files, their events kept, alerts and
# incidents recorded. Nothing is told twice: the same files replayed give the same ids.
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyarrow as pa

from classify import IMPRINT_KEY_BYTES, holding_of
from connectors import is_capture, log_head, read_capture, read_log
from monitor import (
    Assets,
    Enricher,
    LogReader,
    Noted,
    Pipeline,
    Scanner,
    Sensed,
    Sensor,
    compile_sigma,
    correlated,
    flow_events,
    kind_of,
    redacted,
)
from policies import load_detections
from schema import Alert, Incident, MisuseError, Skipped, SourceError
from store import EventArchive

from .comparison import identifying
from .event_archive import event_archive
from .history import History
from .lint import compiled
from .recording import Book
from .settings import Settings, open_book, read_policies, read_site

__all__ = ["Replayed", "replay"]

_PROFILE: Final = "gbt-43697"
# Habits are those of so many days before.
_HABIT: Final = dt.timedelta(days=14)
# Events gathered before they are written as one file.
_MOST_PENDING: Final = 200_000
_SEED_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found; `events` and `packets` count what was read."""

    alerts: tuple[Alert, ...]
    incidents: tuple[Incident, ...]
    skipped: tuple[Skipped, ...]
    events: int
    packets: int


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
        replaying = _Replay(settings, book, archive, tell)
        for path in paths:
            replaying.read(path)
        return replaying.close(tuple(path.name for path in paths))


class _Replay:
    """A replay under way."""

    def __init__(
        self,
        settings: Settings,
        book: Book,
        archive: EventArchive,
        tell: Callable[[int], None],
    ) -> None:
        self._settings = settings
        self._book = book
        self._archive = archive
        self._tell = tell
        self._unit = read_site(settings).unit
        self._seed = int.from_bytes(book.seal.derive("monitor/flows")[:_SEED_BYTES], "big") >> 1
        self._pipeline = _pipeline(settings, book)
        self._skipped: list[Skipped] = []
        self._pending: list[pa.RecordBatch] = []
        self._waiting = 0
        self._packets = 0

    def read(self, path: Path) -> None:
        """Every event of one file; what is wrong with it is noted."""
        try:
            if is_capture(path):
                self._capture(path)
            else:
                self._log(path)
        except SourceError as error:
            self._skipped.append(Skipped(error.source, error.problem))

    def close(self, names: tuple[str, ...]) -> Replayed:
        """The alerts of all that was read, recorded with their incidents."""
        self._flush()
        now = self._book.now()
        self._remember()
        alerts = self._pipeline.alerts(unit=self._unit, time=now)
        known = self._book.list(Incident)
        before = {each.id: each for each in self._book.list(Alert)}
        news = [each for each in alerts if _says_more(before.get(each.id), each)]
        whole = {**before, **{each.id: each for each in alerts}}
        incidents = correlated(whole.values(), known, time=now)
        mine = {each.id for each in alerts}
        touched = [each for each in incidents if mine & set(each.alerts)]
        self._book.record(
            [*news, *touched],
            action="monitor.replay",
            actor=self._settings.actor,
            unit=self._unit,
            detail={
                "files": list(names),
                "events": self._pipeline.events,
                "packets": self._packets,
                "alerts": len(alerts),
                "incidents": len(touched),
                "skipped": len(self._skipped),
            },
        )
        return Replayed(
            tuple(alerts),
            tuple(touched),
            tuple(self._skipped),
            self._pipeline.events,
            self._packets,
        )

    def _capture(self, path: Path) -> None:
        sensor = Sensor(seed=self._seed)
        for batch in read_capture(path):
            if isinstance(batch, Skipped):
                self._skipped.append(batch)
            else:
                self._sensed(sensor.feed(batch), path.name)
        self._sensed(sensor.end(), path.name)
        self._packets += sensor.packets
        if sensor.missing:
            problem = f"{sensor.missing:,} bytes of connections are not in the capture"
            self._skipped.append(Skipped(str(path), problem))

    def _sensed(self, sensed: Sensed, observer: str) -> None:
        noted: list[Noted] = sensed.noted
        if noted:
            self._keep(self._pipeline.noted(noted, observer))
        if sensed.flows is not None:
            self._keep(self._pipeline.events_seen(flow_events(sensed.flows, observer)))

    def _log(self, path: Path) -> None:
        kind = kind_of(log_head(path))
        if kind is None:
            problem = "is neither a capture nor a log in a format that is read here"
            raise SourceError(problem, source=str(path))
        reader = LogReader(kind, path.name)
        for piece in read_log(path):
            if isinstance(piece, Skipped):
                self._skipped.append(piece)
            else:
                self._keep(self._pipeline.events_seen(reader.feed(piece)))
        self._keep(self._pipeline.events_seen(reader.end()))

    def _keep(self, batch: pa.RecordBatch) -> None:
        if not batch.num_rows:
            return
        self._pending.append(redacted(batch))
        self._waiting += batch.num_rows
        if self._waiting >= _MOST_PENDING:
            self._flush()

    def _flush(self) -> None:
        self._archive.append(self._pending)
        self._pending, self._waiting = [], 0
        self._tell(self._pipeline.events)

    def _remember(self) -> None:
        """Shows what was archived of the days before to the counters."""
        if self._pipeline.first is None:
            return
        until = dt.datetime.fromtimestamp(self._pipeline.first / 1e6, dt.UTC)
        for batch in self._archive.scan(until - _HABIT, until):
            self._pipeline.remembered(batch)


def _pipeline(settings: Settings, book: Book) -> Pipeline:
    policies = read_policies(settings)
    history = History(book, policies)
    labels = identifying(policies)
    findings, holdings = [], []
    for identifier in history.datasets:
        finding = history.decided(identifier)
        if finding is not None and not history.gone_since(identifier):
            findings.append(finding)
    by_id = {each.id: each for each in findings}
    for identifier, imprints in book.newest_imprints():
        if identifier in by_id:
            fields = by_id[identifier].fields
            holdings.append(holding_of(identifier, imprints, fields, labels))
    scanner = Scanner(
        policies,
        policies.profiles[_PROFILE],
        lambda: compiled(policies),
        key=book.seal.derive("imprint", IMPRINT_KEY_BYTES),
        known=holdings,
    )
    rules, _ = compile_sigma(_sigma_texts(settings.policies))
    return Pipeline(load_detections(settings.policies), Enricher(Assets(findings)), scanner, rules)


def _sigma_texts(policies: Path | None) -> Iterator[str]:
    """The operator's Sigma rules, files `sigma/*.yml`; we ship none of our own."""
    for path in sorted((policies / "sigma").glob("*.yml")) if policies is not None else ():
        yield path.read_text(encoding="utf-8", errors="replace")


def _says_more(before: Alert | None, alert: Alert) -> bool:
    """Whether an alert is new, or has grown."""
    return before is None or replace(alert, time=before.time) != before
