import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.cells import Cells
from classify.code_point import code_points, decoded_texts

pytestmark = pytest.mark.usefixtures("ways")


def cells_of(values):
    lengths = np.array([len(value) for value in values], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
    return Cells(np.frombuffer(b"".join(values), dtype=np.uint8), starts, lengths)


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(inner=st.lists(st.binary(max_size=9), min_size=1, max_size=9))
def test_any_bytes_are_read_as_python_reads_them(inner):
    values = [b"a" + each + b"z" for each in inner]
    read = code_points(cells_of(values))
    told = [
        "".join(map(chr, read.units[start : start + length].tolist()))
        for start, length in zip(read.starts.tolist(), read.lengths.tolist(), strict=True)
    ]
    assert told == [value.decode(errors="replace") for value in values]


@pytest.mark.parametrize("value", ["西安", "\U00020000路", "a"])
def test_texts_are_the_cells(value):
    assert decoded_texts(cells_of([value.encode(), b"x"])) == [value, "x"]
