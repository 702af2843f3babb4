# Rows that are nobody's tell whose copy a file is; the data of an innocent does not.
from __future__ import annotations

import numpy as np
import pyarrow as pa

from masking.pseudo_rows import PseudoRows, made_cells
from masking.trace_rows import row_suspicions

KEY = bytes(range(32))
KINDS = {"phone": "mobile", "card": "token"}


def told(count: int = 60, recipients: int = 200) -> list:
    return [(PseudoRows(n, KEY, f"ds-{n % 3}"), count, KINDS) for n in range(recipients)]


def found(owner: int, kept: int) -> dict[str, pa.Array]:
    """A thousand people's phones, and so many of a recipient's rows, in any order."""
    draw = np.random.default_rng(owner)
    people = [f"138{n:08d}" for n in draw.integers(0, 10**8, 1_000)]
    own = made_cells("mobile", PseudoRows(owner, KEY, f"ds-{owner % 3}"), "phone", 0, 60)
    cells = [*people, *own.to_pylist()[:kept]]
    draw.shuffle(cells)
    return {"renamed": pa.array(cells), "other": pa.array(["x"] * len(cells))}


def test_a_few_rows_name_their_recipient() -> None:
    for owner in range(0, 200, 40):
        (one,) = row_suspicions(found(owner, 6), told())
        assert (one.number, one.agreeing, one.marks) == (owner, 6, 60)
        assert one.false_accusation < 1e-12


def test_one_number_that_happens_to_be_somebodys_accuses_nobody() -> None:
    assert row_suspicions(found(5, 1), told()) == []
    assert row_suspicions({}, told()) == []
    assert row_suspicions(found(5, 9), []) == []


def test_pseudonyms_are_told_by_what_the_mark_leaves() -> None:
    own = made_cells("token", PseudoRows(9, KEY, "ds-0"), "card", 0, 60).to_pylist()
    column = pa.array([own[3][:24] + "0" * 8, None, "f" * 32])
    (one,) = row_suspicions({"a": column}, told())
    assert (one.number, one.agreeing) == (9, 1)


def test_innocent_numbers_accuse_nobody() -> None:
    draw = np.random.default_rng(1)
    for _ in range(20):
        cells = pa.array([f"139{n:08d}" for n in draw.integers(0, 10**8, 5_000)])
        assert row_suspicions({"a": cells}, told()) == []
