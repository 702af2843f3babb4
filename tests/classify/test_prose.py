# Every text of prose is read: one value in thousands of lines is told, whatever its share.
import pyarrow as pa
import pytest

from classify import compile_recognisers, decide, merge, summarise
from classify.column import ColumnLabel
from classify.floor import graded
from classify.prose import joined_prose, rates_of_prose, read_prose
from policies import load_policies
from schema import HOLDS, Column, FieldFinding, Level, Table

POLICIES = load_policies()
PROFILE = POLICIES.profiles["gbt-43697"]
RECOGNISERS = compile_recognisers(POLICIES)
QUIET = ["各单位按要求抓好落实。"] * 2_999
KEY = 'AWS_SECRET_ACCESS_KEY = "kQ2vX9rT4mZ8nB1cW7yL5dF3hJ6pS0gA/uEiRoNt"'
TABLE = Table(
    source="note.md", name="note.md", kind="document",
    columns=(Column("part", "locator", holds="place"), Column("text", "text", holds="prose")),
)  # fmt: skip


def batch(lines):
    declared = [
        pa.field("part", pa.string()),
        pa.field("text", pa.string(), metadata={HOLDS: b"prose"}),
    ]
    parts = [f"line {number}" for number in range(len(lines))]
    return pa.record_batch([pa.array(parts), pa.array(lines)], schema=pa.schema(declared))


def field_of(column: ColumnLabel) -> FieldFinding:
    return FieldFinding(
        name=column.name, type=column.type, label=column.label, level=Level.GENERAL_1,
        confidence=column.confidence, validated=column.validated, sampled=column.sampled,
        reasons=column.reasons, labels=column.labels,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "label"),
    [
        pytest.param(KEY, "secret.key", id="a key in a script"),
        pytest.param("身份证号11010519491231002X，请核实", "cn.id18", id="a number in a sentence"),
        pytest.param("11010519491231002X", "cn.id18", id="a number as a line of its own"),
    ],
)
def test_one_value_in_three_thousand_lines_counts_for_the_level(line, label):
    columns = decide(summarise(batch([*QUIET, line]), RECOGNISERS), TABLE, RECOGNISERS)
    (text,) = (each for each in columns if each.name == "text")
    assert label in {each.label for each in text.labels if each.always_counts}
    assert any(f"1 of all 3000 texts hold {label}" in each.detail for each in text.reasons)
    assert graded(field_of(text), POLICIES, PROFILE).level is Level.GENERAL_4


def test_quiet_prose_has_no_label():
    columns = decide(summarise(batch(QUIET), RECOGNISERS), TABLE, RECOGNISERS)
    assert [each.labels for each in columns] == [(), ()]


def test_the_answer_is_the_same_however_the_texts_are_cut():
    lines = [*QUIET, KEY, "电话13800138000，或13900139000", ""] * 2
    whole = summarise(batch(lines), RECOGNISERS).columns[1].prose
    for cut in (1, 2_999, 3_001):
        parts = [summarise(batch(part), RECOGNISERS) for part in (lines[:cut], lines[cut:])]
        assert merge(*parts).columns[1].prose == whole
    assert whole.holding == {"secret.key": 2, "cn.mobile": 2}, "a text counts once"


def test_a_context_word_does_not_reach_into_the_next_text():
    assert read_prose(["户主编号", "610102001234"], RECOGNISERS).holding == {}


def test_rates_are_shares_of_the_texts_the_most_first():
    read = read_prose(["电话13800138000", "电话13900139000", KEY, "无"], RECOGNISERS)
    told = rates_of_prose(joined_prose(read, read))
    assert [(each.label, each.validated, count) for each, count in told] == [
        ("cn.mobile", 0.5, 4),
        ("secret.key", 0.25, 2),
    ]
