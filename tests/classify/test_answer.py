# Columns of yes and no tell of a state, never of a name, a number or a measure.
from __future__ import annotations

import pyarrow as pa
import pytest

from classify import compile_recognisers, decide, summarise
from classify.answer import is_told_by_answers, only_answers
from policies import load_policies
from schema import Column, Table

RECOGNISERS = compile_recognisers(load_policies())


def found(header: str, *cells: str):
    table = Table("s", "t", (Column(header, "text"),), "delimited")
    batch = pa.record_batch({header: pa.array(cells * 10, pa.string())})
    summary = summarise(batch, RECOGNISERS, table)
    return decide(summary, table, RECOGNISERS)[0], summary.columns[0]


@pytest.mark.parametrize(
    ("cells", "only"),
    [
        (("0", "1"), True),
        (("Yes", "no", "NO"), True),
        (("是", "否"), True),
        (("TRUE", "FALSE"), True),
        (("0", "1", "2"), False),
        (("yes", "no", "maybe"), False),
        (("张伟", "是"), False),
    ],
    ids=str,
)
def test_answers_are_told_from_values(cells, only):
    column = found("c1", *cells)[1]
    assert only_answers(column.sketch, column.rows) is only


def test_a_few_cells_tell_nothing():
    column = found("c1", "1")[1]
    assert not only_answers(column.sketch, 9)
    assert only_answers(column.sketch, 10)
    assert not only_answers(b"", 10)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("age3", ("0", "1")),
        ("contact", ("yes", "no")),
        ("月工资", ("0", "1")),
        ("住址", ("是", "否")),
        ("account", ("true", "false")),
    ],
    ids=["an age", "a name", "a wage", "an address", "an account"],
)
def test_what_yes_and_no_cannot_be_is_not_said(header, cells):
    decided, _ = found(header, *cells)
    assert decided.label is None
    assert "only say yes or no" in decided.reasons[0].detail


@pytest.mark.parametrize(
    ("header", "cells", "label"),
    [
        ("married", ("yes", "no"), "person.marital"),
        ("sex", ("0", "1"), "person.gender"),
        ("age", ("1", "2"), "person.age"),
        ("未成年人信息", ("是", "否"), "person.minor"),
    ],
    ids=["a state", "a code", "ages of two", "a flag that says it all"],
)
def test_what_they_can_be_stays(header, cells, label):
    assert found(header, *cells)[0].label == label


@pytest.mark.parametrize(
    ("name", "told"),
    [("person.marital", True), ("person.minor", True), ("health.diagnosis", True),
     ("person.age", False), ("person.name", False), ("health.vital", False)],
)  # fmt: skip
def test_which_kinds_an_answer_tells_of(name, told):
    assert is_told_by_answers(RECOGNISERS.by_id[name]) is told
