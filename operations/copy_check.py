# What goes out in clear is looked at once more, row by row, while it is copied: a scan that
# read a sample has not seen every cell, and a source that cannot tell when it changed may
# hold other cells by now. A recogniser that finds more than the plan knew of stops the copy.
from __future__ import annotations

import dataclasses

import pyarrow as pa

from classify import Lesson, Summary, decide, extend
from classify.floor import counted_labels
from masking import Plan
from policies import Policies
from schema import DatasetFinding, LabelRate, Table

from .lint import compiled

__all__ = ["KeptWatch", "kept_columns", "saw_every_row"]


def kept_columns(decided: Plan) -> tuple[str, ...]:
    """The columns that a plan shows as they are."""
    return tuple(column.name for column in decided.columns if column.operator == "keep")


def saw_every_row(finding: DatasetFinding, fingerprint: str) -> bool:
    """Whether the scan read all there is, and the source would tell if that had changed."""
    whole = finding.rows_exact and finding.rows is not None and finding.sampled >= finding.rows
    return whole and bool(fingerprint)


class KeptWatch:
    """Columns on their way out in clear; `see` each batch, then ask what was `found`.

    `lesson` is what reviewers have taught the model in use, so that a copy is looked at as a
    scan looks at its source.
    """

    def __init__(
        self, names: tuple[str, ...], policies: Policies, lesson: Lesson | None = None
    ) -> None:
        self._names = list(names)
        self._recognisers = compiled(policies, None if lesson is None else lesson.names)
        self._weighing = None if lesson is None else lesson.weighing()
        self._summary: Summary | None = None

    def see(self, batch: pa.RecordBatch) -> None:
        """Count what the batch's watched columns hold."""
        self._summary = extend(self._summary, batch.select(self._names), self._recognisers)

    def found(self, table: Table, known: DatasetFinding) -> dict[str, tuple[LabelRate, ...]]:
        """Labels that count in a watched column and that the finding does not have there."""
        if self._summary is None:
            return {}
        fields = {field.name: field for field in known.fields}
        unknown: dict[str, tuple[LabelRate, ...]] = {}
        for column in decide(self._summary, table, self._recognisers, self._weighing):
            before = fields[column.name]
            now = dataclasses.replace(
                before, label=column.label, labels=column.labels, validated=column.validated
            )
            rates = {rate.label: rate for rate in column.labels}
            more = [
                rates.get(label, LabelRate(label, share, share))
                for label, share in counted_labels(now).items()
                if label not in counted_labels(before)
            ]
            if more:
                unknown[column.name] = tuple(more)
        return unknown
