# What classification says of one column before it is graded: which recognisers its cells
# fit, how often, and why that was decided. Grading adds the level; nothing here holds a
# cell's value.
from __future__ import annotations

from dataclasses import dataclass

from schema import LabelRate, Reason, Weighed

__all__ = ["ColumnLabel"]


@dataclass(frozen=True, slots=True)
class ColumnLabel:
    """A column's label with its evidence; the fields mean what they mean in `FieldFinding`.

    `label` leads, `labels` are all that were found at a significant rate, best first: a
    column may carry a sensitive label at a low rate while none leads. `sampled` are the
    cells looked at that hold something, `empty` those that do not. `distinct` is an
    estimate (exact below 8,192) and None where no cell was looked at. `weighed` is what spoke
    for each label it might have.
    """

    name: str
    type: str
    comment: str
    label: str | None
    labels: tuple[LabelRate, ...]
    confidence: float
    validated: float
    sampled: int
    empty: int
    distinct: int | None
    example: str
    reasons: tuple[Reason, ...]
    weighed: tuple[Weighed, ...] = ()
