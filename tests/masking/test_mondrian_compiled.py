import sys

import numpy as np
import pyarrow as pa
import pytest
from adult import QUASI, SENSITIVE, adult, adult_hierarchies
from anonymised_rows import TABLES, made
from hypothesis import given, settings
from hypothesis import strategies as st

from masking.anonymise import anonymise
from masking.mondrian_compiled import available
from masking.tally import summarise


def both(rows: pa.RecordBatch, quasi: tuple, **asked: object) -> None:
    sensitive = asked.get("sensitive", ())
    found = summarise(rows, [*quasi, *sensitive])
    one, other = (anonymise(found, quasi, compiled=use, **asked) for use in (False, True))
    assert np.array_equal(one.classes, other.classes)
    assert one.told == other.told


@pytest.mark.parametrize("trees", [False, True], ids=["sets", "hierarchies"])
@pytest.mark.parametrize(
    "asked",
    [{}, {"l": 2}, {"t": 0.3}],
    ids=["k alone", "l-diversity", "t-closeness"],
)
def test_compiled_loops_cut_the_adult_rows_alike(trees: bool, asked: dict) -> None:
    pytest.importorskip("numba")
    rows = adult().slice(0, 3_000)
    hierarchies = adult_hierarchies() if trees else {}
    both(rows, QUASI, k=5, hierarchies=hierarchies, sensitive=[SENSITIVE], **asked)


@settings(max_examples=150, deadline=None)
@given(TABLES, st.integers(1, 5), st.integers(1, 2), st.sampled_from([1.0, 0.6, 0.3]))
def test_compiled_loops_cut_any_table_alike(cells: list, k: int, l: int, t: float) -> None:  # noqa: E741
    pytest.importorskip("numba")
    rows = made(cells)
    if len(cells) >= k and len(set(rows.column("illness").to_pylist())) >= l:
        both(rows, ("age", "city", "colour"), k=k, l=l, t=t, sensitive=["illness"])


def test_without_numba_there_is_nothing_to_load(monkeypatch: pytest.MonkeyPatch) -> None:
    available.cache_clear()
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert not available()
    available.cache_clear()
