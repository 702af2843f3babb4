# One table read, labelled and graded: what a scan's worker process does. Reading goes batch
# by batch through the column kernel, so memory is bounded by a batch and not by the table.
from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import pyarrow as pa

from classify import (
    Lesson,
    Recognisers,
    Summary,
    compile_recognisers,
    dataset_id,
    decide,
    decide_by_headers,
    extend,
    first_row_is_data,
    grade,
    imprint_of,
    nothing_of,
    with_reading,
)
from connectors import discover, read, refuse_password, without_header
from policies import GradingProfile, Policies, load_policies
from schema import (
    Access,
    DatasetFinding,
    Imprint,
    MisuseError,
    Sample,
    Skipped,
    SourceError,
    Table,
    Weighed,
)

__all__ = [
    "Counters",
    "Examination",
    "Examiner",
    "Explored",
    "begin_worker",
    "examine",
    "explore",
]

# An estimate of the rows is no proof that all were looked at.
_NOT_ALL = 0.99


@dataclass(frozen=True, slots=True)
class Explored:
    """What a location holds."""

    tables: tuple[Table, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Examination:
    """A table's finding, or None where nothing of it could be read, and what was left out.

    `imprints` are its columns' values as they can be compared; none where none were read.
    `weighed` is what spoke for the labels of each column, where anything did.
    """

    finding: DatasetFinding | None
    skipped: tuple[Skipped, ...]
    imprints: tuple[Imprint, ...] = ()
    weighed: dict[str, tuple[Weighed, ...]] = field(default_factory=dict)


class Examiner:
    """Policies compiled once for a process, then put to many tables.

    Imprints are made under `key`; those of two keys cannot be compared. `lesson` is what
    reviewers have taught the model of columns here.
    """

    def __init__(
        self,
        policies: Policies,
        profile: GradingProfile,
        sample: Sample,
        *,
        headers_only: bool,
        key: bytes,
        lesson: Lesson | None = None,
    ) -> None:
        self._key = key
        self._policies = policies
        self._profile = profile
        self._sample = sample
        self._headers_only = headers_only
        self._recognisers: Recognisers = compile_recognisers(
            policies, None if lesson is None else lesson.names
        )
        self._weighing = None if lesson is None else lesson.weighing()

    def explore(self, location: str, access: Access) -> Explored:
        """The tables at a location; what cannot be opened is said, not raised."""
        tables: list[Table] = []
        skipped: list[Skipped] = []
        try:
            for found in discover(location, access):
                if isinstance(found, Skipped):
                    skipped.append(found)
                else:
                    tables.append(found)
        except SourceError as error:
            skipped.append(Skipped(error.source, error.problem))
        except MisuseError as error:
            skipped.append(Skipped(_without_password(location), str(error)))
        return Explored(tuple(tables), tuple(skipped))

    def examine(
        self, table: Table, access: Access, unit: str, seen: Callable[[int], None]
    ) -> Examination:
        """The table's finding; `seen` is told how many rows came, each time some did."""
        summary, sampled = None, 0
        skipped: list[Skipped] = []
        if not self._headers_only:
            try:
                for batch in read(table, self._sample, access):
                    if isinstance(batch, Skipped):
                        skipped.append(_of(table, batch))
                        continue
                    summary = extend(summary, batch, self._recognisers, table)
                    sampled += batch.num_rows
                    seen(batch.num_rows)
            except SourceError as error:
                skipped.append(_of(table, Skipped(error.source, error.problem)))
                if summary is None:
                    return Examination(None, tuple(skipped))
        if summary is None:
            columns = decide_by_headers(table, self._recognisers, self._weighing)
        else:
            decided = decide(summary, table, self._recognisers, self._weighing)
            columns = with_reading(decided, summary, table)
        bare = without_header(table)
        read_so_far = summary or nothing_of(column.name for column in table.columns)
        if bare is not None and first_row_is_data(read_so_far, self._recognisers):
            # Read again: the first row counts too, and no value stays behind as a name.
            return self.examine(bare, access, unit, seen)
        whole = not self._headers_only and not skipped and self._saw_all(table, sampled)
        finding = grade(
            table,
            columns,
            rows=sampled if whole else table.rows,
            sampled=sampled,
            rows_exact=whole or table.rows_exact,
            complete=whole,
            policies=self._policies,
            profile=self._profile,
            unit=unit,
            dataset_id=dataset_id(table.source, table.name),
        )
        weighed = {column.name: column.weighed for column in columns if column.weighed}
        return Examination(finding, tuple(skipped), self._imprints(summary, finding), weighed)

    def _imprints(self, summary: Summary | None, finding: DatasetFinding) -> tuple[Imprint, ...]:
        if summary is None:
            return ()
        covered = _covered(finding)
        return tuple(
            imprint_of(column.name, column.sketch, self._key, covered=covered)
            for column in summary.columns
        )

    def _saw_all(self, table: Table, sampled: int) -> bool:
        if self._sample.rows is None or (table.rows_exact and table.rows == sampled):
            return True
        # Of a document rows are not counted; one that gives fewer than was asked has no more.
        return _is_prose(table) and sampled < self._sample.rows


def _is_prose(table: Table) -> bool:
    return any(column.holds == "prose" for column in table.columns)


def _of(table: Table, skipped: Skipped) -> Skipped:
    """What was skipped, said of the table where the connector only named its source."""
    return replace(skipped, source=table.place) if skipped.source == table.source else skipped


def _covered(finding: DatasetFinding) -> float:
    """The share of rows looked at: 1 only where they were counted, 0 where nobody knows."""
    if finding.rows is None:
        return 0.0
    share = finding.sampled / finding.rows if finding.rows else 1.0
    return min(1.0, share) if finding.rows_exact else min(_NOT_ALL, share)


def _without_password(location: str) -> str:
    """The location; of a URL with a password in it, no more than its kind."""
    try:
        refuse_password(location)
    except MisuseError:
        return f"{location.partition('://')[0]}://…"
    return location


@dataclass(frozen=True, slots=True)
class Counters:
    """What all workers of a scan add to: rows and bytes read, and until when one is held.

    `held_until` is a time of the machine's monotonic clock, the same in every process.
    """

    rows: Synchronized[int]
    octets: Synchronized[int]
    held_until: Synchronized[float]

    def seen(self, rows: int) -> None:
        """More rows."""
        with self.rows.get_lock():
            self.rows.value += rows

    def heard(self, octets: int, wait_s: float) -> None:
        """More bytes, and how long the reader rests now because its source's terms ask for it."""
        if octets:
            with self.octets.get_lock():
                self.octets.value += octets
        if wait_s:
            with self.held_until.get_lock():
                until = time.monotonic() + wait_s
                self.held_until.value = max(self.held_until.value, until)


_EXAMINER: Examiner | None = None
_COUNTERS: Counters | None = None


def begin_worker(
    policies: Path | None,
    profile: str,
    reading: tuple[Sample, bool, Lesson | None],
    counters: Counters,
    key: bytes,
) -> None:
    """This process set up: policies compiled, one Arrow thread.

    `reading` is the sample, whether headers alone count and what reviewers have taught; `key` is that of the imprints.
    """
    global _EXAMINER, _COUNTERS  # noqa: PLW0603  a worker process has one examiner
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    loaded = load_policies(policies)
    sample, headers_only, lesson = reading
    _EXAMINER = Examiner(
        loaded,
        loaded.profiles[profile],
        sample,
        headers_only=headers_only,
        key=key,
        lesson=lesson,
    )
    _COUNTERS = counters


def explore(location: str, access: Access) -> Explored:
    """What a location holds, by this process's examiner."""
    assert _EXAMINER is not None
    assert _COUNTERS is not None
    return _EXAMINER.explore(location, replace(access, heard=_COUNTERS.heard))


def examine(table: Table, access: Access, unit: str) -> Examination:
    """The table's finding, by this process's examiner."""
    assert _EXAMINER is not None
    assert _COUNTERS is not None
    heard = replace(access, heard=_COUNTERS.heard)
    return _EXAMINER.examine(table, heard, unit, _COUNTERS.seen)
