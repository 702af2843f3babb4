# What changed in the catalogue: between two times, by one scan, or of one data set since it
# was last found otherwise. Each change is told with the occasions of annex J it gives and with
# what it means for a filing (GB/T 43697-2024 annex J; dynamic updating).
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classify import DatasetChange, Holding, Occasion, holding_of, occasions
from policies import FilingRules, Policies
from schema import Dataset, MisuseError, Observation, ScanJob

from .comparison import State, compared, identifying
from .filing import Standing, filing_rules, standing_of, statements
from .history import History
from .lookup import find_record
from .recording import Book
from .settings import Settings, open_book, read_policies

__all__ = ["Changed", "Difference", "diff_catalogue", "last_changes"]

_SCANS_NAMED = 5


@dataclass(frozen=True, slots=True)
class Changed:
    """One data set's change, the occasions of annex J it gives, and where it stands now.

    `stated` are statements of people that fall between the two times.
    """

    change: DatasetChange
    occasions: tuple[Occasion, ...]
    stated: tuple[Observation, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed after `since`, up to and with `until`; `scan` is the scan that found it.

    `looked_at` is the number of data sets compared.
    """

    since: str
    until: str
    scan: str
    added: tuple[Changed, ...]
    removed: tuple[Changed, ...]
    changed: tuple[Changed, ...]
    looked_at: int


@dataclass(frozen=True, slots=True)
class _Window:
    since: str
    until: str
    scan: str
    datasets: Sequence[str]


def diff_catalogue(
    settings: Settings, wanted: str = "", *, since: str = "", scan: str = ""
) -> Difference:
    """What changed of the whole catalogue, or of the data set called `wanted`.

    `since` is a day (from its beginning, UTC) or an RFC 3339 time; `scan` the id of a scan,
    whose own changes are meant. With neither, the last scan's; of one data set, the step to
    its newest version. Raises MisuseError for what is unknown or cannot be.
    """
    if since and scan:
        raise MisuseError("say since when, or which scan: not both")
    policies = read_policies(settings)
    with open_book(settings) as book:
        history = History(book, policies)
        only = find_record(book, wanted).id if wanted else ""
        window = _window(history, only, since, scan, book.now())
        comparing = _Comparing(book, history, policies, window)
        found = [
            changed
            for dataset in window.datasets
            if (changed := comparing.changed(dataset)) is not None
        ]
    found.sort(key=lambda each: (each.change.finding.source, each.change.finding.name))
    return Difference(
        window.since,
        window.until,
        window.scan,
        tuple(each for each in found if each.change.before is None),
        tuple(each for each in found if each.change.after is None),
        tuple(each for each in found if each.change.before and each.change.after),
        len(window.datasets),
    )


def last_changes(book: Book, history: History, policies: Policies) -> list[Changed]:
    """The step to its newest version of every data set that has changed, or is gone."""
    found = []
    for dataset in history.datasets:
        if len(history.versions(dataset)) > 1 or history.gone_since(dataset):
            window = _last_step(history, dataset, book.now())
            changed = _Comparing(book, history, policies, window).changed(dataset)
            if changed is not None and changed.change.before is not None:
                found.append(changed)
    return sorted(found, key=lambda each: (each.change.finding.source, each.change.finding.name))


class _Comparing:
    """Two times of a catalogue, to be compared data set by data set."""

    def __init__(self, book: Book, history: History, policies: Policies, window: _Window) -> None:
        self._book = book
        self._history = history
        self._policies = policies
        self._rules: FilingRules = filing_rules(policies)
        self._window = window
        self._labels = identifying(policies)
        self._holdings: dict[str, tuple[str, Holding]] | None = None

    def changed(self, dataset: str) -> Changed | None:
        """The data set's change, None where it is as it was and nobody stated anything."""
        window = self._window
        before, after = (self._state(dataset, time) for time in (window.since, window.until))
        change = compared(before, after, self._rules, self._policies, lambda: self._others(dataset))
        stated = tuple(statements(self._book, dataset, window.since, window.until))
        if change is None:
            if not stated or before is None or after is None:
                return None
            change = DatasetChange(before.finding, after.finding)
        return Changed(
            change,
            occasions((*change.observations, *stated), self._rules),
            stated,
            standing_of(self._book, self._history, dataset, self._policies),
        )

    def _state(self, dataset: str, time: str) -> State | None:
        version = self._history.version(dataset, time)
        finding = self._history.decided(dataset, time)
        if version is None or finding is None or self._history.gone_since(dataset, time):
            return None
        return State(finding, self._book.imprints(dataset, version[0]))

    def _others(self, dataset: str) -> Iterator[tuple[str, Holding]]:
        """The data sets that were there before this one grew, as they are now."""
        if self._holdings is None:
            self._holdings = {}
            for other, imprints in self._book.newest_imprints():
                record = self._history.versions(other)[-1].record
                if isinstance(record, Dataset):
                    fields = record.finding.fields
                    holding = holding_of(other, imprints, fields, self._labels)
                    self._holdings[other] = record.finding.name, holding
        for other, named in self._holdings.items():
            if other != dataset and self._history.version(other, self._window.since):
                yield named


def _window(history: History, only: str, since: str, scan: str, now: str) -> _Window:
    datasets = [only] if only else history.datasets
    if since:
        return _Window(_time(since, now), now, "", datasets)
    if only and not scan:
        return _last_step(history, only, now)
    job = _job(history.jobs, scan)
    if not only:
        datasets = _concerned(history, job)
    return _Window(job.time, job.finished, job.id, datasets)


def _last_step(history: History, dataset: str, now: str) -> _Window:
    """From before its newest version, or before it was gone, to now."""
    last = history.gone_since(dataset) or history.versions(dataset)[-1].time
    # Decisions of the very moment come after.
    return _Window(last.removesuffix("Z"), now, "", [dataset])


def _job(jobs: Sequence[ScanJob], wanted: str) -> ScanJob:
    if not jobs:
        raise MisuseError("nothing was scanned yet: tongguan classify scan TARGET")
    if not wanted:
        return jobs[-1]
    for job in jobs:
        if job.id == wanted:
            return job
    last = ", ".join(f"{job.id} ({job.finished[:16]})" for job in jobs[: -_SCANS_NAMED - 1 : -1])
    raise MisuseError(f"no scan {wanted!r} came to its end; the last are {last}")


def _concerned(history: History, job: ScanJob) -> list[str]:
    """What a scan found, and what it would have found had it still been there."""
    gone = (
        each
        for each in history.datasets
        if each not in job.datasets and history.gone_since(each, job.finished) == job.finished
    )
    return sorted({*job.datasets, *gone})


def _time(text: str, now: str) -> str:
    """The moment meant, in the form that is recorded."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise MisuseError(f"since {text!r}: expected a day, as 2026-11-24, or a time") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    found = moment.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if found > now:
        raise MisuseError(f"since {text}: that is still to come")
    return found
