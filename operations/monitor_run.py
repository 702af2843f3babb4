# What replaying and watching share: events through the pipeline, kept in the archive, and the
# alerts and incidents they are worth recorded with one ledger entry. Nothing is told twice: the
# same events give the same ids.
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyarrow as pa

from classify import IMPRINT_KEY_BYTES, holding_of
from ledger import JSON
from monitor import (
    Assets,
    Beacons,
    Borders,
    Calendar,
    DgaWatch,
    DnsTunnels,
    Enricher,
    HistoryWatch,
    Model,
    Pipeline,
    Scanner,
    Sensed,
    compile_sigma,
    export_alerts,
    flow_events,
    redacted,
    shipped_dga,
    shipped_trees,
)
from policies import load_calendar, load_detections, load_flow_policy
from schema import Alert, Share
from store import EventArchive

from .alert_book import Settled, record_alerts
from .comparison import identifying
from .copy_finder import copy_finder
from .exports import year_of_exports
from .history import History
from .lint import compiled
from .recording import Book
from .settings import Settings, read_policies, read_site
from .train_history import history_in_use

__all__ = ["MonitorRun", "Settled"]

_PROFILE: Final = "gbt-43697"
# Habits are those of so many days before.
_HABIT: Final = dt.timedelta(days=14)
# Events gathered before they are written as one file.
_MOST_PENDING: Final = 200_000
_SEED_BYTES: Final = 8
# After so many events, or so much of their time, what was judged is let go.
_MOST_COUNTED: Final = 1_000_000
_FORGET_US: Final = 900 * 1_000_000
_TO_THE_MINUTE: Final = len("2026-11-28T10:00")


class MonitorRun:
    """Events come in, alerts come out; `tell` hears now and then how many events there were."""

    def __init__(
        self,
        settings: Settings,
        book: Book,
        archive: EventArchive,
        tell: Callable[[int], None] = lambda _n: None,
    ) -> None:
        self._settings = settings
        self._book = book
        self._archive = archive
        self._tell = tell
        self._unit = read_site(settings).unit
        self.seed = int.from_bytes(book.seal.derive("monitor/flows")[:_SEED_BYTES], "big") >> 1
        usual = history_in_use(book)
        expected = tuple(load_detections(settings.policies).expected.values())
        self._history = None if usual is None else HistoryWatch(usual, expected)
        self._calendar = Calendar(load_calendar(settings.policies))
        self._pipeline = _pipeline(settings, book, self._calendar, self._history)
        self._pending: list[pa.RecordBatch] = []
        self._waiting = 0
        self._remembered = False
        self._crossed: tuple[str, ...] = ()
        self._judgements: dict[str, Alert] = {}
        self._asked: tuple[list[Alert], str] | None = None
        self._settled = Settled((), (), ())
        self._forgotten, self._forgotten_at = 0, 0

    @property
    def events(self) -> int:
        """How many events there were."""
        return self._pipeline.events

    def stale(self) -> str:
        """Why the model of the history is out of date, "" where it is not or there is none."""
        return "" if self._history is None else self._history.stale()

    def sensed(self, sensed: Sensed, observer: str) -> None:
        """What a sensor gave."""
        if sensed.noted:
            self._keep(self._pipeline.noted(sensed.noted, observer))
        if sensed.flows is not None:
            self.logged(flow_events(sensed.flows, observer))

    def logged(self, batch: pa.RecordBatch) -> None:
        """Events of a log, or flows."""
        self._keep(self._pipeline.events_seen(batch))

    def judged_again(self, batch: pa.RecordBatch) -> None:
        """Events that are archived already, whose alerts may not be recorded yet."""
        self._pipeline.events_seen(batch)

    @property
    def fault(self) -> str:
        """What the archive says of events that wait or were set aside; "" where there are none."""
        return str(getattr(self._archive, "fault", ""))

    @property
    def gaps(self) -> str:
        """What is said of days whose year no calendar knows; "" where there are none."""
        years = ", ".join(map(str, sorted(self._calendar.guessed)))
        return f"no holidays are known for {years}: the week alone decides" if years else ""

    def flush(self) -> None:
        """Everything that came is on disk when this returns."""
        self._archive.append(self._pending)
        self._pending, self._waiting = [], 0
        self._tell(self.events)

    def settle(self, action: str, detail: Mapping[str, JSON], *, always: bool = True) -> Settled:
        """The alerts of all that came so far, recorded with their incidents.

        An entry is written in any case, or, unless `always`, only where there is news.
        """
        self.flush()
        now = self._book.now()
        alerts = [*self._judged(now).values(), *self._exported(now)]
        told = [replace(each, time="") for each in alerts]
        # Mutes end with time, so all is looked at again in another minute.
        asked = told, now[:_TO_THE_MINUTE]
        if not always and asked == self._asked:
            return replace(self._settled, news=())
        self._asked, self._judgements = asked, {}
        self._settled = record_alerts(
            self._settings,
            self._book,
            alerts,
            action=action,
            detail={**detail, "events": self.events},
            now=now,
            always=always,
        )
        return self._settled

    def _judged(self, now: str) -> dict[str, Alert]:
        """The alerts of all that came since they were last recorded; what they were judged by and
        nothing can be added to is let go.
        """
        self._remember()
        found = self._pipeline.alerts(unit=self._unit, time=now)
        self._judgements |= {each.id: each for each in found}
        if self.events >= self._forgotten + _MOST_COUNTED or self._is_later():
            self._forgotten, self._forgotten_at = self.events, self._pipeline.last or 0
            self._pipeline.forget()
        return self._judgements

    def _is_later(self) -> bool:
        """Whether much time has passed in the events since something was let go."""
        return (self._pipeline.last or 0) - self._forgotten_at > _FORGET_US

    def _keep(self, batch: pa.RecordBatch) -> None:
        if not batch.num_rows:
            return
        self._pending.append(redacted(batch))
        self._waiting += batch.num_rows
        if self._waiting >= _MOST_PENDING:
            self.flush()
        if self.events >= self._forgotten + _MOST_COUNTED:
            self._judged(self._book.now())

    def _exported(self, now: str) -> list[Alert]:
        """The thresholds that the year's transfers reach, where something crossed a border."""
        last, crossed = self._pipeline.last, tuple(self._pipeline.crossed)
        if last is None or crossed == self._crossed:
            return []
        self._crossed = crossed
        when = dt.datetime.fromtimestamp(last / 1e6, dt.UTC)
        exports = year_of_exports(self._settings, self._archive, when.year)
        return export_alerts(
            exports,
            unit=self._unit,
            time=now,
            last=when.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            evidence=crossed,
        )

    def _remember(self) -> None:
        """Shows what was archived of the days before to the counters, once."""
        if self._remembered or self._pipeline.first is None:
            return
        self._remembered = True
        until = dt.datetime.fromtimestamp(self._pipeline.first / 1e6, dt.UTC)
        for batch in self._archive.scan(until - _HABIT, until):
            self._pipeline.remembered(batch)


def _pipeline(
    settings: Settings, book: Book, calendar: Calendar, usual: HistoryWatch | None
) -> Pipeline:
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
        copies=copy_finder(book),
    )
    rules, _ = compile_sigma(_sigma_texts(settings.policies))
    purposes = {each.id: each.purpose for each in book.list(Share)}
    detections = load_detections(settings.policies)
    expected = tuple(detections.expected.values())
    models: list[Model] = [
        DnsTunnels(shipped_trees("dns-tunnel"), expected),
        Beacons(expected),
        DgaWatch(shipped_dga(), expected),
    ]
    if usual is not None:
        models.append(usual)
    return Pipeline(
        detections,
        Enricher(Assets(findings), calendar=calendar),
        scanner,
        rules,
        borders=Borders(load_flow_policy(settings.policies), purposes),
        models=models,
    )


def _sigma_texts(policies: Path | None) -> Iterator[str]:
    """The operator's Sigma rules, files `sigma/*.yml`; we ship none of our own."""
    for path in sorted((policies / "sigma").glob("*.yml")) if policies is not None else ():
        yield path.read_text(encoding="utf-8", errors="replace")
