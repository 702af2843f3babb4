# Both cuts as plain Python, numba left out: what is compiled is what is read.
from types import SimpleNamespace

import numpy as np
import pyarrow as pa

from masking.domain import make_domain
from masking.mondrian_compiled import _flat
from masking.mondrian_cuts import compiled_cuts

PLAIN = SimpleNamespace(njit=lambda **_options: lambda function: function)
AGES = make_domain("age", pa.array([18, 20, 60, 70]))
NO_DEMAND = (np.zeros(1, np.int64), np.zeros(0, bool), np.zeros(0), 0, 1.0)


def parts_of(cell_codes: list[int], k: int) -> dict:
    codes = np.array(cell_codes, np.int32)[:, None]
    rows = np.bincount(cell_codes, minlength=4)
    none = np.zeros(0, np.int64)
    return {
        "codes": codes,
        "weights": np.ones(len(codes), np.int64),
        "slots": np.zeros((0, len(codes)), np.int64),
        "flat": _flat([AGES]),
        "demand": NO_DEMAND,
        "group": np.arange(len(codes)),
        "total": len(codes),
        "k": k,
        "charge": 0,
        "rows": rows,
        "whole": none,
        "left_counts": none,
        "rest": none,
    }


def test_a_column_is_cut_at_its_widest_gap() -> None:
    along, _ = compiled_cuts(PLAIN)
    given = parts_of([0, 1, 2, 3], 2)
    lows, highs = np.zeros(1, np.int64), np.full(1, 3)
    there = np.zeros(5, np.int64)
    cut = along(**given, there=there, lows=lows, highs=highs, one_counts=given["rest"])
    assert cut == (0, 1, False)


def test_bounds_are_drawn_in_and_one_value_is_not_cut() -> None:
    along, _ = compiled_cuts(PLAIN)
    given = parts_of([2, 2, 2, 2], 2)
    lows, highs = np.zeros(1, np.int64), np.full(1, 3)
    there = np.zeros(5, np.int64)
    cut = along(**given, there=there, lows=lows, highs=highs, one_counts=given["rest"])
    assert cut[0] == -1
    assert (lows[0], highs[0]) == (2, 2)


def test_items_go_with_the_nearer_of_the_most_distant() -> None:
    _, by_nearness = compiled_cuts(PLAIN)
    given = parts_of([0, 3, 1, 2], 2)
    del given["rows"]
    near = np.zeros(4, bool)
    assert by_nearness(**given, seen=np.zeros(5, np.int64), near=near)
    assert near.tolist() in ([True, False, True, False], [False, True, False, True])
