# What is masked by its ends is masked as the patterns mask it.
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from masking.mask import _by_patterns, mask
from masking.mask_ends import both_ends
from masking.row_groups import buffers

CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["京A12345", "陕B8K2T1挂", "abc", "a***b", "中***文", "ab", "a", "", "***", " abc ", "ab\n",
         "\x85abc", "ab\u3000", "\u2003ab", "𠮷a田", "é12é", "10.0.0.1", "ab\x00", "中文", "a中"]
    ),
    st.text(max_size=7),
)  # fmt: skip


def column_of(cells: list[str | None], start: int) -> pa.Array:
    return pa.array([None, "x", *cells], pa.string())[2:][min(start, len(cells)) :]


@settings(deadline=None)  # what characters there are is asked once
@given(data=st.data(), start=st.integers(0, 2), clean=st.booleans())
def test_cells_are_masked_as_by_patterns(data, start, clean):
    drawn = data.draw(st.lists(CELLS, min_size=1, max_size=30))
    whole = ["A-12345"] * 40
    texts = column_of([*drawn, *whole] if clean else drawn, start)
    assert mask(texts, "generic").equals(_by_patterns(texts, "generic"))


def test_ends_are_shown_and_the_column_stays():
    texts = pa.array(["abcd", "a***d", "ab"])
    offsets, made, left = both_ends(*buffers(texts))
    assert bytes(made[: offsets[1]]) == b"a***d"
    assert left.tolist() == [False, True, True]
    assert texts.to_pylist() == ["abcd", "a***d", "ab"]
