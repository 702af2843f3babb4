from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from masking.numbers import is_number, kept_type, numbers_of, with_numbers


@pytest.mark.parametrize(
    ("array", "numbers"),
    [
        (pa.array([1, None, -3], pa.int16()), [1, np.nan, -3]),
        (pa.array([1.5, None]), [1.5, np.nan]),
        (pa.array([Decimal("1.25"), None]), [1.25, np.nan]),
        (pa.array(["12", " 1.50 ", "+3", "-4", "", "1e3", "一", "1,000", None]), [12, 1.5, 3, -4] + [np.nan] * 5),
        (pa.array(["7", None, "7"]).dictionary_encode(), [7, np.nan, 7]),
    ],
    ids=lambda value: str(getattr(value, "type", "")),
)  # fmt: skip
def test_cells_as_numbers(array: pa.Array, numbers: list[float]) -> None:
    np.testing.assert_array_equal(numbers_of(array), numbers)


@pytest.mark.parametrize(
    ("array", "shown"),
    [
        (pa.array([1, None, 3], pa.int8()), [128, None, 2]),
        (pa.array([1.0, None, 3.0]), [127.6, None, 2.25]),
        (pa.array(["1", None, "3.10"]), ["128", None, "2.25"]),
        (pa.array(["1.0", "", "x"]), ["127.6", "", "***"]),
        (pa.array([Decimal("1.00"), None, Decimal("3.10")]), [Decimal("9.99"), None, Decimal("2.25")]),
    ],
    ids=lambda value: str(getattr(value, "type", "")),
)  # fmt: skip
def test_numbers_as_cells(array: pa.Array, shown: list) -> None:
    numbers = np.where(np.isnan(numbers_of(array)), np.nan, [127.6, np.nan, 2.25])
    column = with_numbers(array, numbers)
    assert column.type == array.type
    expected = [127 if cell == 128 else cell for cell in shown]
    assert column.to_pylist() == expected


@pytest.mark.parametrize("type_", [pa.int64(), pa.uint64(), pa.int32()], ids=str)
def test_whole_numbers_stop_at_the_bounds_of_their_type(type_: pa.DataType) -> None:
    column = with_numbers(pa.array([1, 1], type_), np.array([1e30, -1e30]))
    bounds = np.iinfo(type_.to_pandas_dtype())
    assert column[0].as_py() > bounds.max * 0.99
    assert column[1].as_py() == bounds.min


def test_negative_amounts_keep_their_sign() -> None:
    given = pa.array(["-0.50", "-12.00"])
    assert with_numbers(given, np.array([-0.5, -12.25])).to_pylist() == ["-0.50", "-12.25"]


def test_types() -> None:
    assert is_number(pa.decimal128(5, 2))
    assert not is_number(pa.bool_())
    assert kept_type(pa.string()) == pa.string()
    for type_ in (pa.bool_(), pa.date32(), pa.list_(pa.int8())):
        with pytest.raises(TypeError, match="no numbers"):
            kept_type(type_)
