# What the store knows beside the findings, for the workbook and the report: where each data set
# stands, what changed of it last, and what was handed out.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from classify import Occasion
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

    def given(self, dataset: str) -> Sequence[Occasion]:
        """The occasions of annex J since it was filed, or else at its last step."""
        standing = self.standings.get(dataset)
        if standing is not None and standing.filing is not None:
            return standing.occasions
        changed = self.change_of(dataset)
        return () if changed is None else changed.occasions

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
