import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.key_set import KeySet

WORDS = st.integers(0, 2**64 - 1)


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(known=st.lists(WORDS, max_size=50), asked=st.lists(WORDS, max_size=50))
def test_a_key_is_found_where_it_is_known_and_nowhere_else(known, asked):
    keys = np.array([*asked, *known], dtype=np.uint64)
    assert KeySet(known).among(keys).tolist() == [key in set(known) for key in keys.tolist()]


@pytest.mark.parametrize("count", [0, 3])
def test_no_known_key_finds_none(count):
    assert not KeySet([]).among(np.arange(count, dtype=np.uint64)).any()
