# What content holds: which labels, of which level, how many records and how many persons. The
# same kernels look that grade a data set, so that what leaves is graded as what was stored.
# Only counts and keyed hashes come out; the content itself goes no further.
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pyarrow as pa

from classify import (
    Holding,
    Inspector,
    Recognisers,
    Summary,
    decide,
    grade,
    holding_of,
    imprint_of,
    resembling,
    summarise,
)
from policies import GradingProfile, Policies
from schema import Column, DatasetFinding, Level, Table, strictest

from .body import Piece, pieces_of
from .noted import Body
from .shared_copy import CopyFinder, SharedCopy

__all__ = ["Content", "Scanner", "joined"]

_SOURCE = "traffic"
# Rows looked at of one body; labels and persons of the rest are carried on from them.
_MOST_SCANNED = 50_000
# No value of any kind stands in fewer characters.
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Content:
    """What was found in the content of an event.

    `labels` count the cells or places of each; `datasets` are those of the catalogue that hold
    the same values. `holdings` are keyed hashes to compare with other content's. `missing`
    counts bytes that were sent and could not be looked at. `way` is forth from the source or
    back to it, that of the part with most records. `copies` are masked copies of our own, where
    it is nothing but such: what stands in them under masking is not counted.
    """

    labels: dict[str, int] = field(default_factory=dict)
    level: Level = Level.GENERAL_1
    records: int = 0
    persons: int = 0
    datasets: tuple[str, ...] = ()
    holdings: tuple[Holding, ...] = field(default=(), repr=False)
    missing: int = 0
    way: str = "forth"
    copies: tuple[SharedCopy, ...] = ()

    @property
    def is_graded(self) -> bool:
        """Whether anything was recognised in it."""
        return bool(self.labels or self.copies)


class Scanner:
    """Looks into content, with policies compiled once, by `recognisers` when first needed.

    `known` are the catalogue's data sets as they can be compared, made under the same `key`;
    `copies` knows masked copies again.
    """

    def __init__(
        self,
        policies: Policies,
        profile: GradingProfile,
        recognisers: Callable[[], Recognisers],
        *,
        key: bytes,
        known: Sequence[Holding] = (),
        copies: CopyFinder | None = None,
    ) -> None:
        self._policies = policies
        self._profile = profile
        self._make = recognisers
        self._key = key
        self._known = tuple(known)
        self._copies = copies
        self._identifying = frozenset(
            label for label, subject in policies.subjects.items() if subject == "person"
        )

    @cached_property
    def _recognisers(self) -> Recognisers:
        """Made when there is something to look into, which takes seconds."""
        return self._make()

    @cached_property
    def _inspector(self) -> Inspector:
        return Inspector(self._recognisers)

    def scan(self, bodies: Iterable[Body]) -> Content:
        """What these bodies hold together."""
        found = [
            replace(self._piece(piece), way=body.way)
            for body in bodies
            for piece in pieces_of(body)
        ]
        return joined(found)

    def _piece(self, piece: Piece) -> Content:
        copy = self._copies(piece.octets, piece.rows) if self._copies is not None else None
        found = self._looked_into(piece)
        return found if copy is None else _as_copy(found, copy)

    def _looked_into(self, piece: Piece) -> Content:
        batch = self._of_text(piece.text) if piece.rows is None else piece.rows
        if batch is None or not batch.num_columns or not batch.num_rows:
            return Content(missing=piece.missing)
        table = Table(
            _SOURCE,
            piece.name or _SOURCE,
            tuple(Column(name, "text") for name in batch.schema.names),
            _SOURCE,
        )
        batch = batch.slice(0, _MOST_SCANNED)
        summary = summarise(batch, self._recognisers, table)
        sent = max(batch.num_rows, piece.rows_sent or 0)
        finding = self._graded(summary, table, sent, batch.num_rows)
        labels = _counts(finding, sent / batch.num_rows, self._policies)
        if not labels:
            return Content(missing=piece.missing)
        holding = holding_of(
            "",
            [imprint_of(each.name, each.sketch, self._key) for each in summary.columns],
            finding.fields,
            self._identifying,
        )
        return Content(
            labels,
            finding.level,
            # Of a text each kind of value is a column of its own, as long as there are any.
            sent if piece.rows is not None else max(labels.values()),
            finding.persons or 0,
            tuple(name for name, _ in resembling(holding, self._known)),
            (holding,),
            piece.missing,
        )

    def _graded(self, summary: Summary, table: Table, sent: int, seen: int) -> DatasetFinding:
        return grade(
            table,
            decide(summary, table, self._recognisers),
            rows=sent,
            sampled=seen,
            rows_exact=True,
            complete=sent == seen,
            policies=self._policies,
            profile=self._profile,
            unit="",
            dataset_id="",
        )

    def _of_text(self, text: str) -> pa.RecordBatch | None:
        """The values that stand in a text, a column for each kind."""
        values: dict[str, list[str]] = {}
        if len(text) < _SHORTEST:
            return None
        for each in (*self._inspector.feed(text), *self._inspector.end()):
            values.setdefault(each.label, []).append(each.value)
        if not values:
            return None
        longest = max(map(len, values.values()))
        return pa.RecordBatch.from_arrays(
            [
                pa.array([*each, *[None] * (longest - len(each))], pa.string())
                for each in values.values()
            ],
            names=list(values),
        )


def joined(contents: Sequence[Content]) -> Content:
    """Several contents as one; persons of the largest, since the same may stand in others."""
    graded = [each for each in contents if each.is_graded]
    missing = sum(each.missing for each in contents)
    if len(graded) == 1:
        return replace(graded[0], missing=missing)
    labels: dict[str, int] = {}
    for each in graded:
        for label, count in each.labels.items():
            labels[label] = labels.get(label, 0) + count
    return Content(
        labels,
        strictest(each.level for each in graded),
        sum(each.records for each in graded),
        max((each.persons for each in graded), default=0),
        tuple(dict.fromkeys(name for each in graded for name in each.datasets)),
        tuple(holding for each in graded for holding in each.holdings),
        missing,
        max(graded, key=lambda each: each.records).way if graded else "forth",
        # With anything in it that is no copy it is not one.
        tuple(dict.fromkeys(copy for each in graded for copy in each.copies))
        if all(each.copies for each in graded)
        else (),
    )


def _as_copy(found: Content, copy: SharedCopy) -> Content:
    """What a masked copy holds: of what was recognised in it, that which it shows as it is."""
    if copy.how == "watermark" and set(found.labels) - copy.shown:
        # The mark is there, and more than its copies ever showed: judged by what is there.
        return replace(found, copies=(replace(copy, how="among"),))
    labels = {label: count for label, count in found.labels.items() if label in copy.shown}
    return replace(
        found,
        labels=labels,
        level=copy.level,
        records=max(found.records, copy.rows),
        persons=found.persons if labels else 0,
        datasets=copy.datasets,
        copies=(copy,),
    )


def _counts(finding: DatasetFinding, scale: float, policies: Policies) -> dict[str, int]:
    """How many cells are of each leading label; what is nothing in particular is left out."""
    counts: dict[str, int] = {}
    for each in finding.fields:
        if each.label is not None and each.label in policies.recognisers:
            counts[each.label] = counts.get(each.label, 0) + round(each.sampled * scale)
    return counts
