import pyarrow as pa
import pyarrow.compute as pc
import pytest
from adult import adult

from masking.risk import measure
from masking.tally import summarise

# Values that pycanon 1.3.5 gives for these columns of the Adult rows: k, l, entropy l
# (rounded down) and t.
PYCANON = [
    (("sex",), "salary-class", 9782, 2, 1, 0.1352443008259725),
    (("sex", "race"), "salary-class", 87, 2, 1, 0.20294547375208355),
    (("sex", "marital-status"), "occupation", 9, 6, 4, 0.4368079039851469),
    (("sex", "race"), "age", 87, 33, 27, 0.09193571485872032),
    (("sex", "decade", "race"), "education", 1, 1, 1, 0.9849147934487104),
    (("sex", "race"), "education", 87, 12, 5, 0.22324169396517815),
]


@pytest.mark.parametrize("figures", PYCANON, ids=lambda each: f"{each[1]} by {'+'.join(each[0])}")
def test_the_figures_are_those_of_pycanon(figures: tuple) -> None:
    quasi, sensitive, k, distinct, entropy, t = figures
    rows = adult()
    rows = rows.append_column("decade", pc.divide(rows.column("age"), 10))
    found = measure(summarise(rows, [*quasi, sensitive]), quasi, sensitive=[sensitive])
    hidden = found.sensitive[sensitive]
    assert (found.k, hidden.distinct, int(hidden.entropy)) == (k, distinct, entropy)
    assert hidden.closeness == pytest.approx(t)


# Five persons of a population of ten; classes of 3, 1 and 1 of 4, 4 and 1, one class unseen.
SAMPLE = pa.record_batch({"age": ["3*", "3*", "3*", "4*", "5*"]})
POPULATION = pa.record_batch({"age": ["3*"] * 4 + ["4*"] * 4 + ["5*", "6*"]})


def test_the_prosecutor_knows_who_is_in_the_table() -> None:
    found = measure(summarise(SAMPLE, ["age"]), ["age"], threshold=0.5)
    assert (found.rows, found.classes, found.k, found.uniques) == (5, 3, 1, 2)
    assert found.prosecutor.highest == 1
    assert found.prosecutor.average == pytest.approx(3 / 5)
    assert found.prosecutor.at_risk == pytest.approx(2 / 5)
    assert found.marketer == pytest.approx(3 / 5)
    assert found.journalist is None
    assert found.sizes == {1: 2, 3: 1}


def test_the_journalist_knows_the_population_alone() -> None:
    population = summarise(POPULATION, ["age"])
    found = measure(summarise(SAMPLE, ["age"]), ["age"], population=population, threshold=0.3)
    assert found.journalist is not None
    assert found.journalist.highest == 1
    # Three in four, one in four and one in one, by the five of the sample.
    assert found.marketer == pytest.approx(2 / 5)
    assert found.journalist.average == pytest.approx(max(3 / 9, 2 / 5))
    assert found.journalist.at_risk == pytest.approx(1 / 5)
    assert found.presence is not None
    assert (found.presence.least, found.presence.greatest) == (0, 1)


def test_what_cannot_be_measured_is_refused() -> None:
    sample, population = summarise(SAMPLE, ["age"]), summarise(POPULATION, ["age"])
    with pytest.raises(ValueError, match="rows that the population does not have"):
        measure(population, ["age"], population=sample)
    with pytest.raises(ValueError, match="without quasi-identifiers"):
        measure(sample, [])
    with pytest.raises(ValueError, match="without rows"):
        measure(summarise(SAMPLE.slice(0, 0), ["age"]), ["age"])
    numbers = summarise(pa.record_batch({"age": [1]}), ["age"])
    with pytest.raises(ValueError, match="other types"):
        measure(sample, ["age"], population=numbers)
