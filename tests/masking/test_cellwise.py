# What a few records become is what the kernel makes of them as a batch.
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masking import Mark, Plan, PlannedColumn, apply
from masking.cellwise import MOST_RECORDS, cellwise
from schema import Level

KEYS = {"d": bytes(range(32))}
RULES = {
    "a": ("mask", {"style": "name"}),
    "b": ("keyed_hash", {"domain": "d"}),
    "c": ("keyed_hash", {"domain": "d", "hash": "sm3"}),
    "d": ("keep", {}),
    "e": ("redact", {}),
}


def plan_of(rules: dict[str, tuple[str, dict[str, str]]]) -> Plan:
    planned = [PlannedColumn(name, "", Level.GENERAL_4, *rule, "") for name, rule in rules.items()]
    return Plan("test", tuple(planned))


PLAN = plan_of(RULES)
CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        [" 610104199003072313 ", "61010419900307231x", "６１０", "", "　", "张三", "***"]
    ),
    st.text(max_size=6),
)
RECORDS = st.lists(st.fixed_dictionaries(dict.fromkeys(RULES, CELLS)), min_size=1, max_size=8)


@settings(deadline=None)  # what characters there are is asked once
@given(RECORDS)
def test_records_become_what_a_batch_of_them_becomes(records):
    schema = pa.schema([(name, pa.string()) for name in RULES])
    shown = apply(pa.RecordBatch.from_pylist(records, schema=schema), PLAN, KEYS)
    told = cellwise(PLAN, KEYS)(records)
    assert told == [column.to_pylist() for column in shown.columns]


@settings(deadline=None)
@given(RECORDS, st.integers(0, 2**32 - 1))
def test_pseudonyms_of_records_are_marked_as_those_of_a_batch(records, number):
    mark = Mark(number, KEYS["d"], {}, ("b", "c"))
    schema = pa.schema([(name, pa.string()) for name in RULES])
    shown = apply(pa.RecordBatch.from_pylist(records, schema=schema), PLAN, KEYS, mark=mark)
    assert cellwise(PLAN, KEYS, mark)(records) == [column.to_pylist() for column in shown.columns]


@pytest.mark.parametrize("mark", [Mark(1, KEYS["d"], {"d": 1}), Mark(1, KEYS["d"], {}, (), ("a",))])
def test_marks_that_are_not_for_single_cells_are_left_to_the_kernel(mark):
    assert cellwise(PLAN, KEYS, mark) is None


@pytest.mark.parametrize(
    "records",
    [
        pytest.param([{"a": 7}], id="a number"),
        pytest.param([{"a": True}], id="a truth value"),
        pytest.param([{"a": "x"}, {}], id="a column missing"),
        pytest.param([{"a": "x", "b": "x"}], id="a column too many"),
        pytest.param([{"b": "x"}], id="another column"),
        pytest.param([{"a": "\ud800"}], id="half a character"),
        pytest.param([{"a": "x" * 1_000}], id="a long text"),
        pytest.param([{"a": "x"}] * (MOST_RECORDS + 1), id="many records"),
    ],
)
def test_what_may_come_out_otherwise_is_left_to_the_kernel(records):
    assert cellwise(plan_of({"a": RULES["b"]}), KEYS)(records) is None


def test_a_plan_with_other_operators_is_left_to_the_kernel():
    assert cellwise(plan_of({"a": ("tokenise", {"domain": "d"})}), KEYS) is None


def test_a_missing_key_is_told():
    with pytest.raises(ValueError, match="key"):
        cellwise(PLAN, {})
