# One table of a database on its way into another: its rows in batches that a killed copy goes on
# behind, each looked at, and once all tables are there what the server, the source and the target
# itself say of them.
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from connectors import DatabaseCopy, Mark, TableShape, discover
from masking import Mark as RecipientMark
from masking import Plan, Spans
from policies import Policies
from schema import RefusedError, SourceError, Table

from .after_check import AfterCheck
from .copy_check import KeptWatch, kept_columns, saw_every_row
from .database_rows import masked_rows, watched_batch
from .recording import Book
from .shareable import SCAN_AGAIN, Shareable
from .target_check import RowSeal, refuse_target
from .train import lesson_in_use

__all__ = ["CopyJob", "SharedTable", "checked_tables", "copied_table"]

_ROWS = 2_000
_SOURCE_ENDS = "the copy's target"


@dataclass(frozen=True, slots=True)
class SharedTable:
    """A table of the copy: what it is of, how it is masked, and its rows once it is whole.

    `mark` is what its rows carry. `loosened` are sets of columns that told rows apart and do so no more.
    """

    chosen: Shareable
    shape: TableShape
    target: TableShape
    plan: Plan
    rows: int = 0
    mark: RecipientMark | None = None

    @property
    def loosened(self) -> tuple[tuple[str, ...], ...]:
        """Unique sets of columns that the copy does not hold unique."""
        return tuple(names for names in self.shape.uniques if names not in self.target.uniques)


@dataclass(frozen=True, slots=True)
class CopyJob:
    """What every step of a copy needs."""

    book: Book
    policies: Policies
    keys: Mapping[str, bytes]
    origin: DatabaseCopy
    goal: DatabaseCopy
    tell: Callable[[str], None]
    spans: Spans | None
    seals: dict[str, RowSeal] = field(default_factory=dict)


def copied_table(job: CopyJob, one: SharedTable, mark: Mark | None) -> SharedTable:
    """The table with all its rows in the target, those behind its mark added."""
    if mark is not None and mark.done:
        return replace(one, rows=mark.rows)
    kept = kept_columns(one.plan)
    seen = saw_every_row(one.chosen.machine, one.chosen.table.fingerprint)
    watch = KeptWatch(kept, job.policies, lesson_in_use(job.book)) if kept and not seen else None
    if (
        mark is not None
        and mark.rows
        and (watch is not None or not job.origin.resumable(one.shape))
    ):
        # It has to be looked at from its first row on.
        job.goal.empty(one.target)
        mark = None
    place, rows = (mark.place, mark.rows) if mark is not None else ("", 0)
    after = AfterCheck(one.plan, one.chosen.finding, job.policies)
    # Of a copy that goes on, the rows from before are not at hand.
    seal = RowSeal(one.plan) if not rows else None
    for part, reached in job.origin.rows(one.shape, place, _ROWS):
        if watch is not None:
            watch.see(watched_batch(one.shape, kept, part))
        place, rows = reached, rows + len(part)
        shown = masked_rows(one.shape, one.plan, job.keys, part, (job.spans, one.mark))
        after.look(watched_batch(one.target, [each.name for each in one.target.columns], shown))
        job.goal.put(one.target, shown, Mark(place, rows, done=False))
        if seal is not None:
            seal.add(shown)
    if watch is not None and (found := watch.found(one.chosen.table, one.chosen.machine)):
        raise RefusedError(
            f"{one.shape.name}: columns that go out in clear hold more than the scan knew: "
            f"{', '.join(sorted(found))}. Scan every row (tongguan classify scan --sample all), "
            "then share"
        )
    after.judge()
    if seal is not None:
        job.seals[one.shape.name] = seal
    job.goal.put(one.target, [], Mark(place, rows, done=True))
    return replace(one, rows=rows)


def checked_tables(job: CopyJob, tables: list[SharedTable]) -> None:
    """Nothing, once every row is there as it was masked, every reference leads somewhere, and the
    source is as it was. Raises SourceError or RefusedError otherwise.
    """
    for one in tables:
        if job.goal.count(one.target) != one.rows:
            raise SourceError(
                f"table {one.shape.name} does not hold the rows that were copied: somebody else "
                "writes there",
                source=_SOURCE_ENDS,
            )
        seal = job.seals.get(one.shape.name) or _sealed(job, one)
        about = one.chosen.finding, job.policies
        refuse_target(job.goal, one.target, one.plan, seal, about)
        job.goal.link(one.target)
        if stray := job.goal.astray(one.target):
            raise SourceError(
                f"table {one.shape.name} has {stray} rows that refer to none, as in the source",
                source=_SOURCE_ENDS,
            )
    marks = {one.chosen.table.name: one.chosen.table.fingerprint for one in tables}
    first = tables[0].chosen
    for found in discover(first.location, first.access):
        if (
            isinstance(found, Table)
            and marks.get(found.name, found.fingerprint) != found.fingerprint
        ):
            raise RefusedError(f"{found.place} changed while it was read: {SCAN_AGAIN}")


def _sealed(job: CopyJob, one: SharedTable) -> RowSeal:
    """What masking makes of the source once more: the same under the same keys."""
    seal = RowSeal(one.plan)
    for part, _ in job.origin.rows(one.shape, "", _ROWS):
        seal.add(masked_rows(one.shape, one.plan, job.keys, part, (job.spans, one.mark)))
    return seal
