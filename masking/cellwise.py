# Masking a few records cell by cell. A kernel over arrays costs the same for one row as for a
# thousand; a program that asks for a dozen rows at a time is served faster by plain functions
# of one text. They give what the kernels give: cells and plans of which that is not certain
# are not taken, and go to the kernels.
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeAlias

from .operators import OPERATORS
from .planning import Plan
from .watermark import Mark, ending

__all__ = ["MOST_RECORDS", "Few", "cellwise"]

MOST_RECORDS = 200
"""Beyond so many records the kernels over arrays are faster."""

# No pattern is tried on longer cells: a search that goes back takes its time there.
_LONGEST = 500

Record: TypeAlias = Mapping[str, Any]
Each: TypeAlias = "Callable[[Sequence[str]], list[str | None]]"
Few: TypeAlias = "Callable[[Sequence[Record]], list[list[str | None]] | None]"


def cellwise(plan: Plan, keys: Mapping[str, bytes], mark: Mark | None = None) -> Few | None:
    """A function that masks records as `apply` masks a batch of them, and gives the columns; None
    where the plan has operators, or the mark carriers, that are not for single cells.

    The function takes records of texts and nulls, with the columns of the plan, and gives
    None for any others. Raises ValueError where a key is missing.
    """
    if mark is not None and (mark.tolerances or mark.stand_ins):
        return None
    functions: list[Each] = []
    for planned in plan.columns:
        made = OPERATORS[planned.operator].each
        if made is None:
            return None
        end = ending(mark) if mark is not None and planned.name in mark.tokens else None
        functions.append(made(planned.parameters, keys, end))
    if not functions:
        return None
    names = [planned.name for planned in plan.columns]
    count = len(names)
    # One name gives the cell itself, several a tuple of them.
    chosen = itemgetter(*names)

    def few(records: Sequence[Record]) -> list[list[str | None]] | None:
        if not 0 < len(records) <= MOST_RECORDS:
            return None
        try:
            rows = list(map(chosen, records))
            if sum(map(len, records)) != count * len(records):
                return None
            columns = [rows] if count == 1 else zip(*rows, strict=True)
            return [_shown(cells, each) for cells, each in zip(columns, functions, strict=True)]
        except (KeyError, UnicodeEncodeError, _OthersError):
            return None

    return few


def _shown(cells: Sequence[Any], each: Each) -> list[str | None]:
    try:
        # Joined, they show at once that they are texts and how long the longest can be.
        if len("".join(cells)) > _LONGEST and max(map(len, cells)) > _LONGEST:
            raise _OthersError
        return each(cells)
    except TypeError:
        there = [cell for cell in cells if cell is not None]
        if len(there) == len(cells):
            raise _OthersError from None
    told = iter(_shown(there, each) if there else ())
    return [None if cell is None else next(told) for cell in cells]


class _OthersError(Exception):
    """These cells are for the kernels."""
