import random

import numpy as np
import pyarrow as pa
import pytest
from adult import QUASI as ADULT
from adult import SENSITIVE, adult, adult_hierarchies
from anonymised_rows import CITIES, QUASI, TABLES, holds, made
from hypothesis import given, settings
from hypothesis import strategies as st

from masking.anonymise import anonymise
from masking.loss import information_loss
from masking.recode import recode
from masking.risk import measure
from masking.tally import summarise


def anonymised(rows: pa.RecordBatch, **asked: object) -> pa.RecordBatch:
    recoding = anonymise(summarise(rows, [*QUASI, "illness"]), QUASI, compiled=False, **asked)
    return recode(rows, recoding, keep=["illness"])


def content(rows: pa.RecordBatch) -> list:
    return sorted(map(str, rows.to_pylist()))


@settings(max_examples=200, deadline=None)
@given(TABLES, st.integers(1, 6), st.booleans(), st.sampled_from([0, 0.3]))
def test_every_class_has_k_rows_and_every_cell_contains_what_it_was(
    cells: list, k: int, trees: bool, suppress: float
) -> None:
    if len(cells) < k:
        return
    rows = made(cells)
    hierarchies = {"city": CITIES} if trees else {}
    shown = anonymised(rows, k=k, hierarchies=hierarchies, suppress=suppress)
    assert rows.num_rows - shown.num_rows <= suppress * rows.num_rows
    assert measure(summarise(shown, QUASI), QUASI).k >= k
    if not suppress:
        for before, after in zip(rows.to_pylist(), shown.to_pylist(), strict=True):
            assert after["illness"] == before["illness"]
            for name in QUASI:
                assert holds(after[name], before[name], hierarchies.get(name))


@settings(max_examples=100, deadline=None)
@given(TABLES, st.randoms(use_true_random=False), st.sampled_from([0, 0.3]))
def test_the_order_of_rows_decides_nothing(
    cells: list, order: random.Random, suppress: float
) -> None:
    if len(cells) < 3:
        return
    shuffled = [*cells]
    order.shuffle(shuffled)
    asked = {"k": 3, "suppress": suppress, "hierarchies": {"city": CITIES}}
    assert content(anonymised(made(cells), **asked)) == content(anonymised(made(shuffled), **asked))


@settings(max_examples=100, deadline=None)
@given(TABLES, st.integers(1, 3), st.sampled_from([1.0, 0.5, 0.2]), st.sampled_from([0, 0.3]))
def test_what_is_asked_of_sensitive_values_holds(
    cells: list,
    l: int,  # noqa: E741
    t: float,
    suppress: float,
) -> None:
    rows = made(cells)
    asked = {"k": 2, "l": l, "t": t, "sensitive": ["illness"], "suppress": suppress}
    if len(cells) < 2 or len({cell[3] for cell in cells}) < l:
        with pytest.raises(ValueError, match="fewer than"):
            anonymised(rows, **asked)
        return
    shown = anonymised(rows, **asked)
    found = measure(summarise(shown, [*QUASI, "illness"]), QUASI, sensitive=["illness"])
    assert found.k >= 2
    assert found.sensitive["illness"].distinct >= l
    assert found.sensitive["illness"].closeness <= t + 1e-9


@pytest.mark.parametrize(
    ("trees", "gcp", "discernibility"),
    [(False, 0.031, 250_000), (True, 0.062, 253_500)],
    ids=["sets and ranges", "hierarchies as ARX ships them, ages as ranges"],
)
def test_the_adult_rows_lose_little(trees: bool, gcp: float, discernibility: int) -> None:
    rows = adult()
    hierarchies = {**adult_hierarchies()} if trees else {}
    hierarchies.pop("age", None)
    recoding = anonymise(summarise(rows, ADULT), ADULT, k=5, hierarchies=hierarchies)
    shown = summarise(recode(rows, recoding, keep=[SENSITIVE]), ADULT)
    loss = information_loss(shown, recoding.domains, k=5)
    assert measure(shown, ADULT).k == 5
    assert loss.gcp <= gcp
    assert loss.discernibility <= discernibility


def test_suppression_spends_no_more_than_it_may() -> None:
    rows = adult().slice(0, 3_000)
    found = summarise(rows, ADULT)
    plain = anonymise(found, ADULT, k=5)
    fewer = anonymise(found, ADULT, k=5, suppress=0.02)
    assert 0 < fewer.suppressed <= 60
    assert int(fewer.sizes.sum()) + fewer.suppressed == 3_000
    assert fewer.sizes.min() >= 5
    kept = information_loss(summarise(recode(rows, fewer), ADULT), plain.domains, k=5)
    assert (
        kept.gcp < information_loss(summarise(recode(rows, plain), ADULT), plain.domains, k=5).gcp
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"k": 9}, "fewer than k"),
        ({"k": 0}, "at least 1"),
        ({"k": 2, "suppress": 1.0}, "between 0 and 1"),
        ({"k": 2, "l": 4, "sensitive": ["illness"]}, "fewer than l"),
    ],
    ids=["too few rows", "no k", "everything left out", "too few values"],
)
def test_what_cannot_be_made_is_refused(asked: dict, said: str) -> None:
    rows = made([(1, "Xi'an", "red", "flu"), (2, "Xi'an", "red", "none")])
    with pytest.raises(ValueError, match=said):
        anonymised(rows, **asked)
    with pytest.raises(ValueError, match="without quasi-identifiers"):
        anonymise(summarise(rows, ["age"]), [], k=2)


def test_a_table_of_one_kind_of_row_stays_as_it_is() -> None:
    rows = made([(1, "Xi'an", "red", "flu")] * 5)
    assert anonymised(rows, k=5).column("age").to_pylist() == ["1"] * 5
    assert np.all(np.array(anonymised(rows, k=5).column("city").to_pylist()) == "Xi'an")
