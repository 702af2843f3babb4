import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masking.watermark import (
    Mark,
    code_bits,
    decimals_of,
    marked,
    marks_in_numbers,
    marks_in_tokens,
    unit_of,
)

KEY = bytes(range(32))
TOKENS = [f"{place << 90:032x}" for place in (7, 7, 9, 11)]


def shown(cells: pa.Array, tolerance: float = 0.01, number: int = 5) -> pa.Array:
    batch = pa.RecordBatch.from_arrays([cells], names=["c"])
    return marked(batch, Mark(number, KEY, {"c": tolerance})).column("c")


@pytest.mark.parametrize(
    ("cells", "tolerance"),
    [
        (pa.array([91.21, 0.3, None, -4.07, 1200.0]), 0.01),
        (pa.array(["91.21", "", "unknown", None, "-3", "0.5"]), 0.05),
        (pa.array([3, 40, -7, None, 12_000]), 1),
        (pa.array([3_000, 4_512], pa.int32()), 100),
        (pa.array(["12.50", "13.75"]).dictionary_encode(), 0.01),
    ],
    ids=["floats", "text", "whole numbers", "hundreds", "dictionary"],
)
def test_numbers_change_within_their_tolerance_alone(cells: pa.Array, tolerance: float) -> None:
    after = shown(cells, tolerance)
    assert after.type == cells.type
    for old, new in zip(cells.to_pylist(), after.to_pylist(), strict=True):
        try:
            was = float(old)
        except (TypeError, ValueError):
            assert new == old
        else:
            assert abs(float(new) - was) <= tolerance + 1e-9


@given(
    st.lists(st.decimals(-9_999, 9_999, places=2), min_size=1, max_size=50),
    st.integers(0, 2**32 - 1),
)
def test_every_mark_is_found_again(cells: list, number: int) -> None:
    after = shown(pa.array(map(str, cells)), number=number)
    places, bits = marks_in_numbers(after, [-2])[-2]
    assert len(places)
    assert np.array_equal(code_bits(places, -2, number, KEY), bits)
    # Marked again it is the same copy.
    assert shown(after, number=number).equals(after)


@given(
    st.lists(st.decimals(-(10**11), 10**11, places=3) | st.none(), min_size=1, max_size=30),
    st.sampled_from([0.001, 0.01, 1, 100]),
)
def test_numbers_are_marked_as_their_texts_are(cells: list, tolerance: float) -> None:
    texts = pa.array([None if cell is None else str(cell) for cell in cells], pa.string())
    as_texts = shown(texts, tolerance)
    as_numbers = shown(texts.cast(pa.float64()), tolerance)
    assert as_numbers.to_pylist() == as_texts.cast(pa.float64()).to_pylist()
    unit = unit_of(tolerance)
    found, told = marks_in_numbers(as_texts, [unit]), marks_in_numbers(as_numbers, [unit])
    assert all(np.array_equal(a, b) for a, b in zip(found[unit], told[unit], strict=True))


@given(st.lists(st.integers(-(10**13), 10**13) | st.none(), min_size=1, max_size=30))
def test_whole_numbers_are_marked_as_their_texts_are(cells: list) -> None:
    texts = pa.array([None if cell is None else str(cell) for cell in cells], pa.string())
    assert shown(pa.array(cells, pa.int64()), 1).equals(shown(texts, 1).cast(pa.int64()))


@pytest.mark.parametrize(
    ("value", "decimals"),
    [(0.0, 0), (-4.5, 1), (91.21, 2), (0.1 + 0.2, 10), (1e12, 10), (float("nan"), 10), (1e-9, 9)],
)
def test_decimals_are_those_a_number_is_written_with(value: float, decimals: int) -> None:
    assert decimals_of(np.array([value])).tolist() == [decimals]


def test_the_same_number_gets_the_same_mark_wherever_it_stands() -> None:
    whole = shown(pa.array(["91.21", "5.00", "91.21"]))
    assert whole[0] == whole[2] == shown(pa.array(["91.21"]))[0]


def test_codes_are_independent_of_one_another() -> None:
    numbers = (0, 1, 127, 128, 2**32 - 1)
    bits = np.stack([code_bits(np.arange(4_000), -2, one, KEY) for one in numbers], axis=1)
    agreeing = (bits[:, :1] == bits).mean(axis=0)
    assert agreeing[0] == 1
    assert np.all(np.abs(agreeing[1:] - 0.5) < 0.05)
    assert np.all(np.abs(bits.mean(axis=0) - 0.5) < 0.05)


def test_pseudonyms_tell_the_number_and_still_join() -> None:
    batch = pa.record_batch({"id": [*TOKENS, None, "no pseudonym", ""]})
    after = marked(batch, Mark(77, KEY, {}, ("id",))).column("id").to_pylist()
    assert after[0] == after[1]
    assert len({*after[:4]}) == 3
    assert [cell[:24] for cell in after[:4]] == [cell[:24] for cell in TOKENS]
    assert after[4:] == [None, "no pseudonym", ""]
    assert marks_in_tokens(pa.array(after), KEY).tolist() == [77, 77, 77]
    assert 77 not in marks_in_tokens(pa.array(TOKENS), KEY).tolist()
    assert 77 not in marks_in_tokens(pa.array(after), KEY[::-1]).tolist()


def test_means_and_deviations_stay() -> None:
    cells = pa.array(np.round(np.random.default_rng(1).gamma(2, 400, 20_000), 2))
    after = shown(cells)
    assert abs(pc.mean(after).as_py() - pc.mean(cells).as_py()) < 0.001
    assert abs(pc.stddev(after).as_py() - pc.stddev(cells).as_py()) < 0.001


def test_what_cannot_be_marked_is_refused_or_left() -> None:
    with pytest.raises(ValueError, match="no column is called d"):
        marked(pa.record_batch({"c": [1]}), Mark(1, KEY, {"d": 1}))
    with pytest.raises(ValueError, match="less than one"):
        shown(pa.array([1, 2]), 0.01)
    days = pa.array([dt.date(2026, 1, 1)])
    assert shown(days, 1).equals(days)


@pytest.mark.parametrize("tolerance", [0, -1, float("inf"), float("nan")])
def test_a_tolerance_is_above_zero(tolerance: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        unit_of(tolerance)


@pytest.mark.parametrize(("tolerance", "unit"), [(0.05, -2), (0.1, -1), (1, 0), (99, 1)])
def test_the_unit_is_the_power_of_ten_within_the_tolerance(tolerance: float, unit: int) -> None:
    assert unit_of(tolerance) == unit
