import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from masking.scale import amounts, in_order


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        (pa.array([3, None]), [3, np.nan]),
        (pa.array(["30", "4.5", ""]), [30, 4.5, np.nan]),
        (pa.array(["-3", "0"]), [-3, 0]),
        (pa.array(["1970-01-02", "1970-01-01"]), [1, 0]),
        (pa.array(["19700102", "19700101"]), [1, 0]),
        (pa.array([dt.date(1970, 1, 3)]), [2]),
        (pa.array(["123456", "1234567"]), [123456, 1234567]),
    ],
    ids=[
        "numbers",
        "as text",
        "negative",
        "days as text",
        "days as digits",
        "days",
        "of many lengths",
    ],
)
def test_amounts_are_known(values: pa.Array, numbers: list) -> None:
    found = amounts(values)
    assert found is not None
    assert np.array_equal(found, np.array(numbers, float), equal_nan=True)


@pytest.mark.parametrize(
    "values",
    [
        ["007", "12"],
        ["610102", "610103"],
        ["a", "1"],
        ["", ""],
        ["1980-02-31"],
        ["19800231"],
        ["1e5"],
        [],
    ],
    ids=[
        "leading zero",
        "codes",
        "a word among them",
        "nothing",
        "no day",
        "no day as digits",
        "exponent",
        "none",
    ],
)
def test_names_are_no_amounts(values: list[str]) -> None:
    assert amounts(pa.array(values, pa.string())) is None


def test_amounts_go_by_size_and_what_is_not_there_first() -> None:
    values, numbers = in_order(pa.array(["10", "9", ""]))
    assert values.to_pylist() == ["", "9", "10"]
    assert numbers is not None
    assert numbers[1:].tolist() == [9, 10]
    assert in_order(pa.array(["b", "a"]))[0].to_pylist() == ["a", "b"]
