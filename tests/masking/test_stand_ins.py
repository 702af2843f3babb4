# Which stand-in a value got tells for whom it was made.
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_numbers import citizens, mobiles

from masking import Mark, Plan, PlannedColumn, apply
from masking.codes import code_bits
from masking.replace import replace, replace_fitting
from masking.stand_ins import AGREEING, STAND_INS, fitting, marks_in_stand_ins
from masking.trace import collect, suspicions
from schema import Level

KEY, KEYS = bytes(range(32)), {"d": bytes(range(1, 33))}
FITS = fitting(77, KEY)
NAMES = [
    f"{first}{second}{third}" for first in "王李张刘" for second in "伟芳敏静" for third in "明超秀"
]
GIVEN = {"id18": citizens(40), "mobile": mobiles(40), "name": NAMES[:40]}


def shown(kind: str, cells: list, number: int = 77) -> pa.Array:
    rule = {"domain": "d", "kind": kind}
    return replace_fitting(pa.array(cells, pa.string()), rule, KEYS, fitting(number, KEY))


@pytest.mark.parametrize("kind", GIVEN)
def test_every_stand_in_fits_its_recipient_and_joins(kind: str) -> None:
    cells = [*GIVEN[kind], None, "", GIVEN[kind][0], "none of the kind" if kind != "name" else ""]
    after = shown(kind, cells)
    made = after.slice(0, 40)
    assert FITS(made).all()
    assert after[42] == after[0]
    assert after.to_pylist()[40:42] == [None, ""]
    assert all(one != other for one, other in zip(made.to_pylist(), GIVEN[kind], strict=True))
    plain = replace(pa.array(cells, pa.string()), {"domain": "d", "kind": kind}, KEYS)
    # One in eight fits as it is, and stays what it would have been.
    alike = np.array(plain.slice(0, 40)) == np.array(made)
    assert np.array_equal(alike, FITS(plain.slice(0, 40)))
    assert shown(kind, cells, 78).to_pylist() != after.to_pylist()


# Without white space and what is invisible: stand-ins have none at their ends.
WRITTEN = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=8)


@given(st.lists(WRITTEN, max_size=30), st.integers(0, 2**32 - 1))
def test_any_text_carries_bits_and_equal_ones_the_same(cells: list[str], number: int) -> None:
    twice = [*cells, *(f" {cell} " for cell in cells), None, " "]
    places, bits = marks_in_stand_ins(pa.array(twice, pa.string()), KEY)
    different = pa.array(list(dict.fromkeys(cells)), pa.string())
    assert len(places) == len(bits) == AGREEING * len(different)
    assert bits.all()
    own = code_bits(places, STAND_INS, number, KEY).reshape(-1, AGREEING).all(axis=1)
    assert np.array_equal(own, fitting(number, KEY)(different))


def test_the_recipient_is_named_from_a_dozen_and_nobody_from_any() -> None:
    numbers = list(range(1_000))

    def named(cells: pa.Array) -> list[int]:
        found = collect({"x": cells}, [STAND_INS], KEY)
        return [one.number for one in suspicions(found, numbers, KEY)]

    assert named(shown("name", NAMES).slice(0, 14)) == [77]
    assert named(pa.array(NAMES)) == []
    assert named(shown("name", NAMES, 5_000)) == []
    mixed = shown("mobile", mobiles(200)).to_pylist()[:100]
    mixed += shown("mobile", mobiles(200), 78).to_pylist()[100:]
    assert set(named(pa.array(mixed))) == {77, 78}


def test_the_kernel_marks_what_the_mark_names_and_parts_alike() -> None:
    planned = (
        PlannedColumn("n", "", Level.GENERAL_2, "replace", {"domain": "d", "kind": "name"}, ""),
        PlannedColumn("h", "", Level.GENERAL_2, "keyed_hash", {"domain": "d"}, ""),
        PlannedColumn("a", "", Level.GENERAL_1, "keep", {}, ""),
    )
    batch = pa.record_batch({"n": NAMES, "h": NAMES, "a": [n / 4 for n in range(len(NAMES))]})
    plan, mark = Plan("p", planned), Mark(77, KEY, {"a": 1}, ("h",), ("n",))
    whole = apply(batch, plan, KEYS, mark=mark)
    parts = [apply(part, plan, KEYS, mark=mark) for part in (batch[:5], batch[5:])]
    assert pa.Table.from_batches(parts).combine_chunks().to_batches()[0].equals(whole)
    assert FITS(whole.column("n")).all()
    plain = apply(batch, plan, KEYS)
    assert all(whole.column(name) != plain.column(name) for name in "nha")
    assert mark.units == (0, STAND_INS)
    assert mark.within(["h"]).units == ()
