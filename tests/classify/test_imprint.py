# Imprints: the same however rows are cut, alike under one key alone, symmetric, and right
# about how much two columns share within the error they state.
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify import compile_recognisers, imprint_of, likeness, merge, summarise
from classify.imprint import KEPT, hashes_of
from classify.siphash import siphash
from classify.sketch import packed
from policies import load_policies
from schema import Imprint

KEY = bytes(range(16))
VALUES = st.sets(st.integers(0, 2**64 - 1), max_size=40)


@pytest.fixture(scope="module")
def recognisers():
    return compile_recognisers(load_policies())


def column(*spans: tuple[int, int], covered: float = 1.0, key: bytes = KEY) -> Imprint:
    """The imprint of a column that holds the numbers of these spans."""
    numbers = np.concatenate([np.arange(*span, dtype=np.uint64) for span in spans])
    return imprint_of(
        "c", packed(siphash(numbers, b"spread them over").tolist()), key, covered=covered
    )


def test_any_cut_of_the_rows_gives_the_same_imprint(recognisers) -> None:
    values = [f"138{number % 900:08}" for number in range(3_000)]
    whole = summarise(pa.record_batch({"a": values}), recognisers)
    parts = [
        summarise(pa.record_batch({"a": values[at : at + 700]}), recognisers)
        for at in range(0, 3_000, 700)
    ]
    joined = merge(merge(parts[3], parts[1]), merge(parts[4], merge(parts[0], parts[2])))
    imprints = {
        imprint_of("a", summary.columns[0].sketch, KEY).hashes for summary in (whole, joined)
    }
    assert len(imprints) == 1
    assert imprint_of("a", whole.columns[0].sketch, KEY).distinct == 900


@given(VALUES, VALUES)
def test_likeness_is_symmetric(one: set[int], other: set[int]) -> None:
    first, second = (imprint_of("c", packed(values), KEY) for values in (one, other))
    assert likeness(first, second) == likeness(second, first).turned()


@given(VALUES, VALUES)
def test_small_columns_are_compared_exactly(one: set[int], other: set[int]) -> None:
    first, second = (imprint_of("c", packed(values), KEY) for values in (one, other))
    alike = likeness(first, second)
    assert alike.shared == alike.seen == len(one & other)
    assert alike.contained == (len(one & other) / len(one) if one else 0.0)
    assert alike.bounds == (alike.contained, alike.contained)
    assert alike.jaccard == (len(one & other) / len(one | other) if one | other else 0.0)


@pytest.mark.parametrize(
    ("one", "other", "contained", "contains"),
    [
        ([(0, 20_000)], [(0, 20_000)], 1.0, 1.0),
        ([(0, 20_000)], [(0, 10_000)], 0.5, 1.0),
        ([(0, 5_000)], [(0, 200_000)], 1.0, 0.025),
        ([(0, 20_000)], [(10_000, 30_000)], 0.5, 0.5),
        ([(0, 20_000)], [(50_000, 70_000)], 0.0, 0.0),
    ],
    ids=["itself", "half its rows", "a small part", "overlapping", "strangers"],
)
def test_shares_of_large_columns_lie_within_the_error_stated(
    one, other, contained: float, contains: float
) -> None:
    alike = likeness(column(*one), column(*other))
    assert alike.bounds[0] - 0.01 <= contained <= alike.bounds[1] + 0.01
    assert alike.bounds_back[0] - 0.01 <= contains <= alike.bounds_back[1] + 0.01
    assert alike.contained == pytest.approx(contained, abs=0.06)
    assert alike.bounds[1] - alike.bounds[0] < 0.2


def test_little_is_known_of_a_small_column_beside_a_large_one_and_the_bounds_say_so() -> None:
    alike = likeness(column((0, 900)), column((450, 90_000)))
    assert alike.bounds[0] <= 0.5 <= alike.bounds[1]
    assert alike.bounds[1] - alike.bounds[0] > 0.3


def test_the_error_holds_in_nineteen_of_twenty_draws() -> None:
    held = 0
    for draw in range(100):
        start = draw * 100_000
        one, other = column((start, start + 6_000)), column((start + 4_200, start + 12_000))
        low, high = likeness(one, other).bounds
        held += low <= 0.3 <= high
    assert held >= 90


def test_another_installations_key_has_nothing_in_common() -> None:
    mine, yours = column((0, 5_000)), column((0, 5_000), key=bytes(16))
    assert likeness(mine, yours).seen <= 1
    assert likeness(mine, column((0, 5_000))).contained == 1.0


def test_an_imprint_is_small_in_order_and_without_the_order_of_the_draw() -> None:
    imprint = column((0, 500_000))
    hashes = hashes_of(imprint)
    assert len(imprint.hashes) <= 4 * KEPT
    assert (np.diff(hashes.astype(np.int64)) > 0).all()
    # The draw is of the smallest hashes; what is kept of it is spread over all there are.
    assert 0.4 < hashes.mean() / 2**32 < 0.6
    assert repr(imprint).count("hashes") == 0


@pytest.mark.parametrize(
    ("covered", "highest"), [(1.0, 0.52), (0.8, 0.65), (0.25, 1.0), (0.0, 1.0)]
)
def test_rows_nobody_looked_at_widen_the_upper_bound(covered: float, highest: float) -> None:
    alike = likeness(column((0, 900)), column((450, 900), covered=covered))
    assert alike.bounds == (0.5, pytest.approx(highest, abs=0.03))
    assert alike.bounds_back == (1.0, 1.0)


def test_a_column_without_values_shares_none() -> None:
    alike = likeness(imprint_of("c", b"", KEY), column((0, 10)))
    assert (alike.shared, alike.contained, alike.contains, alike.jaccard) == (0, 0.0, 0.0, 0.0)
