# The whole decision on columns whose truth is known: more than eighty kinds, each clean,
# mistyped, half empty and in small letters, under telling names and under none; these and sixty
# more in harder manners; and columns of English tables, which hold next to nothing.
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pyarrow as pa
import pytest
from column_kinds import KINDS, labelled_columns
from english_columns import english_columns
from harder_columns import EVERY_KIND, harder_columns
from open_columns import open_columns

from classify import compile_recognisers, decide, summarise
from policies import load_policies
from schema import Column, Table

RECOGNISERS = compile_recognisers(load_policies())


@pytest.fixture(scope="module")
def decisions() -> list[tuple[str, str, str, str | None, str | None]]:
    """Kind, manner, header, truth and decision of each column."""
    return [
        (column.kind, column.manner, column.header, column.label, _decide(column))
        for column in labelled_columns(rounds=2, rows=200, seed=20261125)
    ]


def _decide(column) -> str | None:
    return _label(column.header, column.values)


def _label(header: str, values: Sequence[str]) -> str | None:
    cells = pa.array([value or None for value in values], pa.string())
    table = Table("s", "t", (Column(header, "text"),), "delimited")
    summary = summarise(pa.record_batch({header: cells}), RECOGNISERS, table)
    return decide(summary, table, RECOGNISERS)[0].label


@pytest.fixture(scope="module")
def harder() -> list[tuple[str, str, str, str | None, str | None]]:
    """The same for every kind, spoilt as tables are."""
    return [
        (column.kind, column.manner, column.header, column.label, _decide(column))
        for column in harder_columns(rows=60, seed=20261128)
    ]


def test_there_are_many_kinds_and_near_misses_among_them():
    assert len(KINDS) >= 80
    assert sum(kind.label is None for kind in KINDS) >= 45
    assert len({kind.label for kind in KINDS}) >= 26


def test_the_harder_ones_are_of_sixty_labels():
    assert len({kind.name for kind in EVERY_KIND}) == len(EVERY_KIND) >= 140
    assert sum(kind.label is None for kind in EVERY_KIND) >= 65
    assert len({kind.label for kind in EVERY_KIND}) > 60


@pytest.mark.parametrize("columns", ["decisions", "harder"])
def test_macro_f1_is_at_least_0_97(request, columns):
    right, said, true = Counter(), Counter(), Counter()
    found = request.getfixturevalue(columns)
    for _, _, _, truth, label in found:
        said[label] += 1
        true[truth] += 1
        right[truth] += truth == label
    scores = [2 * right[label] / (said[label] + true[label]) for label in true if label is not None]
    assert sum(scores) / len(scores) >= 0.97, _wrong(found)


@pytest.mark.parametrize("columns", ["decisions", "harder"])
def test_at_most_one_column_in_a_hundred_gets_a_label_it_should_not(request, columns):
    found = request.getfixturevalue(columns)
    innocent = [decision for decision in found if decision[3] is None]
    labelled = [decision for decision in innocent if decision[4] is not None]
    assert len(labelled) <= len(innocent) / 100, _wrong(found)


def test_at_most_one_in_fifty_columns_of_english_tables_is_labelled_falsely():
    found = [
        (header, label, _label(header, values))
        for header, label, values in english_columns(rows=150, seed=20261125)
    ]
    false = [each for each in found if each[2] is not None and each[2] != each[1]]
    missed = [each for each in found if each[1] is not None and each[2] != each[1]]
    assert len(found) >= 150
    assert len(false) <= len(found) / 50, false
    assert missed == []


@pytest.mark.parametrize("rows", [30, 150])
def test_at_most_one_in_fifty_columns_of_open_english_tables_is_labelled_falsely(rows: int):
    found = [
        (header, label, _label(header, values))
        for header, label, values in open_columns(rows=rows, seed=20261128)
    ]
    false = [each for each in found if each[2] is not None and each[2] != each[1]]
    missed = [each for each in found if each[1] is not None and each[2] != each[1]]
    assert len(found) >= 400
    assert len(false) <= len(found) / 50, false
    assert missed == []


def _wrong(decisions) -> list[tuple[str, str, str, str | None, str | None]]:
    return [decision for decision in decisions if decision[3] != decision[4]]
