# Steps in the life of a data set, as a person takes them: filed with the authority, stated to
# be due for regrading, declared to be made from others; and where each data set stands.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policies import Policies
from schema import Dataset, DatasetFinding, Filing, Level, Lineage, Trigger

from .filing import (
    Standing,
    file_dataset,
    note_changes,
    standing_of,
    state_trigger,
)
from .history import History
from .lineage import declare_lineage
from .lookup import find_record
from .recording import Book
from .revaluation import Outdated
from .settings import Settings, open_book, read_policies

__all__ = ["Life", "life_of", "lives", "record_filing", "record_lineage", "record_trigger"]


@dataclass(frozen=True, slots=True)
class Life:
    """A data set as it is graded now, where it stands, what it was made from.

    `versions` counts the findings so far, `found` is the time of the latest. `outdated` says
    that other policies are in force than it was graded by, `scan_again` why its values must be
    looked at again, where those policies ask what no stored rate answers.
    """

    finding: DatasetFinding
    standing: Standing
    lineage: Lineage | None
    outdated: bool
    scan_again: tuple[str, ...]
    versions: int
    found: str


def lives(settings: Settings) -> list[Life]:
    """Where every data set stands, by source and name."""
    policies = read_policies(settings)
    with open_book(settings) as book:
        history, outdated = History(book, policies), Outdated(book, policies)
        found = [_life(record, book, history, outdated, policies) for record in book.list(Dataset)]
    return sorted(found, key=lambda each: (each.finding.source, each.finding.name))


def life_of(settings: Settings, wanted: str) -> Life:
    """Where one data set stands. Raises MisuseError as `find_entry` does."""
    policies = read_policies(settings)
    with open_book(settings) as book:
        return _standing_now(find_record(book, wanted), book, policies)


def record_filing(
    settings: Settings, wanted: str, *, filed: str, number: str, reason: str, authority: str = ""
) -> tuple[Filing, Life]:
    """The filing as recorded, and where the data set stands after it.

    Raises MisuseError for what cannot be and RefusedError where filing is not the next step.
    """
    policies = read_policies(settings)
    with open_book(settings) as book:
        record = find_record(book, wanted)
        filing = file_dataset(
            book,
            History(book, policies),
            record.id,
            policies,
            actor=settings.actor,
            filed=filed,
            number=number,
            reason=reason,
            authority=authority,
        )
        return filing, _standing_now(record, book, policies)


def record_trigger(
    settings: Settings, wanted: str, *, letter: str, reason: str
) -> tuple[Trigger, Life]:
    """The acting person's statement that an occasion of annex J is given; a filing falls due."""
    policies = read_policies(settings)
    with open_book(settings) as book:
        record = find_record(book, wanted)
        history = History(book, policies)
        trigger = state_trigger(
            book, history, record.id, policies, actor=settings.actor, letter=letter, reason=reason
        )
        note_changes(book, policies, actor=settings.actor, datasets=[record.id])
        return trigger, _standing_now(record, book, policies)


def record_lineage(
    settings: Settings,
    wanted: str,
    *,
    origins: Sequence[str],
    operation: str,
    reason: str,
    level: Level | None = None,
    evidence: str = "",
    approver: str = "",
) -> tuple[Lineage, Life]:
    """The lineage as recorded, `origins` called as a person would, and the grade it leaves.

    Raises MisuseError for what cannot be, RefusedError for a decrease that is not borne out.
    """
    policies = read_policies(settings)
    with open_book(settings) as book:
        record = find_record(book, wanted)
        lineage = declare_lineage(
            book,
            History(book, policies),
            record.id,
            policies,
            actor=settings.actor,
            origins=[find_record(book, each).id for each in origins],
            operation=operation,
            reason=reason,
            level=level,
            evidence=evidence,
            approver=approver,
        )
        note_changes(book, policies, actor=settings.actor)
        return lineage, _standing_now(record, book, policies)


def _standing_now(record: Dataset, book: Book, policies: Policies) -> Life:
    return _life(record, book, History(book, policies), Outdated(book, policies), policies)


def _life(
    record: Dataset, book: Book, history: History, outdated: Outdated, policies: Policies
) -> Life:
    finding = history.decided(record.id)
    assert finding is not None
    return Life(
        finding,
        standing_of(book, history, record.id, policies),
        history.lineage(record.id),
        not outdated.is_graded(record),
        outdated.scan_again(record),
        len(history.versions(record.id)),
        record.time,
    )
