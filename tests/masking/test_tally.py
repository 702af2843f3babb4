import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masking.tally import Tally, merge, narrowed, summarise, tally

ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3) | st.none()), max_size=30)
SCHEMA = pa.schema([("a", pa.string()), ("n", pa.int64())])


def batch(rows: list) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True)) or [(), ()]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def content(found: Tally) -> dict:
    cells = [found.table.column(name).to_pylist() for name in found.columns]
    return dict(zip(zip(*cells, strict=True), found.counts.tolist(), strict=True))


@given(ROWS, ROWS, ROWS)
def test_parts_merge_into_the_whole_in_any_order(a: list, b: list, c: list) -> None:
    one, two, three = (summarise(batch(rows), ["a", "n"]) for rows in (a, b, c))
    whole = content(summarise(batch(a + b + c), ["a", "n"]))
    assert content(merge(merge(one, two), three)) == whole
    assert content(merge(one, merge(two, three))) == whole
    assert content(merge(three, merge(two, one))) == whole
    assert sum(whole.values()) == len(a + b + c)


@given(ROWS)
def test_fewer_columns_count_as_if_there_were_no_others(rows: list) -> None:
    both = summarise(batch(rows), ["a", "n"])
    assert content(narrowed(both, ["n"])) == content(summarise(batch(rows), ["n"]))


@pytest.mark.parametrize(
    ("cells", "counted"),
    [
        (pa.array([1.5, None, float("nan")]), {1.5: 1, None: 2}),
        (pa.array(["x", "", None]), {"x": 1, "": 2}),
        (pa.array(["x", "x"]).dictionary_encode(), {"x": 2}),
        (pa.array([True, False, True]), {"true": 2, "false": 1}),
        (pa.array([dt.date(2026, 1, 2)]), {dt.date(2026, 1, 2): 1}),
    ],
    ids=["no number counts as null", "no text as the empty one", "dictionary", "truth", "day"],
)
def test_cells_are_counted_by_what_they_say(cells: pa.Array, counted: dict) -> None:
    found = summarise(pa.RecordBatch.from_arrays([cells], names=["c"]), ["c"])
    assert {key[0]: count for key, count in content(found).items()} == counted


def test_what_cannot_be_counted_is_refused() -> None:
    rows = pa.record_batch({"c": [[1], [2]], "d": [1, 2]})
    with pytest.raises(TypeError, match="more than one value"):
        summarise(rows, ["c"])
    with pytest.raises(ValueError, match="no column is called e"):
        summarise(rows, ["d", "e"])
    with pytest.raises(ValueError, match="other columns"):
        merge(summarise(rows, ["d"]), summarise(pa.record_batch({"d": ["1"]}), ["d"]))


def test_a_table_without_batches_has_no_tally() -> None:
    assert tally([], ["a"]) is None
    rows = batch([("a", 1)])
    assert content(tally([rows, rows], ["a"])) == {("a",): 2}
