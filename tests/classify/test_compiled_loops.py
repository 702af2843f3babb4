# The loops as Python, before they are compiled: the same answers from both.
import numpy as np
import pytest

pytest.importorskip("numba")


def test_compiled_and_not_the_loops_agree():
    from classify import compiled_loops as loops

    units = np.frombuffer("路1380013800x张".encode(), dtype=np.uint8)
    starts, lengths = np.array([0, 3]), np.array([3, len(units) - 3])
    for loop in (loops.decode, loops.decode.py_func):
        codes, sizes = np.empty(len(units), np.uint32), np.empty(2, np.int64)
        total = loop(units, starts, lengths, codes, sizes)
        assert "".join(map(chr, codes[:total])) == "路1380013800x张"
        assert sizes.tolist() == [1, 12]
    table = np.zeros(256, dtype=np.bool_)
    table[ord("0")] = True
    for loop in (loops.count, loops.count.py_func):
        found = np.empty(2, np.int64)
        loop(units, starts, lengths, table, found)
        assert found.tolist() == [0, 4]
