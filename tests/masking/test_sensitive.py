import numpy as np
import pytest

from masking.sensitive import Sensitive, distance, no_demand


@pytest.mark.parametrize(
    ("counts", "shares", "ordered", "expected"),
    [
        ([1, 0], [0.5, 0.5], False, 0.5),
        ([2, 2], [0.5, 0.5], True, 0),
        # Li et al. 2007, example 3: {3k, 4k, 5k} of the salaries 3k to 11k.
        ([1, 1, 1, 0, 0, 0, 0, 0, 0], [1 / 9] * 9, True, 0.375),
        ([0, 0, 0, 1, 0, 1, 0, 0, 1], [1 / 9] * 9, True, 1 / 6),
        ([3], [1.0], True, 0),
    ],
    ids=[
        "all of one value",
        "as the table",
        "the paper's first class",
        "the paper's second class",
        "one value",
    ],
)
def test_the_earth_movers_distance(
    counts: list, shares: list, ordered: bool, expected: float
) -> None:
    found = distance(np.array(counts), np.array(shares), ordered=ordered)
    assert found == pytest.approx(expected)


def demand(least: int, closest: float) -> Sensitive:
    shares = np.array([0.5, 0.5, 0.2, 0.3, 0.5])
    ordered = np.array([False, True])
    return Sensitive(np.array([0, 2, 5]), ordered, shares, least, closest)


@pytest.mark.parametrize(
    ("least", "closest", "counts", "fits"),
    [
        (2, 1, [3, 1, 2, 2, 0], True),
        (2, 1, [4, 0, 2, 2, 0], False),
        (2, 1, [3, 1, 4, 0, 0], False),
        (1, 0.1, [5, 5, 2, 3, 5], True),
        (1, 0.1, [8, 2, 2, 3, 5], False),
    ],
    ids=["enough values", "too few of the first", "too few of the second", "close", "far"],
)
def test_every_sensitive_column_must_fit(
    least: int, closest: float, counts: list, fits: bool
) -> None:
    assert demand(least, closest).fits(np.array(counts)) is fits


def test_both_parts_must_fit() -> None:
    slots = np.array([[0, 2], [1, 3], [0, 4], [1, 4]])
    weights = np.ones(4, np.int64)
    asked = demand(2, 1)
    assert asked.fits_both(slots, weights, np.array([True, True, False, False])) is False
    assert demand(1, 1).fits_both(slots, weights, np.array([True, True, False, False]))
    assert no_demand().fits_both(slots, weights, np.array([True, False, False, False]))
