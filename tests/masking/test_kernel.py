import datetime as dt
import decimal
import pickle
import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import masking
from masking import Plan, PlannedColumn, apply, output_schema, restore
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


REVERSIBLE = Plan(
    "p",
    (
        planned("id", "fpe", domain="person_id"),
        planned("day", "encrypt", domain="person_id", mode="aes-siv"),
        planned("amount", "tokenise", domain="person_id"),
        planned("price", "encrypt", domain="person_id", mode="sm4-gcm", by="id"),
        planned("seen", "encrypt", domain="person_id", mode="aes-gcm"),
        planned("kind", "tokenise", domain="person_id"),
        planned("note", "keep"),
        planned("name", "mask", style="name"),
    ),
)


def typed_rows() -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [
            pa.array([12345678, None, 99999999]),
            pa.array([0, 20_000, None], pa.int32()).cast(pa.date32()),
            pa.array([1.5, None, -2.25]),
            pa.array([decimal.Decimal("1.50"), decimal.Decimal("-0.01"), None]),
            pa.array([1, None, 1_600_000_000], pa.int64()).cast(pa.timestamp("us", tz="UTC")),
            pa.array(["a", None, "a"]).dictionary_encode(),
            pa.array(["x", "", None]),
            pa.array(["张三", "", None]),
        ],
        names=["id", "day", "amount", "price", "seen", "kind", "note", "name"],
    )


def test_what_can_be_undone_comes_back_in_its_type() -> None:
    rows = typed_rows()
    shown = apply(rows, REVERSIBLE, KEYS)
    back = restore(shown, REVERSIBLE, KEYS, rows.schema)
    assert back.schema.names == rows.schema.names[:-1], "a mask cannot be undone"
    for name in back.schema.names:
        assert back.column(name).equals(rows.column(name)), name


def test_another_key_restores_nothing() -> None:
    rows = typed_rows()
    shown = apply(rows, REVERSIBLE, KEYS)
    with pytest.raises(ValueError, match="column day cannot be restored"):
        restore(shown, REVERSIBLE, {"person_id": b"k" * 32}, rows.schema)
    with pytest.raises(ValueError, match="no key for the domain 'person_id'"):
        restore(shown, REVERSIBLE, {}, rows.schema)


def test_a_column_beside_another_is_found_by_name() -> None:
    one = Plan(
        "p",
        (planned("day", "date_shift", domain="person_id", by="id", days="30"),),
        dropped=("id",),
    )
    rows = pa.RecordBatch.from_pydict({"id": ["a", "a"], "day": ["2020-01-01", "2020-01-31"]})
    days = [dt.date.fromisoformat(day) for day in apply(rows, one, KEYS).to_pydict()["day"]]
    assert (days[1] - days[0]).days == 30
    assert one.domains == ("person_id",)
    other = Plan(
        "p",
        (
            planned("day", "date_shift", domain="person_id", by="who", days="30"),
            planned("id", "keep"),
        ),
    )
    with pytest.raises(ValueError, match="column day: there is no column 'who'"):
        apply(rows, other, KEYS)


def test_a_shuffle_needs_the_whole_table() -> None:
    one = Plan("p", (planned("c", "shuffle", domain="person_id"),))
    rows = pa.RecordBatch.from_pydict({"c": list(range(100))})
    with pytest.raises(ValueError, match="in one piece"):
        apply(rows, one, KEYS)
    shown = apply(rows, one, KEYS, whole=True).to_pydict()["c"]
    assert sorted(shown) == list(range(100))
    assert shown != list(range(100))


def test_a_cell_that_cannot_be_taken_is_not_quoted() -> None:
    one = Plan("p", (planned("c", "fpe", domain="person_id"),))
    rows = pa.RecordBatch.from_pydict({"c": ["13800138000", "secret"]})
    with pytest.raises(ValueError, match="column c: 1 of 2 cells") as told:
        apply(rows, one, KEYS)
    assert "secret" not in str(told.value)


def test_columns_that_may_lose_a_cell_are_declared_so() -> None:
    schema = pa.schema([pa.field("c", pa.string(), nullable=False)])
    for operator, parameters, nullable in (
        ("fpe", {"domain": "person_id", "others": "null"}, True),
        ("tokenise", {"domain": "person_id"}, False),
        ("truncate", {"length": "3"}, False),
    ):
        decided = Plan("p", (planned("c", operator, **parameters),))
        assert output_schema(schema, decided).field("c").nullable == nullable
