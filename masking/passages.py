# Running text with what stands in it masked: the values of one label from all texts as one
# column for the operator of that label, and what comes out set in their places.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

from .operators import OPERATORS
from .parameters import Keys
from .planning import PlannedColumn
from .texts import as_text

__all__ = ["Passage", "apart", "masked_passages"]

WITHHELD = "***"
"""What stands in the place of a value that is not shown at all."""


class Passage(NamedTuple):
    """A stretch of one text, in characters, and what stands there."""

    start: int
    end: int
    label: str


def apart(passages: Sequence[Passage]) -> list[Passage]:
    """The passages that do not overlap, in order: of two that do, the one that begins first,
    and of those the longer.

    >>> apart([Passage(3, 5, "b"), Passage(0, 4, "a"), Passage(5, 6, "c")])
    [Passage(start=0, end=4, label='a'), Passage(start=5, end=6, label='c')]
    """
    kept: list[Passage] = []
    for each in sorted(passages, key=lambda one: (one.start, -one.end, one.label)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def masked_passages(
    texts: Sequence[str],
    passages: Sequence[Sequence[Passage]],
    planned: Mapping[str, PlannedColumn],
    keys: Keys,
) -> list[str]:
    """Each text with its passages (apart, in order) as the plan of their label shows them.

    A label without a plan is withheld. Raises ValueError where an operator cannot take a value.
    """
    values: dict[str, list[str]] = {}
    for text, those in zip(texts, passages, strict=True):
        for each in those:
            values.setdefault(each.label, []).append(text[each.start : each.end])
    shown = {
        label: iter(_shown(label, found, planned.get(label), keys))
        for label, found in values.items()
    }
    told = []
    for text, those in zip(texts, passages, strict=True):
        parts, after = [], 0
        for each in those:
            parts += [text[after : each.start], next(shown[each.label])]
            after = each.end
        told.append("".join((*parts, text[after:])))
    return told


def _shown(label: str, values: list[str], planned: PlannedColumn | None, keys: Keys) -> list[str]:
    if planned is None:
        return [WITHHELD] * len(values)
    operator = OPERATORS[planned.operator]
    try:
        column = operator.cells(pa.array(values, pa.string()), planned.parameters, keys)
    except pa.ArrowInvalid:
        # Arrow's own words quote the value.
        raise ValueError(f"{label}: a value is none that {planned.operator} can take") from None
    return [WITHHELD if each is None else each for each in as_text(column).to_pylist()]
