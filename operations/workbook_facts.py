# What the store knows beside the findings, for the lists of the workbook: where each data set
# stands, what changed of it last, and what was handed out.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policies import Policies
from schema import Dataset, Share

from .diff import Changed, last_changes
from .filing import Standing, standing_of
from .history import History
from .recording import Book

__all__ = ["Facts", "gather_facts"]


@dataclass(frozen=True, slots=True)
class Facts:
    """By id of a data set: where it stands, how many versions it has; changes; shares."""

    standings: Mapping[str, Standing] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[Changed, ...] = ()
    shares: tuple[Share, ...] = ()

    def change_of(self, dataset: str) -> Changed | None:
        """The last change of a data set, None where it has not changed."""
        found = (each for each in self.changes if each.change.finding.id == dataset)
        return next(found, None)

    def shares_of(self, dataset: str) -> list[Share]:
        """The copies of a data set that were handed out, the oldest first."""
        return [each for each in self.shares if each.dataset == dataset]


def gather_facts(book: Book, policies: Policies) -> Facts:
    """What the book knows of every data set."""
    history = History(book, policies)
    ids = [record.id for record in book.list(Dataset)]
    return Facts(
        {each: standing_of(book, history, each, policies) for each in ids},
        {each: len(history.versions(each)) for each in ids},
        tuple(last_changes(book, history, policies)),
        tuple(sorted(book.list(Share), key=lambda share: share.time)),
    )
