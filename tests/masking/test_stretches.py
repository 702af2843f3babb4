# Stretches moved by words are those that slices give.
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masking.stretches import SPARE, cells_at, moved, only_one, words


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, SPARE)), max_size=50))
def test_stretches_stand_one_after_the_other(stretches):
    source = np.random.default_rng(1).integers(0, 256, 200 + 2 * SPARE).astype(np.uint8)
    starts = np.array([start for start, _ in stretches], np.int64)
    lengths = np.array([length for _, length in stretches], np.int64)
    places = np.cumsum(lengths) - lengths
    target = np.zeros(int(lengths.sum()) + SPARE, np.uint8)
    moved(source, starts, lengths, target, places)
    expected = b"".join(source[a : a + b].tobytes() for a, b in stretches)
    assert target.tobytes()[: len(expected)] == expected


@given(st.lists(st.binary(max_size=12).map(lambda cell: cell.replace(b"@@", b"@")), max_size=20))
def test_the_only_mark_of_a_cell_is_found(cells):
    offsets = np.cumsum([0, *map(len, cells)])
    data = np.frombuffer(b"".join(cells) + bytes(SPARE), np.uint8)
    places, just_one = only_one(data == ord("@"), offsets)
    assert just_one.tolist() == [cell.count(b"@") == 1 for cell in cells]
    found = [place - start for place, start in zip(places, offsets[:-1], strict=True)]
    assert found == [max(c.find(b"@"), 0) if c.count(b"@") == 1 else 0 for c in cells]


def test_bytes_belong_to_their_cells():
    assert cells_at(np.array([0, 2, 4]), np.array([0, 2, 2, 5])).tolist() == [0, 2, 2]


@pytest.mark.parametrize("kind", [np.uint32, np.uint64, "V48"])
def test_words_end_with_their_bytes(kind):
    assert len(words(np.zeros(60, np.uint8), kind)) == 60 - np.dtype(kind).itemsize + 1
    assert not len(words(np.zeros(2, np.uint8), kind))
