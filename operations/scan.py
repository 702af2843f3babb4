# The scan as a job: targets become locations, locations tables, tables graded data sets.
# Every finished table is committed with its ledger entry and its mark of progress in one
# transaction, so a killed scan resumes where it was and ends in the same catalogue. What
# cannot be read is said and never stops the rest.
from __future__ import annotations

import multiprocessing
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace

import msgspec

from classify import IMPRINT_KEY_BYTES, dataset_id, shipped_weighing
from connectors import Identity, absent, expand, identities, shown
from policies import Policies
from schema import (
    Dataset,
    DatasetFinding,
    Filing,
    Limits,
    MisuseError,
    Sample,
    ScanJob,
    Skipped,
    Table,
)

from .examine import Counters, Examination, Explored, begin_worker, examine, explore
from .filing import note_changes
from .history import History
from .lineage import recognise_shares
from .lint import compiled
from .pool import Crashed, Failed, Task, TaskPool
from .recording import Book
from .revaluation import policy_set
from .settings import Settings, open_book, read_policies, read_site, utc_now
from .source import Target, closed_now, resolve
from .train import lesson_in_use

__all__ = ["Progress", "ScanOutcome", "ScanRequest", "scan"]


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What to scan and how; `workers` 0 means one for each core this process may use."""

    targets: tuple[str, ...]
    profile: str = "gbt-43697"
    sample: Sample = field(default_factory=Sample)
    headers_only: bool = False
    resume: bool = False
    workers: int = 0
    limits: Limits = field(default_factory=Limits)

    def options(self) -> dict[str, str]:
        """What makes two scans the same scan, as the job's record keeps it."""
        options = {
            "profile": self.profile,
            "sample": "all" if self.sample.rows is None else str(self.sample.rows),
            "seed": str(self.sample.seed),
            "headers_only": "yes" if self.headers_only else "no",
        }
        usual, chosen = asdict(Limits()), asdict(self.limits)
        return options | {
            name: str(value) for name, value in chosen.items() if value != usual[name]
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is: tables done of those known, rows and bytes read, seconds left.

    Bytes are those of files as they lie on the disk, and of servers as they come over the
    wire. `exploring` while more tables may turn up; `eta_s` None while nothing can be said;
    `held` while a reader rests on purpose, by the terms of its source.
    """

    done: int
    known: int
    exploring: bool
    rows: int
    octets: int
    elapsed_s: float
    eta_s: float | None
    held: bool = False


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """The job as recorded, the data sets with people's decisions applied, what was skipped.

    `due` are filings that what was found calls for anew.
    """

    job: ScanJob
    datasets: tuple[DatasetFinding, ...]
    skipped: tuple[Skipped, ...]
    resumed: int = 0
    due: tuple[Filing, ...] = ()


def scan(
    request: ScanRequest, settings: Settings, *, tell: Callable[[Progress], None]
) -> ScanOutcome:
    """Every data set of the targets, graded and in the catalogue.

    `tell` hears about progress at least twice a second. Raises PolicyError where a policy
    or site file is wrong and MisuseError for an unknown profile, a target that may not be
    given, or targets none of which is there; whatever else is wrong with a source is in
    `skipped`, and what belongs to this installation itself is never scanned.
    """
    policies = read_policies(settings)
    if request.profile not in policies.profiles:
        known = ", ".join(sorted(policies.profiles))
        raise MisuseError(f"no grading profile {request.profile!r}; there are: {known}")
    if settings.policies is not None:
        # Said once and with its place, before workers meet it; ours are known to be good.
        compiled(policies)
    unit = read_site(settings).unit
    with open_book(settings) as book:
        book.refuse_read_only()
        targets = [
            _bounded(resolve(target, book, unit), request.limits) for target in request.targets
        ]
        # The home as it is with its database open, and who the bureau is: none of it is data.
        site = () if settings.site is None else (settings.site,)
        left_out = identities(book.home, *site)
        _refuse_absent(targets, left_out)
        places = tuple(sorted({shown(target.location) for target in targets}))
        scanning = _Scan(request, settings, policies, book, unit, places=places)
        return scanning.run(targets, left_out, tell)


def _bounded(target: Target, limits: Limits) -> Target:
    return replace(target, access=replace(target.access, limits=limits))


class _Scan:
    """A running scan: what it has found, what it still has to do."""

    def __init__(
        self,
        request: ScanRequest,
        settings: Settings,
        policies: Policies,
        book: Book,
        unit: str,
        *,
        places: tuple[str, ...],
    ) -> None:
        self._places = places
        self._request = request
        self._settings = settings
        self._policies = policies
        self._book = book
        self._unit = unit
        self._started = time.monotonic()
        self._found: dict[str, DatasetFinding] = {}
        self._skipped: set[Skipped] = set()
        self._terms: dict[str, Target] = {}
        self._tables: dict[str, Table] = {}
        self._done = 0
        self._exploring = 0
        self._expected_rows = 0
        context = multiprocessing.get_context("spawn")
        self._counters = Counters(
            context.Value("q", 0), context.Value("q", 0), context.Value("d", 0.0)
        )
        self._lesson = lesson_in_use(book)
        self._model = shipped_weighing().version if self._lesson is None else self._lesson.version
        self._job, self._finished = self._open_job()
        self._resumed = 0

    def run(
        self,
        targets: list[Target],
        left_out: frozenset[Identity],
        tell: Callable[[Progress], None],
    ) -> ScanOutcome:
        begin = (
            self._settings.policies,
            self._request.profile,
            (self._request.sample, self._request.headers_only, self._lesson),
            self._counters,
            self._book.seal.derive("imprint", IMPRINT_KEY_BYTES),
        )
        workers = self._request.workers or _cores()
        with TaskPool[Explored | Examination](workers, begin_worker, begin) as pool:
            for target in targets:
                for location in self._locations(target, left_out):
                    self._exploring += 1
                    pool.submit(Task(location, explore, (location, target.access), target.lane))
            for outcome in pool.completed():
                if outcome is not None:
                    task, result = outcome
                    for more in self._take(task, result):
                        pool.submit(more)
                tell(self._progress())
        return self._close()

    def _open_job(self) -> tuple[ScanJob, dict[str, str]]:
        """The job to go on with and what it has finished (table key to fingerprint)."""
        targets = tuple(map(shown, self._request.targets))
        if self._request.resume:
            jobs = sorted(self._book.list(ScanJob), key=lambda each: each.time, reverse=True)
            for job in jobs:
                if (job.state, job.targets, job.options, job.policy_digest, job.model) == (
                    "running",
                    targets,
                    self._request.options(),
                    self._policies.digest,
                    self._model,
                ):
                    marks = self._book.progress(job.id)
                    return job, {
                        key: msgspec.json.decode(mark, type=str) for key, mark in marks.items()
                    }
        job = ScanJob(
            id=f"job-{secrets.token_hex(6)}",
            unit=self._unit,
            time=utc_now(),
            targets=targets,
            options=self._request.options(),
            state="running",
            policy_digest=self._policies.digest,
            places=self._places,
            model=self._model,
        )
        looked_at_by = policy_set(self._policies, unit=self._unit, time=job.time)
        self._book.record(
            [job, looked_at_by],
            action="scan.start",
            actor=self._settings.actor,
            unit=self._unit,
        )
        return job, {}

    def _locations(self, target: Target, left_out: frozenset[Identity]) -> Iterator[str]:
        if closed := closed_now(target.access):
            self._skipped.add(Skipped(shown(target.location), closed))
            return
        for location in expand(target.location, left_out):
            if isinstance(location, Skipped):
                self._skipped.add(replace(location, source=shown(location.source)))
            elif location not in self._terms:
                self._terms[location] = target
                yield location

    def _take(
        self, task: Task[Explored | Examination], result: Explored | Examination | Crashed | Failed
    ) -> Iterator[Task[Explored | Examination]]:
        """What a finished task means; yields the tasks that follow from it."""
        table = self._tables.get(task.key)
        if table is None:
            self._exploring -= 1
        else:
            self._done += 1
        if isinstance(result, Explored):
            self._skipped.update(result.skipped)
            target = self._terms[task.key]
            for each in result.tables:
                yield from self._examination_of(each, target)
        elif isinstance(result, Examination):
            assert table is not None
            self._skipped.update(result.skipped)
            if result.finding is not None:
                self._keep(task.key, table, result)
        else:
            where = shown(task.key) if table is None else table.place
            self._skipped.add(Skipped(where, _told(result)))

    def _examination_of(
        self, table: Table, target: Target
    ) -> Iterator[Task[Explored | Examination]]:
        key = dataset_id(table.source, table.name)
        if key in self._tables:
            return
        self._tables[key] = table
        self._expected_rows += _expected(table, self._request.sample)
        earlier = self._book.latest(Dataset, key) if key in self._finished else None
        if earlier is not None and self._finished[key] == table.fingerprint:
            self._found[key] = earlier.finding
            self._done += 1
            self._resumed += 1
            self._expected_rows -= _expected(table, self._request.sample)
            return
        yield Task(key, examine, (table, target.access, target.unit), target.lane)

    def _keep(self, key: str, table: Table, result: Examination) -> None:
        assert result.finding is not None
        finding = replace(result.finding, policy_digest=self._policies.digest)
        record = Dataset(
            id=key,
            unit=finding.unit,
            time=utc_now(),
            finding=finding,
            job=self._job.id,
            fingerprint=table.fingerprint,
            model=self._model,
            weighed=result.weighed,
        )
        # What was read only in part is read again by a resumed scan.
        mark = None
        if not result.skipped:
            mark = (self._job.id, key, msgspec.json.encode(table.fingerprint))
        self._book.record(
            [record],
            action="dataset.grade",
            actor=self._settings.actor,
            unit=finding.unit,
            detail={"job": self._job.id, "level": finding.level.value},
            progress=mark,
            imprints=result.imprints or None,
        )
        self._found[key] = finding

    def _close(self) -> ScanOutcome:
        skipped = tuple(sorted(self._skipped, key=lambda each: (each.source, each.error)))
        job = replace(
            self._job,
            state="done",
            finished=utc_now(),
            datasets=tuple(sorted(self._found)),
            skipped=skipped,
        )
        self._book.record(
            [job],
            action="scan.finish",
            actor=self._settings.actor,
            unit=self._unit,
            detail={"datasets": len(self._found), "skipped": len(skipped)},
        )
        actor = self._settings.actor
        history = History(self._book, self._policies)
        recognise_shares(self._book, history, job.datasets, actor=actor)
        due = note_changes(self._book, self._policies, actor=actor)
        # Read anew: what was recognised and noted just now belongs to it.
        history = History(self._book, self._policies)
        decided = filter(None, map(history.decided, job.datasets))
        datasets = tuple(sorted(decided, key=lambda each: (each.source, each.name)))
        return ScanOutcome(
            job,
            datasets,
            skipped,
            self._resumed,
            tuple(each for each in due if each.state == "changed"),
        )

    def _progress(self) -> Progress:
        elapsed, rows = time.monotonic() - self._started, self._counters.rows.value
        eta = None
        if not self._exploring and rows and self._expected_rows:
            eta = max(0.0, (self._expected_rows - rows) * elapsed / rows)
        return Progress(
            self._done,
            len(self._tables),
            self._exploring > 0,
            rows,
            self._counters.octets.value,
            elapsed,
            eta,
            held=self._counters.held_until.value > time.monotonic(),
        )


def _refuse_absent(targets: list[Target], left_out: frozenset[Identity]) -> None:
    """Raises MisuseError where nothing of what was asked for is there to be scanned.

    Among other targets an absent one is skipped; a registered source is there by its name.
    """
    reasons = [
        f"{shown(target.location)}: {reason}"
        for target in targets
        if not target.name and (reason := absent(target.location, left_out))
    ]
    if targets and len(reasons) == len(targets):
        raise MisuseError("; ".join(reasons))


def _expected(table: Table, sample: Sample) -> int:
    rows = table.rows or 0
    return rows if sample.rows is None else min(rows, sample.rows)


def _told(result: Crashed | Failed) -> str:
    if isinstance(result, Crashed):
        return "the reader crashed on it, twice; nothing else was affected"
    if result.kind == "ModuleNotFoundError":
        return "a package that reads it is not installed: pip install 'tongguan[all]'"
    return f"could not be examined: {result.kind} at {result.place}"


def _cores() -> int:
    return len(os.sched_getaffinity(0))
