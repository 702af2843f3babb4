import pyarrow as pa
import pytest

from masking import Plan, PlannedColumn, apply, apply_stream
from schema import Level

KEYS = {"p": bytes(range(32))}


def plan_of(operator: str, **parameters: str) -> Plan:
    kept = PlannedColumn("n", None, Level.GENERAL_1, "keep", {}, "")
    return Plan("t", (PlannedColumn("id", None, Level.GENERAL_4, operator, parameters, ""), kept))


PLAN = plan_of("keyed_hash", domain="p")
TABLE = pa.table({"id": [f"user{n}" for n in range(10)], "n": range(10)})


def test_a_stream_is_masked_as_its_batches_are():
    reader = TABLE.to_reader(max_chunksize=3)
    masked = apply_stream(reader, PLAN, KEYS).read_all()
    (whole,) = TABLE.to_batches()
    assert masked.combine_chunks() == pa.Table.from_batches([apply(whole, PLAN, KEYS)])
    assert apply_stream(TABLE, PLAN, KEYS).read_all() == masked, "a table is a stream as well"


def test_batches_are_read_one_at_a_time():
    seen = []

    def batches():
        for batch in TABLE.to_batches(max_chunksize=5):
            seen.append(batch.num_rows)
            yield batch

    masked = apply_stream(pa.RecordBatchReader.from_batches(TABLE.schema, batches()), PLAN, KEYS)
    assert seen == []
    assert masked.read_next_batch().num_rows == 5
    assert seen == [5]


@pytest.mark.parametrize(
    ("plan", "keys", "message"),
    [
        (PLAN, {}, "column id"),
        (Plan("t", PLAN.columns[:1]), KEYS, "other columns"),
        (plan_of("shuffle", domain="p"), KEYS, "whole table"),
    ],
)
def test_what_cannot_be_masked_is_refused_before_a_row_is_read(plan, keys, message):
    def batches():
        raise AssertionError
        yield

    reader = pa.RecordBatchReader.from_batches(TABLE.schema, batches())
    with pytest.raises(ValueError, match=message):
        apply_stream(reader, plan, keys)
