# Rows that are nobody's look like the others, join nothing, and are made again by key alone.
from __future__ import annotations

import re

import pyarrow as pa
import pytest

from masking import Plan, PlannedColumn, PseudoRows, apply, restore
from masking.check_characters import resident_check
from masking.pseudo_rows import (
    carriers,
    made_cells,
    with_pseudo_rows,
    without_pseudo_rows,
)
from schema import Level

ROWS = PseudoRows(7, bytes(range(32)), "ds-1", 0.01)
KEYS = {"p": b"p" * 32, "m": b"m" * 32, "n": b"n" * 32}


def column(name: str, label: str, operator: str, **parameters: str) -> PlannedColumn:
    return PlannedColumn(name, label, Level.GENERAL_2, operator, parameters, "")


PLAN = Plan(
    "p",
    (
        column("card", "cn.id18", "keyed_hash", domain="p"),
        column("id", "cn.id18", "fpe", domain="p", form="id18"),
        column("phone", "cn.mobile", "replace", domain="m", kind="mobile"),
        column("name", "person.name", "encrypt", domain="n", mode="aes-siv"),
        column("cover", "cn.mobile", "mask", style="mobile"),
        column("ward", "", "keep"),
        column("fee", "", "keep"),
        column("note", "", "redact"),
    ),
)


def table(rows: int = 400) -> pa.RecordBatch:
    made = PseudoRows(1, b"x" * 32, "source")
    ids = made_cells("id18", made, "id", 0, rows)
    phones = made_cells("mobile", made, "phone", 0, rows)
    return pa.record_batch(
        {
            "card": ids,
            "id": ids,
            "phone": phones,
            "name": pa.array([None if n % 4 == 0 else f"张{n}" for n in range(rows)]),
            "cover": phones,
            "ward": pa.array([f"病区{n % 9}" for n in range(rows)]),
            "fee": pa.array([f"{n * 7.31:.2f}" for n in range(rows)]),
            "note": pa.array(["x"] * rows),
        }
    )


def test_they_stand_among_the_others_and_look_like_them() -> None:
    shown = apply(table(), PLAN, KEYS)
    more = with_pseudo_rows(shown, PLAN, ROWS, KEYS, range(3, 13))
    assert more.num_rows == shown.num_rows + 10
    assert more.schema == shown.schema
    tokens = made_cells("token", ROWS, "card", 3, 10).to_pylist()
    places = [more.column("card").to_pylist().index(token) for token in tokens]
    assert sorted(places) != list(range(400, 410))
    kept = [place for place in range(410) if place not in places]
    assert more.take(kept).equals(shown)
    theirs = more.take(places)
    assert theirs.column("id").to_pylist() == made_cells("id18", ROWS, "id", 3, 10).to_pylist()
    assert all(
        re.fullmatch(r"1\d{2}\*{4}\d{4}", cell) for cell in theirs.column("cover").to_pylist()
    )
    assert theirs.column("note").null_count == 10
    assert 0 < theirs.column("name").null_count < 10
    # Nobody's row is anybody's: what is not made is not one other row's either.
    pairs = set(zip(shown.column("ward").to_pylist(), shown.column("fee").to_pylist(), strict=True))
    own = zip(theirs.column("ward").to_pylist(), theirs.column("fee").to_pylist(), strict=True)
    assert sum(pair in pairs for pair in own) < 5
    # The same again, and what can be undone can be undone.
    assert with_pseudo_rows(shown, PLAN, ROWS, KEYS, range(3, 13)).equals(more)
    assert restore(more, PLAN, KEYS, table().schema).num_rows == 410


def test_numbers_are_valid_and_of_their_recipient_set_and_column() -> None:
    cells = made_cells("id18", ROWS, "id", 0, 2_000).to_pylist()
    assert len(set(cells)) == 2_000
    import numpy as np

    stems = np.frombuffer("".join(cell[:17] for cell in cells).encode(), np.uint8).reshape(-1, 17)
    assert resident_check(stems).tobytes().decode() == "".join(cell[17] for cell in cells)
    assert all("1940" <= cell[6:10] <= "2005" for cell in cells)
    for other in (
        made_cells("id18", PseudoRows(8, ROWS.key, "ds-1"), "id", 0, 2_000),
        made_cells("id18", PseudoRows(7, ROWS.key, "ds-2"), "id", 0, 2_000),
        made_cells("id18", PseudoRows(7, bytes(32), "ds-1"), "id", 0, 2_000),
        made_cells("id18", ROWS, "other", 0, 2_000),
    ):
        assert not set(cells) & set(other.to_pylist())


def test_what_they_are_known_by() -> None:
    assert carriers(PLAN.columns) == {"card": "token", "id": "id18", "phone": "mobile"}


@pytest.mark.parametrize(
    "told",
    [
        column("x", "bank.card", "fpe", domain="p", form="card"),
        column("x", "cn.id18", "keep"),
        column("x", "org.name", "tokenise", domain="p"),
        column("x", "person.name", "presidio"),
        column("x", "", "keep"),
    ],
)
def test_where_nothing_can_be_made_there_are_none(told: PlannedColumn) -> None:
    # A key that is kept would stand there twice.
    shown = pa.record_batch({"x": [f"{1_000 + n}" for n in range(200)]})
    with pytest.raises(ValueError, match="column x: nothing can be made for it"):
        with_pseudo_rows(shown, Plan("p", (told,)), ROWS, KEYS, range(2))


def test_no_rows_are_no_rows() -> None:
    shown = apply(table(5), PLAN, KEYS)
    assert with_pseudo_rows(shown, PLAN, ROWS, KEYS, range(0)) is shown
    assert with_pseudo_rows(shown.slice(0, 0), PLAN, ROWS, KEYS, range(2)).num_rows == 0


def test_who_has_the_key_takes_them_out_again() -> None:
    shown = apply(table(), PLAN, KEYS)
    more = with_pseudo_rows(shown, PLAN, ROWS, KEYS, range(12))
    kinds = carriers(PLAN.columns)
    assert without_pseudo_rows(more, ROWS, 12, kinds).equals(shown)
    for name in kinds:
        assert without_pseudo_rows(more.select([name]), ROWS, 12, kinds).num_rows == 400
    assert without_pseudo_rows(more.select(["ward"]), ROWS, 12, kinds).num_rows == 412
