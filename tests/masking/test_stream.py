import pyarrow as pa
import pytest

from masking import Plan, PlannedColumn, apply, apply_stream
from schema import Level

KEYS = {"person": bytes(range(32))}
PLAN = Plan(
    "research",
    (
        PlannedColumn("sfzh", "", Level.GENERAL_4, "keyed_hash", {"domain": "person"}, ""),
        PlannedColumn("xm", "", Level.GENERAL_3, "mask", {"style": "name"}, ""),
    ),
)
PEOPLE = pa.record_batch({"sfzh": ["1", "2", None], "xm": ["张三", "", "李四"]})


def stream(batches: list[pa.RecordBatch], read: list[int] | None = None) -> pa.RecordBatchReader:
    def each():
        for batch in batches:
            if read is not None:
                read.append(batch.num_rows)
            yield batch

    return pa.RecordBatchReader.from_batches(PEOPLE.schema, each())


def test_a_stream_is_shown_as_its_batches_are_wherever_it_is_split() -> None:
    whole = pa.Table.from_batches([apply(PEOPLE, PLAN, KEYS)])
    parts = [PEOPLE.slice(0, 1), PEOPLE.slice(1, 0), PEOPLE.slice(1)]
    assert apply_stream(stream(parts), PLAN, KEYS).read_all().equals(whole)


def test_nothing_is_read_before_it_is_asked_for() -> None:
    read: list[int] = []
    shown = apply_stream(stream([PEOPLE, PEOPLE], read), PLAN, KEYS)
    assert read == []
    shown.read_next_batch()
    assert read == [3]


def test_a_column_that_the_plan_does_not_name_is_refused_at_once() -> None:
    other = pa.RecordBatchReader.from_batches(
        pa.schema([("sfzh", pa.string()), ("x", pa.string())]), []
    )
    with pytest.raises(ValueError, match="the plan is for other columns"):
        apply_stream(other, PLAN, KEYS)


def test_a_missing_key_is_said_where_it_is_needed() -> None:
    with pytest.raises(ValueError, match="sfzh"):
        apply_stream(stream([PEOPLE]), PLAN, {}).read_all()
