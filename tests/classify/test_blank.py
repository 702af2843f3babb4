# Words for nothing count as empty cells; words that merely hold one do not.
from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from classify import compile_recognisers, decide, merge, summarise
from classify.blank import BlankWords
from policies import load_policies
from schema import Column, Table

RECOGNISERS = compile_recognisers(load_policies())


@pytest.mark.parametrize(
    ("cell", "blank"),
    [
        ("无", True),
        (" 不详 ", True),
        ("N/A", True),
        ("n/a", True),
        ("null", True),
        ("Null", True),
        ("--", True),
        ("\\N", True),
        ("无名", False),
        ("吴", False),
        ("-1", False),
        ("Nancy", False),
        ("0", False),
        ("nullable", False),
        ("NA12", False),
    ],
)
def test_a_cell_is_blank_only_as_a_whole(cell, blank):
    column = summarise(pa.record_batch({"c": [cell, "x1"]}), RECOGNISERS).columns[0]
    assert column.rows == 2
    assert column.empty == int(blank)


def test_blank_words_do_not_lower_a_rate():
    names = ["王芳", "李伟", "张敏", "赵强", "刘洋"] * 20
    cells = [
        name if at % 2 else ("无", "未知", "-", "NULL")[at % 4] for at, name in enumerate(names)
    ]
    table = Table("s", "t", (Column("v", "text"),), "delimited")
    label = decide(summarise(pa.record_batch({"v": cells}), RECOGNISERS), table, RECOGNISERS)[0]
    assert (label.label, label.empty) == ("person.name", 50)


def test_the_count_is_the_same_however_the_cells_are_cut():
    cells = ["无", "王芳", None, "", "N/A", "不详", "13812345678", "—"] * 7
    whole = summarise(pa.record_batch({"c": cells}), RECOGNISERS)
    parts = [
        summarise(pa.record_batch({"c": pa.array(cells[at : at + 5], pa.string())}), RECOGNISERS)
        for at in range(0, len(cells), 5)
    ]
    joined = parts[0]
    for part in parts[1:]:
        joined = merge(joined, part)
    assert joined == whole


def test_no_words_means_no_blanks():
    words = BlankWords([])
    assert not words.among(np.array([0, 1], dtype=np.uint64), np.array([0, 1])).any()
