import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masking.row_keys import UNSEEN, row_keys

SIZES = [1 << 20, 1 << 30, 3, 1 << 25]
ROW = st.tuples(*(st.integers(0, size - 1) for size in SIZES))


@pytest.mark.parametrize("columns", [2, 4], ids=["fits a word", "has to be ranked"])
@given(rows=st.lists(ROW, min_size=1, max_size=20), other=ROW)
def test_keys_are_equal_for_equal_rows_and_in_order(columns: int, rows: list, other: tuple) -> None:
    codes = np.array(rows, np.int64)[:, :columns]
    made = row_keys(codes, SIZES[:columns])
    keys = made.of(codes)
    by_row = [tuple(row) for row in codes.tolist()]
    assert [by_row[place] for place in np.argsort(keys, kind="stable")] == sorted(by_row)
    assert len(set(keys.tolist())) == len(set(by_row))
    (key,) = made.of(np.array([other], np.int64)[:, :columns]).tolist()
    if other[:columns] in by_row:
        assert key == keys[by_row.index(other[:columns])]
    else:
        assert key == UNSEEN or key not in keys
