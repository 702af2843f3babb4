import numpy as np
import pyarrow as pa
import pytest

from masking.row_groups import assembled, buffers, distinct, groups


@pytest.mark.parametrize("type_", [pa.string(), pa.large_string()], ids=str)
@pytest.mark.parametrize(
    "cells",
    [
        pytest.param([], id="none"),
        pytest.param([None, ""], id="nothing in them"),
        pytest.param(["ab", "cd"], id="one length"),
        pytest.param(["ab", "", "cd", None], id="one length and empty ones"),
        pytest.param(["", "abcd", "ab", None, "甲乙", "x"], id="several lengths"),
    ],
)
def test_a_column_goes_to_rows_and_back(cells: list[str | None], type_: pa.DataType) -> None:
    texts = pa.array(["cut off", *cells], type_)[1:]
    made = groups(texts)
    assert sum(len(which) for which, _ in made) == sum(1 for cell in cells if cell)
    back = assembled(texts, made)
    assert back.equals(texts)
    back.validate(full=True)


def test_rows_can_come_back_longer() -> None:
    texts = pa.array(["a", None, "bb", "c"])
    made = [(which, np.repeat(rows, 2, axis=1)) for which, rows in groups(texts)]
    assert assembled(texts, made).to_pylist() == ["aa", None, "bbbb", "cc"]


def test_bytes_are_copied_from_where_the_slice_begins() -> None:
    texts = pa.array(["abc", "de", "f"])
    offsets, data = buffers(texts[1:])
    assert offsets.tolist() == [0, 2, 3]
    data[:] = ord("z")
    assert texts.to_pylist() == ["abc", "de", "f"]


def test_lengths_come_in_order() -> None:
    assert distinct(np.array([3, 1, 3, 2])) == [1, 2, 3]
    assert distinct(np.array([4, 4])) == [4]
    assert distinct(np.array([], np.int64)) == []
