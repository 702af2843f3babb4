import numpy as np
import pyarrow as pa
import pytest

from masking.domain import make_domain
from masking.mondrian import Items
from masking.sensitive import Sensitive, no_demand
from masking.suppression import suppressed

AGES = make_domain("age", pa.array([1, 2, 3, 100]))
NOBODY = np.zeros((4, 0), np.int64)


def items(weights: list[int], sensitive: Sensitive | None = None, slots: object = NOBODY) -> Items:
    codes = np.arange(4).reshape(4, 1)
    return Items(codes, np.array(weights), np.array(slots), sensitive or no_demand())


@pytest.mark.parametrize(
    ("weights", "limit", "out"),
    [
        ([5, 5, 5, 1], 1, [False, False, False, True]),
        ([5, 5, 5, 2], 1, [False] * 4),
        ([1, 1, 1, 1], 1, [False] * 4),
        ([5, 5, 5, 1], 0, [False] * 4),
    ],
    ids=["the one far away", "more rows than may go", "too few would stay", "none may go"],
)
def test_the_row_that_costs_the_others_most_goes(weights: list, limit: int, out: list) -> None:
    found = suppressed(items(weights), np.zeros(4, np.int64), [AGES], 4, limit)
    assert found.tolist() == out


def test_it_stays_where_the_others_would_be_too_much_alike() -> None:
    asked = Sensitive(np.array([0, 2]), np.array([False]), np.array([0.9, 0.1]), 2, 1.0)
    needed = items([5, 5, 5, 1], asked, [[0], [0], [0], [1]])
    assert not suppressed(needed, np.zeros(4, np.int64), [AGES], 4, 1).any()
