# The kernel's promise: summarise(whole) is merge of the parts, for any cut, any column type
# and any dirt in it; and every cell is counted exactly once.
import functools
import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify import merge, summarise
from classify.sketch import estimate

pytestmark = pytest.mark.usefixtures("ways")

WORDS = [
    None,
    "",
    "  ",
    "　",
    "张三",
    " 李小明　",
    "13800138000",
    "１３８００１３８０００",
    "138-0013-8000",
    "11010519491231002x",
    "610102199001010",
    "陕A12345",
    "a.b@example.com",
    "192.168.1.1",
    "男",
    "陕西省西安市雁塔区科技路1号",
    "x" * 300,
    "\ud7fb",
    "9" * 18,
    "a b",
    "𠮷野家",
    "\u200b",
]
CELLS = st.lists(
    st.sampled_from(WORDS) | st.text(st.characters(codec="utf-8"), max_size=6), max_size=40
)


def batch(values, kind=None):
    return pa.record_batch({"a": pa.array(values, kind or pa.string())})


def parts_of(whole, cuts):
    edges = [0, *sorted(cut % (len(whole) + 1) for cut in cuts), len(whole)]
    return [whole.slice(start, stop - start) for start, stop in itertools.pairwise(edges)]


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(values=CELLS, cuts=st.lists(st.integers(0, 40), max_size=4))
def test_any_cut_of_the_rows_gives_the_same_summary(values, cuts, shipped):
    whole = batch(values)
    parts = [summarise(part, shipped) for part in parts_of(whole, cuts)]
    assert functools.reduce(merge, parts) == summarise(whole, shipped)
    assert functools.reduce(lambda one, other: merge(other, one), parts) == summarise(
        whole, shipped
    )
    backwards = functools.reduce(
        lambda tail, part: merge(part, tail), reversed(parts[:-1]), parts[-1]
    )
    assert backwards == summarise(whole, shipped)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_many_rows_of_a_repeating_column_equal_their_parts(kind, shipped):
    rng = np.random.default_rng(1)
    few = [word for word in WORDS if word is None or word.isprintable()]
    whole = batch([few[n] for n in rng.integers(0, len(few), 5_000)], kind)
    expected = summarise(whole, shipped)
    parts = [summarise(part, shipped) for part in parts_of(whole, [7, 900, 3_333])]
    assert functools.reduce(merge, parts) == expected
    encoded = pa.record_batch({"a": whole.column(0).cast(pa.string()).dictionary_encode()})
    assert summarise(encoded, shipped) == expected
    assert summarise(encoded.slice(17, 900), shipped) == summarise(whole.slice(17, 900), shipped)


def test_many_distinct_rows_equal_their_parts(shipped):
    rng = np.random.default_rng(4)
    numbers = [str(n) for n in rng.integers(10**17, 10**18, 70_000)]
    names = [chr(0x4E00 + n % 5_000) * (1 + n % 4) for n in rng.integers(0, 10**9, 70_000)]
    whole = pa.record_batch({"number": numbers, "name": names})
    parts = [summarise(part, shipped) for part in parts_of(whole, [1, 40_000, 69_999])]
    assert functools.reduce(merge, parts) == summarise(whole, shipped)


def test_every_cell_is_counted_once(shipped):
    summary = summarise(batch(WORDS), shipped)
    column = summary.columns[0]
    blank = sum(1 for word in WORDS if word is None or not word.strip("　 \u200b"))
    assert (summary.rows, column.rows, column.empty) == (len(WORDS), len(WORDS), blank)
    assert sum(column.claims.values()) == len(WORDS) - blank
    assert sum(column.looks.values()) == len(WORDS) - blank
    assert estimate(column.sketch) == len(WORDS) - blank


@pytest.mark.parametrize(
    ("array", "filled"),
    [
        (pa.array([b"a", None, b""]), 2),
        (pa.array([[1], None]), 1),
        (pa.array([{"a": "张三"}]), 1),
    ],
    ids=["bytes", "lists", "structures"],
)
def test_what_has_no_text_is_counted_and_claimed_by_none(array, filled, shipped):
    column = summarise(pa.record_batch({"a": array}), shipped).columns[0]
    assert column.claims == {(0, 0): filled}
    assert column.rows - column.empty == filled == column.opaque
    assert column.looks == {}


def test_an_empty_batch_is_the_neutral_summary(shipped):
    nothing = summarise(batch([]), shipped)
    something = summarise(batch(WORDS), shipped)
    assert merge(nothing, something) == something == merge(something, nothing)
    assert nothing.columns[0].rows == 0


def test_summaries_of_different_columns_do_not_merge(shipped):
    one = summarise(pa.record_batch({"a": ["1"]}), shipped)
    other = summarise(pa.record_batch({"b": ["1"]}), shipped)
    with pytest.raises(ValueError, match="different columns"):
        merge(one, other)


def test_bytes_that_are_no_utf_8_do_not_stop_a_scan(shipped):
    raw = pa.array([b"\xc8\xcb\xc3\xf1", "张三".encode(), b"13800138000"])
    offsets, data = raw.buffers()[1], raw.buffers()[2]
    broken = pa.StringArray.from_buffers(3, offsets, data)
    column = summarise(pa.record_batch({"a": broken}), shipped).columns[0]
    alone = summarise(batch(["张三", "13800138000"]), shipped).columns[0]
    assert sum(column.claims.values()) == 3
    for claim, count in alone.claims.items():
        assert column.claims[claim] >= count


def test_a_summary_holds_no_cell(shipped):
    import pickle

    secret = "secret-7261"
    assert secret.encode() not in pickle.dumps(summarise(batch([secret] * 3), shipped))
