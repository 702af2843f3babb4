# Any Arrow column as text, and the same text whether or not it repeats.
import datetime as dt
import decimal

import numpy as np
import pyarrow as pa
import pytest

from classify.text import text_of


def spelt(array):
    """Every text of the column, as often as it stands there."""
    text = text_of(array)
    weights = [1] * len(text.values) if text.weights is None else text.weights.tolist()
    return sorted(
        value
        for value, weight in zip(text.values.to_pylist(), weights, strict=True)
        for _ in range(weight)
    )


@pytest.mark.parametrize(
    ("array", "texts", "empty"),
    [
        (pa.array(["a", None, ""]), ["", "a"], 1),
        (pa.array(["a", "b"], pa.large_string()), ["a", "b"], 0),
        (pa.array(["a", None], pa.string_view()), ["a"], 1),
        (pa.array([13800138000, None]), ["13800138000"], 1),
        (pa.array([13800138000.0, 1.5, None, float("nan")]), ["1.5", "13800138000"], 2),
        (pa.array([float("inf")]), ["inf"], 0),
        (pa.array([decimal.Decimal("1.50")]), ["1.50"], 0),
        (pa.array([dt.date(1990, 1, 2)]), ["1990-01-02"], 0),
        (pa.array([True, None]), ["true"], 1),
        (pa.array([None, None]), [], 2),
        (pa.array(["a", "b", "a", None]).dictionary_encode(), ["a", "a", "b"], 1),
        (pa.array([7, 7, None]).dictionary_encode(), ["7", "7"], 1),
        (
            pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, None]), pa.array(["a", "a", None])),
            ["a", "a"],
            2,
        ),
        (
            pa.DictionaryArray.from_arrays(pa.array([0, 1, 1]), pa.array([1.0, float("nan")])),
            ["1"],
            2,
        ),
        (pa.RunEndEncodedArray.from_arrays([2, 3], ["x", "y"]), ["x", "x", "y"], 0),
    ],
    ids=lambda given: str(given.type) if isinstance(given, pa.Array) else "",
)
def test_a_column_reads_as_a_person_would_write_it(array, texts, empty):
    assert spelt(array) == texts
    assert text_of(array).empty == empty


@pytest.mark.parametrize(
    "array",
    [
        pa.array([b"x", None]),
        pa.array([[1], None]),
        pa.array([{"a": 1}, None]),
        pa.array([dt.timedelta(1), None]),
    ],
    ids=["bytes", "list", "structure", "duration"],
)
def test_what_has_no_plain_text_is_counted_and_not_looked_into(array):
    text = text_of(array)
    assert text.empty == 1
    assert len(text.values) + text.opaque == 1


def test_values_that_repeat_are_read_once_each_with_their_weights():
    array = pa.array(["男", "女", None] * 2_000)
    text = text_of(array)
    assert sorted(text.values.to_pylist()) == ["女", "男"]
    assert text.weights.tolist() == [2_000, 2_000]
    assert text.empty == 2_000


def test_values_that_do_not_repeat_are_read_as_they_stand():
    array = pa.array([str(n) for n in range(3_000)])
    assert text_of(array).weights is None
    assert text_of(array.slice(100, 50)).values.to_pylist() == [str(n) for n in range(100, 150)]


def test_a_dictionary_that_repeats_its_values_is_spelt_out():
    dictionary = pa.array(["a", "b"] * 1_000)
    indices = pa.array(np.arange(2_000))
    assert spelt(pa.DictionaryArray.from_arrays(indices, dictionary)) == sorted(["a", "b"] * 1_000)
