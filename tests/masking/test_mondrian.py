import numpy as np
import pyarrow as pa

from masking.domain import make_domain
from masking.mondrian import Items, classes_of, lost_class_charge, numbered
from masking.sensitive import no_demand


def items(codes: list, weights: list[int]) -> Items:
    rows = np.array(codes, np.int64)
    return Items(rows, np.array(weights), np.zeros((len(rows), 0), np.int64), no_demand())


def test_a_group_is_cut_where_least_is_lost() -> None:
    ages = make_domain("age", pa.array([1, 2, 3, 50, 51]))
    found = classes_of(items([[0], [1], [2], [3], [4]], [1, 1, 1, 1, 1]), [ages], 2)
    assert found.tolist() == [0, 0, 0, 1, 1]


def test_the_value_of_most_rows_is_cut_from_its_neighbours() -> None:
    colours = make_domain("colour", pa.array(["blue", "green", "red"]))
    found = classes_of(items([[0], [1], [2]], [2, 9, 2]), [colours], 3)
    assert found.tolist() == [0, 1, 0]


def test_a_group_that_no_column_cuts_is_cut_by_nearness() -> None:
    pair = [make_domain("a", pa.array(["x", "y", "z"])), make_domain("b", pa.array(["p", "q"]))]
    # Each value alone is too rare, or leaves too few others; two corners are not.
    found = classes_of(items([[0, 0], [0, 1], [1, 0], [2, 1]], [1, 1, 1, 1]), pair, 2)
    assert np.bincount(found).tolist() == [2, 2]


def test_rows_that_look_alike_are_never_parted() -> None:
    ages = make_domain("age", pa.array([1, 2]))
    assert classes_of(items([[0]], [100]), [ages], 5).tolist() == [0]
    assert classes_of(items([[0], [1]], [100, 3]), [ages], 5).tolist() == [0, 0]


def test_classes_are_numbered_by_first_appearance() -> None:
    assert numbered(np.array([7, 3, 7, 0])).tolist() == [0, 1, 0, 2]


def test_a_lost_class_costs_more_in_wider_tables() -> None:
    assert lost_class_charge(5, 8) == 2 * lost_class_charge(5, 4) > 0
