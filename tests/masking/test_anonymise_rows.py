# A table in one piece becomes what it becomes batch by batch.
from collections.abc import Callable
from typing import Any

from adult import QUASI as ADULT
from adult import SENSITIVE, adult
from anonymised_rows import CITIES, QUASI, TABLES, made
from hypothesis import given, settings
from hypothesis import strategies as st

from masking import anonymise, recode, summarise
from masking.anonymise_rows import anonymise_rows


@settings(max_examples=100, deadline=None)
@given(TABLES, st.integers(1, 4), st.booleans(), st.sampled_from([0, 0.3]), st.integers(1, 2))
def test_the_whole_is_anonymised_as_its_batches_are(
    cells: list, k: int, trees: bool, suppress: float, least: int
) -> None:
    rows = made(cells)
    asked = {
        "k": k,
        "l": least,
        "sensitive": ["illness"],
        "suppress": suppress,
        "hierarchies": {"city": CITIES} if trees else {},
        "compiled": False,
    }
    whole = _outcome(lambda: anonymise_rows(rows, QUASI, keep=["illness"], **asked))
    counted = summarise(rows, [*QUASI, "illness"])
    parts = _outcome(lambda: anonymise(counted, QUASI, **asked))
    if isinstance(whole, str) or isinstance(parts, str):
        assert whole == parts
        return
    shown, own = whole
    assert shown.equals(recode(rows, parts, keep=["illness"]))
    assert own.suppressed == parts.suppressed
    assert sorted(own.sizes.tolist()) == sorted(parts.sizes.tolist())


def _outcome(work: Callable[[], Any]) -> Any:
    """What comes of it, or in which words it is refused."""
    try:
        return work()
    except ValueError as error:
        return str(error)


def test_the_adult_rows_are_anonymised_as_their_batches_are() -> None:
    rows = adult().slice(0, 3_000)
    recoding = anonymise(summarise(rows, ADULT), ADULT, k=5, compiled=False)
    shown, _ = anonymise_rows(rows, ADULT, k=5, keep=[SENSITIVE], compiled=False)
    assert shown.equals(recode(rows, recoding, keep=[SENSITIVE]))
