import datetime as dt
import pickle
import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import masking
from masking import Plan, PlannedColumn, apply, output_schema
from schema import Level

KEYS = {"person_id": bytes(range(32))}


def planned(name: str, operator: str, **parameters: str) -> PlannedColumn:
    return PlannedColumn(name, "", Level.GENERAL_2, operator, parameters, "r: because")


PLAN = Plan(
    "p",
    (
        planned("id", "keyed_hash", domain="person_id"),
        planned("name", "mask", style="name"),
        planned("phone", "mask", style="phone"),
        planned("diagnosis", "redact"),
        planned("gender", "keep"),
    ),
    dropped=("note",),
)


def batch(rows: int = 40, seed: int = 3) -> pa.RecordBatch:
    chosen = random.Random(seed)
    columns = {
        "id": [f"6101031990{chosen.randrange(10**8):08}" for _ in range(rows)],
        "name": [chosen.choice(["张三", "欧阳锋", "", None, "王"]) for _ in range(rows)],
        "phone": [chosen.choice(["13800138000", "科技路1号", None, ""]) for _ in range(rows)],
        "diagnosis": [chosen.choice(["感冒", None, ""]) for _ in range(rows)],
        "gender": [chosen.choice(["男", "女", None]) for _ in range(rows)],
        "note": ["x"] * rows,
    }
    return pa.RecordBatch.from_pydict({k: pa.array(v, pa.string()) for k, v in columns.items()})


def test_masks_columns_by_plan_and_leaves_out_the_dropped() -> None:
    shown = apply(batch(), PLAN, KEYS)
    assert shown.schema == output_schema(batch().schema, PLAN)
    assert shown.schema.names == ["id", "name", "phone", "diagnosis", "gender"]
    before, after = batch().to_pydict(), shown.to_pydict()
    assert after["gender"] == before["gender"]
    assert after["diagnosis"] == [None] * 40
    for name in ("id", "name", "phone"):
        for old, new in zip(before[name], after[name], strict=True):
            assert new == old if old in {None, ""} else new != old


def test_is_the_same_however_rows_are_cut() -> None:
    whole = apply(batch(), PLAN, KEYS)
    for cut in (0, 1, 17, 39, 40):
        parts = [apply(part, PLAN, KEYS) for part in (batch()[:cut], batch()[cut:])]
        assert pa.Table.from_batches(parts).combine_chunks().to_batches() == [whole]


@settings(derandomize=True, database=None, deadline=None, max_examples=40)
@given(
    values=st.lists(st.one_of(st.none(), st.text(max_size=8)), max_size=20),
    cut=st.integers(0, 20),
    operator=st.sampled_from(["mask", "keyed_hash", "redact", "keep"]),
)
def test_is_row_local_for_any_text(values: list[str | None], cut: int, operator: str) -> None:
    parameters = {"mask": {"style": "generic"}, "keyed_hash": {"domain": "person_id"}}
    one = Plan("p", (planned("c", operator, **parameters.get(operator, {})),))
    rows = pa.RecordBatch.from_pydict({"c": pa.array(values, pa.string())})
    whole = apply(rows, one, KEYS).to_pylist()
    parts = [row for part in (rows[:cut], rows[cut:]) for row in apply(part, one, KEYS).to_pylist()]
    assert whole == parts


def test_the_same_value_joins_across_tables_columns_and_types() -> None:
    left = Plan("p", (planned("person", "keyed_hash", domain="person_id"),))
    right = Plan("q", (planned("身份", "keyed_hash", domain="person_id"),))
    texts = pa.RecordBatch.from_pydict({"person": pa.array(["7", "8"]).dictionary_encode()})
    numbers = pa.RecordBatch.from_pydict({"身份": pa.array([8, 7])})
    one = apply(texts, left, KEYS).column(0).to_pylist()
    other = apply(numbers, right, KEYS).column(0).to_pylist()
    assert one == other[::-1]
    assert (
        apply(numbers, right, {"person_id": b"another key of 32 bytes ........"})
        .column(0)
        .to_pylist()
        != other
    )


def test_declares_text_for_what_cannot_stay_a_number_or_a_date() -> None:
    schema = pa.schema(
        [pa.field("n", pa.int64(), nullable=False), pa.field("d", pa.date32()), pa.field("k", pa.float64()),
         pa.field("e", pa.dictionary(pa.int16(), pa.string())), pa.field("r", pa.date32(), nullable=False)],
        metadata={"pandas": "…"},
    )  # fmt: skip
    decided = Plan(
        "p",
        (planned("n", "mask", style="phone"), planned("d", "mask", style="date"), planned("k", "keep"),
         planned("e", "mask", style="name"), planned("r", "redact")),
    )  # fmt: skip
    declared = output_schema(schema, decided)
    assert [str(f.type) for f in declared] == [
        "string", "string", "double", "dictionary<values=string, indices=int16, ordered=0>", "date32[day]",
    ]  # fmt: skip
    assert [f.nullable for f in declared] == [False, True, True, True, True]
    assert declared.metadata is None, "metadata may quote the data"
    rows = pa.RecordBatch.from_pylist(
        [{"n": 13800138000, "d": None, "k": 1.5, "e": "张三", "r": dt.date(2020, 1, 1)}], schema=schema
    )  # fmt: skip
    shown = apply(rows, decided, {})
    assert shown.schema == declared
    assert shown.to_pylist() == [{"n": "138****8000", "d": None, "k": 1.5, "e": "张**", "r": None}]


def test_an_unplanned_column_never_passes() -> None:
    more = batch().append_column("secret", pa.array(["s"] * 40))
    with pytest.raises(ValueError, match=r"not in it \['secret'\]"):
        apply(more, PLAN, KEYS)


def test_a_missing_column_is_told() -> None:
    with pytest.raises(ValueError, match=r"not in the data \['note'\]"):
        apply(batch().drop_columns(["note"]), PLAN, KEYS)


def test_two_columns_of_one_name_are_refused() -> None:
    twice = pa.RecordBatch.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    with pytest.raises(ValueError, match="twice: a"):
        apply(twice, Plan("p", (planned("a", "keep"),)), {})


def test_a_column_of_lists_can_only_be_kept_or_taken_away() -> None:
    rows = pa.RecordBatch.from_pydict({"tags": pa.array([["a"], None])})
    with pytest.raises(TypeError, match="column tags cannot be given to mask"):
        apply(rows, Plan("p", (planned("tags", "mask", style="all"),)), {})
    assert apply(rows, Plan("p", (planned("tags", "redact"),)), {}).column(0).null_count == 2


def test_a_plan_travels_to_other_processes() -> None:
    again = pickle.loads(pickle.dumps(PLAN))
    assert again == PLAN
    assert again.digest == PLAN.digest


def test_the_front_names_functions_and_not_the_files_they_are_in() -> None:
    assert {name for name in masking.__all__ if not hasattr(masking, name)} == set()
    assert callable(masking.plan)
    assert callable(masking.apply)
