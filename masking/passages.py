# Running text with what stands in it masked by a plan for each label: the values of a label
# from all texts are one column for its operator.
from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from schema import Span

from .in_text import set_back
from .operators import OPERATORS
from .parameters import Keys
from .planning import PlannedColumn
from .texts import as_text

__all__ = ["masked_passages"]

_WITHHELD = "***"


def masked_passages(
    texts: Sequence[str],
    places: Sequence[Sequence[Span]],
    planned: Mapping[str, PlannedColumn],
    keys: Keys,
) -> list[str]:
    """Each text with what stands at its places (apart, in order) as the plan of its label shows it.

    A label without a plan is withheld. Raises ValueError where an operator cannot take a value.
    """
    return set_back(
        texts,
        places,
        lambda label: label,
        lambda label, values: _shown(label, values, planned.get(label), keys),
    )


def _shown(label: str, values: list[str], planned: PlannedColumn | None, keys: Keys) -> list[str]:
    if planned is None:
        return [_WITHHELD] * len(values)
    operator = OPERATORS[planned.operator]
    try:
        column = operator.cells(pa.array(values, pa.string()), planned.parameters, keys)
    except pa.ArrowInvalid:
        # Arrow's own words quote the value.
        raise ValueError(f"{label}: a value is none that {planned.operator} can take") from None
    return [_WITHHELD if each is None else each for each in as_text(column).to_pylist()]
