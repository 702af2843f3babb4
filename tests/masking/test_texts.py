import datetime as dt
import decimal

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masking.texts import as_text, by_value, from_text, text_type, typed


@pytest.mark.parametrize(
    ("array", "texts"),
    [
        pytest.param(pa.array([13800138000, None]), ["13800138000", None], id="integers"),
        pytest.param(pa.array([13800138000.0, 0.5, None, 1e300, -3.0]), ["13800138000", "0.5", None, "1e+300", "-3"], id="floats"),
        pytest.param(pa.array([True, None]), ["true", None], id="booleans"),
        pytest.param(pa.array([decimal.Decimal("1.50")]), ["1.50"], id="decimals"),
        pytest.param(pa.array([dt.date(1990, 5, 3)]), ["1990-05-03"], id="dates"),
        pytest.param(
            pa.array([dt.datetime(1990, 5, 3, 1, 2, 3)], pa.timestamp("s")),  # noqa: DTZ001
            ["1990-05-03 01:02:03"],
            id="times",
        ),
        pytest.param(pa.array([dt.timedelta(seconds=2)], pa.duration("s")), ["2"], id="durations"),
        pytest.param(pa.array([b"a", b"\xff", None]), ["a", "ff", None], id="bytes"),
        pytest.param(pa.array([b"ab", None], pa.binary(2)), ["ab", None], id="bytes of one length"),
        pytest.param(pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"], id="dictionary"),
        pytest.param(pa.array([5, 5, None]).dictionary_encode(), ["5", "5", None], id="dictionary of numbers"),
        pytest.param(pa.array(["a", None], pa.string_view()), ["a", None], id="views"),
        pytest.param(pa.nulls(2), [None, None], id="nothing but nulls"),
        pytest.param(pa.array([1, 2, 3])[1:], ["2", "3"], id="a slice"),
        pytest.param(pa.array(["a", "b", "a"]).dictionary_encode()[1:], ["b", "a"], id="a slice of a dictionary"),
    ],
)  # fmt: skip
def test_cells_become_text_and_go_back_into_the_declared_type(array: pa.Array, texts: list) -> None:
    assert as_text(array).to_pylist() == texts
    declared = text_type(array.type)
    back = from_text(as_text(array), declared)
    assert back.type == declared
    assert back.to_pylist() == texts


@pytest.mark.parametrize(
    ("type_", "declared"),
    [
        pytest.param(pa.string(), pa.string(), id="text stays"),
        pytest.param(pa.large_string(), pa.large_string(), id="long text stays"),
        pytest.param(
            pa.dictionary(pa.int8(), pa.string()), pa.dictionary(pa.int8(), pa.string()), id="encoded text stays"
        ),
        pytest.param(pa.dictionary(pa.int8(), pa.int64()), pa.string(), id="encoded numbers do not"),
        pytest.param(pa.date32(), pa.string(), id="dates do not"),
    ],
)  # fmt: skip
def test_declares_the_type_of_the_text(type_: pa.DataType, declared: pa.DataType) -> None:
    assert text_type(type_) == declared


@pytest.mark.parametrize(
    "type_",
    [pa.list_(pa.string()), pa.struct({"a": pa.int8()}), pa.map_(pa.string(), pa.string())],
    ids=str,
)
def test_refuses_cells_of_more_than_one_value(type_: pa.DataType) -> None:
    with pytest.raises(TypeError, match="more than one value"):
        text_type(type_)


@pytest.mark.parametrize(
    "array",
    [
        pa.array([1, None, -5], pa.int16()),
        pa.array([1.5, None, 1e300, 3.0]),
        pa.array([1.1, None], pa.float32()),
        pa.array([True, None]),
        pa.array([decimal.Decimal("1.50"), None]),
        pa.array([dt.date(2020, 2, 29), None]),
        pa.array([dt.time(1, 2, 3), None]),
        pa.array([1_600_000_000_123_456, None], pa.int64()).cast(pa.timestamp("us")),
        pa.array([1_600_000_000, None], pa.int64()).cast(pa.timestamp("s", tz="Asia/Shanghai")),
        pa.array([7, None], pa.int64()).cast(pa.duration("s")),
        pa.array(["a", None, "a"]).dictionary_encode(),
        pa.array(["a", None], pa.large_string()),
    ],
    ids=lambda array: str(array.type),
)
def test_text_leads_back_to_the_type(array: pa.Array) -> None:
    assert typed(as_text(array), array.type).equals(array)


def test_text_that_is_no_cell_of_the_type_is_not_quoted() -> None:
    with pytest.raises(ValueError, match="not written as int64") as told:
        typed(pa.array(["12x"]), pa.int64())
    assert "12x" not in str(told.value)


@pytest.mark.parametrize("type_", [pa.string(), pa.int64(), pa.large_string()])
@given(
    cells=st.lists(st.sampled_from(["1", "2", "30", None]), max_size=12),
    begun=st.integers(0, 3),
)
def test_values_of_a_dictionary_are_changed_as_its_cells_are(type_, cells, begun):
    unused = pa.array(["99"], pa.string()).cast(type_)
    encoded = pa.chunked_array([unused, pa.array(cells, pa.string()).cast(type_)])
    array = encoded.combine_chunks().dictionary_encode()[1 + begun :]

    def changed(texts):
        return pc.utf8_slice_codeunits(texts, 0, 1)

    expected = from_text(changed(as_text(array)), text_type(array.type))
    assert by_value(array, changed).equals(expected)


def test_a_value_that_stands_often_is_changed_once():
    asked = []

    def changed(texts):
        asked.extend(texts.to_pylist())
        return texts

    by_value(pa.array(["a", "b", "a", None] * 9).dictionary_encode(), changed)
    assert asked == ["a", "b", None]
