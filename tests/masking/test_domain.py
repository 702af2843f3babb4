import numpy as np
import pyarrow as pa
import pytest

from masking.domain import ONE, RANGE, SET, TREE, Domain, make_domain
from masking.hierarchy import parse_hierarchy

PLACES = parse_hierarchy("Xi'an;Shaanxi;*\nYan'an;Shaanxi;*\nLanzhou;Gansu;*\nBeijing;Beijing;*")


def told(domain: Domain, low: int, high: int, members: int) -> str:
    return domain.told(*np.array([[low], [high], [members]])).to_pylist()[0]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pa.array([1, 2]), RANGE),
        (pa.array(["18", "9"]), RANGE),
        (pa.array(["x", "y"]), SET),
        (pa.array([f"{number:06}" for number in range(99)]), TREE),
    ],
    ids=["numbers", "numbers as text", "few names", "many codes"],
)
def test_a_column_is_told_as_its_values_allow(values: pa.Array, kind: int) -> None:
    assert make_domain("c", values).kind == kind


def test_ranges() -> None:
    ages = make_domain("age", pa.array([18, 90, 54, None]))
    assert ages.names == ("", "18", "54", "90")
    assert told(ages, 1, 2, 0) == "18~54"
    assert told(ages, 2, 2, 0) == "54"
    assert told(ages, 1, 3, 0) == "18~90"
    assert told(ages, 0, 1, 0) == "*"
    assert ages.cost(np.array([1, 1, 0]), np.array([2, 3, 1]), 2).tolist() == [ONE // 2, ONE, ONE]
    assert ages.loss_of("18~54") == 0.5
    assert ages.loss_of("18") == 0
    assert ages.loss_of(None) == ages.loss_of("*") == 1


def test_long_ranges_are_cut_at_some_of_their_values() -> None:
    incomes = make_domain("income", pa.array(range(10_000)))
    assert incomes.size == 4096
    assert told(incomes, 0, 0, 0) == "0~2"
    assert incomes.loss_of("0~9999") == 1
    assert incomes.cost(np.array([0]), np.array([4095]), 4096).tolist() == [ONE]


def test_sets() -> None:
    sexes = make_domain("colour", pa.array(["red", "blue", "green"]))
    assert told(sexes, 0, 0, 0b011) == "blue|green"
    assert told(sexes, 0, 0, 0b100) == "red"
    assert told(sexes, 0, 0, 0b111) == "*"
    assert sexes.loss_of("blue|green") == pytest.approx(2 / 3)


def test_trees_count_the_places_of_their_hierarchy() -> None:
    cities = make_domain("city", pa.array(["Xi'an", "Yan'an", "Lanzhou"]), PLACES)
    codes = dict(zip(cities.names, cities.code_of.tolist(), strict=True))
    low, high = sorted([codes["Xi'an"], codes["Yan'an"]])
    assert told(cities, low, high, 0) == "Shaanxi"
    assert cities.cost(np.array([low]), np.array([high]), 2).tolist() == [ONE // 2]
    assert told(cities, min(codes.values()), max(codes.values()), 0) == "*"
    # A group of one place tells as much as the place.
    assert cities.loss_of("Gansu") == 0
    assert cities.loss_of("Shaanxi") == 0.5


@pytest.mark.parametrize("label", ["Chengdu", "Sichuan", "Xi'an|Chengdu"])
def test_what_no_value_is_told_as_is_refused(label: str) -> None:
    cities = make_domain("city", pa.array(["Xi'an"]), PLACES)
    with pytest.raises(ValueError, match="column city"):
        cities.loss_of(label)


def test_a_value_outside_its_hierarchy_is_counted_and_not_quoted() -> None:
    with pytest.raises(ValueError, match="column city has 1 values") as told:
        make_domain("city", pa.array(["Chengdu", "Xi'an"]), PLACES)
    assert "Chengdu" not in str(told.value)
