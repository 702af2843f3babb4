# Cells as numbers: choosing, packing, rows, ends, and back to Arrow text.
import numpy as np
import pytest

from classify.cells import Cells, by_length, from_strings, lengths_of

ASCII = ["ab", "c", "", "defg"]
WIDE = ["张三", "a", "", "欧阳x𠮷"]


@pytest.mark.parametrize("texts", [ASCII, WIDE], ids=["bytes", "code points"])
def test_arrow_text_gives_back_what_went_in(texts):
    assert from_strings(texts).to_arrow().to_pylist() == texts


@pytest.mark.parametrize("texts", [ASCII, WIDE], ids=["bytes", "code points"])
def test_choosing_and_packing_keep_order_and_text(texts):
    chosen = from_strings(texts).take(np.array([3, 0, 0]))
    assert not chosen.is_dense()
    assert chosen.packed().is_dense()
    assert chosen.to_arrow().to_pylist() == chosen.packed().to_arrow().to_pylist()
    assert chosen.to_arrow().to_pylist() == [texts[3], texts[0], texts[0]]


def test_rows_are_positions_for_dense_and_scattered_cells():
    dense = from_strings(["abc", "xyz"])
    scattered = from_strings(["abc", "--", "xyz"]).take(np.array([0, 2]))
    for cells in (dense, scattered):
        assert [bytes(row) for row in cells.rows()] == [b"ax", b"by", b"cz"]
    again = dense.take(np.array([1]))
    assert [bytes(row) for row in again.rows()] == [b"x", b"y", b"z"]


def test_units_from_either_end_are_0_beyond_the_cell():
    cells = from_strings(["ab", "", "x"])
    assert cells.from_end(0).tolist() == [ord("b"), 0, ord("x")]
    assert cells.from_end(1).tolist() == [ord("a"), 0, 0]
    assert cells.from_start(1).tolist() == [ord("b"), 0, 0]
    assert from_strings([]).from_end(0).tolist() == []
    assert Cells(np.zeros(0, np.uint8), np.array([0]), np.array([0])).from_start(0).tolist() == [0]


def test_lengths_come_once_each_with_their_places():
    found = {length: places.tolist() for length, places in lengths_of(from_strings(ASCII))}
    assert found == {0: [2], 1: [1], 2: [0], 4: [3]}
    assert list(lengths_of(from_strings(["ab", "cd"]))) == [(2, None)]
    assert list(lengths_of(from_strings([]))) == []
    huge = from_strings(["a" * 70_000, "b"])
    assert {length for length, _ in lengths_of(huge)} == {1, 70_000}


def test_a_check_by_length_answers_in_the_cells_own_order():
    starts_with_a = by_length(lambda rows: rows[0] == ord("a"))
    assert starts_with_a(from_strings(["a", "bb", "ab", "c"])).tolist() == [
        True,
        False,
        True,
        False,
    ]


def test_a_check_is_asked_once_of_the_same_cells():
    asked = []

    def check(cells):
        asked.append(len(cells))
        return np.ones(len(cells), dtype=np.bool_)

    cells = from_strings(["a", "b"])
    assert cells.passed(check) is cells.passed(check)
    assert cells.take(np.array([0])).passed(check).tolist() == [True]
    assert asked == [2, 1]
