# What came before a failure is handed on, and how much it was is said.
import pyarrow as pa
import pytest

from connectors.broken_off import broken_off
from connectors.cells import Collected
from schema import Skipped, SourceError


def collected(waiting: int, handed_on: int = 0) -> Collected:
    rows = Collected()
    rows.add(pa.record_batch({"a": ["x"] * handed_on}))
    if handed_on:
        rows.batch()
    rows.add(pa.record_batch({"a": ["x"] * waiting}))
    return rows


def test_where_nothing_had_come_the_reading_failed():
    with pytest.raises(SourceError) as raised:
        list(broken_off(collected(0), "the line is cut", "db#t"))
    assert (raised.value.problem, raised.value.source) == ("the line is cut", "db#t")


@pytest.mark.parametrize(
    ("waiting", "handed_on", "batches"),
    [(3, 0, [3]), (3, 2, [3]), (0, 2, [])],
    ids=["rows are waiting", "some were handed on before", "all were handed on"],
)
def test_what_is_waiting_comes_before_the_remark(waiting, handed_on, batches):
    *given, remark = broken_off(collected(waiting, handed_on), "it is gone", "db#t", lines=True)
    assert [batch.num_rows for batch in given] == batches
    assert remark == Skipped("db#t", f"it is gone, after {waiting + handed_on} lines")
