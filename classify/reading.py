# What the way a column was read does to what is known of it: values that nobody looked into
# because they are nested or binary, and numbers that were stored without their last digits.
# Said as reasons of a kind of their own, so that "nothing was recognised" is never read as
# "nothing is there".
from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from schema import Column, Reason, Table

from .column import ColumnLabel
from .evidence import tell
from .summary import ColumnSummary, Summary

__all__ = ["with_reading"]

# Declared types whose cells come as text of a sort, which a photograph is not.
_BINARY = frozenset({"bytea"})


def with_reading(
    columns: Sequence[ColumnLabel], summary: Summary, table: Table
) -> tuple[ColumnLabel, ...]:
    """The labelled columns of a summary, each with reasons for what its reading left out."""
    declared = {column.name: column for column in table.columns}
    return tuple(
        dataclasses.replace(
            column, reasons=(*column.reasons, *_reasons(column, read, declared.get(column.name)))
        )
        for column, read in zip(columns, summary.columns, strict=True)
    )


def _reasons(column: ColumnLabel, read: ColumnSummary, declared: Column | None) -> Iterator[Reason]:
    binary = declared is not None and declared.type in _BINARY
    if read.opaque or (binary and column.sampled and column.label is None):
        yield Reason("reading", tell("opaque"))
    if declared is not None and declared.rounded and column.sampled:
        yield Reason("reading", tell("rounded"))
