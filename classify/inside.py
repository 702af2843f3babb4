# Which numbers stand inside the longer texts of a column, and in how many cells: the runs of
# digits scored as a column of their own, chance taken away, carried back to the cells.
from __future__ import annotations

from collections.abc import Iterator

from schema import LabelRate

from .recognise import Recognisers
from .score import scores
from .sketch import estimate
from .summary import ColumnSummary

__all__ = ["rates_inside"]


def rates_inside(column: ColumnSummary, recognisers: Recognisers) -> Iterator[LabelRate]:
    """The labels of numbers within longer texts, with the shares of filled cells that hold one.

    A number that comes again and again (a hotline in every remark) is one draw and found
    only where luck cannot explain it.
    """
    inside = column.inside
    filled = column.rows - column.empty
    if not inside.runs or not filled:
        return
    runs = ColumnSummary(column.name, rows=inside.runs, claims=inside.claims, looks=inside.looks)
    for score in scores(runs, recognisers, {}, estimate(inside.sketch)).values():
        if score.weak or not (score.significant or score.by_form):
            continue
        bit = score.compiled.bit
        holding = sum(count for found, count in inside.cells.items() if found >> bit & 1)
        # Of the runs that passed so many are there by luck, and so of the cells.
        real = min(1.0, score.net * inside.runs / score.passed)
        if holding:
            yield LabelRate(
                score.label, round(holding / filled, 6), round(holding * real / filled, 6)
            )
