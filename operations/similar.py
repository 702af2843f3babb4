# Who else holds this table: data sets of the catalogue that hold the same values, whatever
# their columns are called and wherever they lie. Compared are imprints that scans left, keyed
# hashes of some of the values; no source is read, and none of its values is known here.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classify import (
    ColumnPair,
    Holding,
    Resemblance,
    holding_of,
    resemblances,
    resembling,
)
from schema import DatasetFinding, MisuseError

from .comparison import identifying
from .history import History
from .lookup import find_record
from .settings import Settings, open_book, read_policies

__all__ = ["LEAST", "Alike", "ColumnPair", "Similar", "copies", "find_similar"]

# Of the values of one column, either way.
LEAST = 0.3


@dataclass(frozen=True, slots=True)
class Alike:
    """Another data set that holds the same values; `whole` where every row of both was seen.

    `graded_lower` says that it is graded below what it resembles, though it holds the same.
    `lineage` says whether one is recorded as made from the other.
    """

    finding: DatasetFinding
    resemblance: Resemblance
    whole: bool
    graded_lower: bool
    lineage: bool


@dataclass(frozen=True, slots=True)
class Similar:
    """A data set and all that resemble it, the likest first."""

    finding: DatasetFinding
    alike: tuple[Alike, ...]


def find_similar(settings: Settings, wanted: str = "", *, least: float = LEAST) -> list[Similar]:
    """Every data set that others resemble, or what resembles the one called `wanted`.

    Raises MisuseError for an unknown data set, and for one whose values no scan has kept.
    """
    if not 0 < least <= 1:
        raise MisuseError("the least share is between 0 and 1")
    policies = read_policies(settings)
    labels = identifying(policies)
    with open_book(settings) as book:
        history = History(book, policies)
        only = find_record(book, wanted).id if wanted else ""
        findings: dict[str, DatasetFinding] = {}
        holdings: dict[str, Holding] = {}
        for dataset, imprints in book.newest_imprints():
            finding = history.decided(dataset)
            if finding is None or history.gone_since(dataset):
                continue
            findings[dataset] = finding
            holdings[dataset] = holding_of(dataset, imprints, finding.fields, labels)
        if only and only not in holdings:
            raise MisuseError(
                f"nothing is kept of the values of {wanted!r}: scan it again (not by its headers "
                "alone)"
            )
        if only:
            alike = {only: resembling(holdings[only], holdings.values(), least=least)}
        else:
            alike = resemblances(holdings.values(), least=least)
        found = [
            _similar(dataset, others, findings, holdings, history)
            for dataset, others in alike.items()
        ]
    return sorted(found, key=lambda each: (each.finding.source, each.finding.name))


def copies(found: Sequence[Similar]) -> tuple[list[Similar], int]:
    """Those of which another holds all, or that hold all of another, with these others alone;
    and how many pairs only share some values.
    """
    held, overlaps = [], set[frozenset[str]]()
    for each in found:
        whole = tuple(one for one in each.alike if one.resemblance.kind != "overlap")
        if whole:
            held.append(Similar(each.finding, whole))
        overlaps.update(
            frozenset((each.finding.id, one.finding.id)) for one in each.alike if one not in whole
        )
    return held, len(overlaps)


def _similar(
    dataset: str,
    alike: Sequence[tuple[str, Resemblance]],
    findings: Mapping[str, DatasetFinding],
    holdings: Mapping[str, Holding],
    history: History,
) -> Similar:
    mine = findings[dataset]
    others = []
    for other, resemblance in alike:
        theirs = findings[other]
        seen = (*holdings[dataset].columns, *holdings[other].columns)
        others.append(
            Alike(
                theirs,
                resemblance,
                whole=all(each.covered == 1.0 for each in seen),
                graded_lower=theirs.level.rank < mine.level.rank
                and resemblance.kind in {"copy", "whole", "part"},
                lineage=_made_from(history, other, dataset) or _made_from(history, dataset, other),
            )
        )
    return Similar(mine, tuple(others))


def _made_from(history: History, dataset: str, origin: str) -> bool:
    lineage = history.lineage(dataset)
    return lineage is not None and origin in lineage.origins
