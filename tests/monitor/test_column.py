# Columns made and read back.
import numpy as np
import pyarrow as pa

from monitor.column import as_codes, as_numbers, as_places, column, same_as, taken


def test_nulls_are_zero_and_false() -> None:
    assert as_numbers(column([3, None])).tolist() == [3, 0]
    assert as_places(column([True, None, False])).tolist() == [True, False, False]
    assert as_places(same_as(column(["a", None, "b"]), "a")).tolist() == [True, False, False]


def test_codes_come_as_values_first_do() -> None:
    codes, values = as_codes(column(["b", "a", "b"]))
    assert codes.tolist() == [0, 1, 0]
    assert values.to_pylist() == ["b", "a"]


def test_rows_are_taken_in_order() -> None:
    batch = pa.RecordBatch.from_pylist([{"a": n} for n in range(5)])
    assert taken(batch, np.array([3, 1])).to_pylist() == [{"a": 3}, {"a": 1}]
