# Running text with what stands in it masked by a plan for each label: the values of a label
# from all texts are one column for its operator.
from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from schema import Span

from .in_text import set_back
from .kernel import apply
from .parameters import Keys
from .planning import Plan, PlannedColumn
from .texts import as_text
from .watermark import Mark

__all__ = ["masked_passages"]

_WITHHELD = "***"


def masked_passages(
    texts: Sequence[str],
    places: Sequence[Sequence[Span]],
    planned: Mapping[str, PlannedColumn],
    keys: Keys,
    mark: Mark | None = None,
) -> list[str]:
    """Each text with what stands at its places (apart, in order) as the plan of its label shows
    it, carrying the mark where that says so of the plan's column.

    A label without a plan is withheld. Raises ValueError where an operator cannot take a value.
    """
    return set_back(
        texts,
        places,
        lambda label: label,
        lambda label, values: _shown(values, planned.get(label), keys, mark),
    )


def _shown(
    values: list[str], planned: PlannedColumn | None, keys: Keys, mark: Mark | None
) -> list[str]:
    if planned is None:
        return [_WITHHELD] * len(values)
    batch = pa.RecordBatch.from_arrays([pa.array(values, pa.string())], names=[planned.name])
    own = None if mark is None else mark.within([planned.name])
    (column,) = apply(batch, Plan("", (planned,)), keys, mark=own).columns
    return [_WITHHELD if each is None else each for each in as_text(column).to_pylist()]
