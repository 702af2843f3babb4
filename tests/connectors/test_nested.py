# Nested values as lines: what becomes a column, what shares a line, and what is data though
# it stands where a name does.
from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from decimal import Decimal

import ijson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.guard_frame import Fault
from connectors.nested import MAX_DEPTH, OTHERS, Nested, events_of


def lines_of(*values: object, names: Sequence[str] | None = None) -> list[dict[str, object]]:
    """The lines of some values, without what is null in them."""
    nested = Nested(names)
    for value in values:
        nested.feed(events_of(value))
    return [
        {name: cell for name, cell in line.items() if cell is not None}
        for line in nested.take().to_pylist()
    ]


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        pytest.param([{"a": 1, "b": "x"}], [{"a": "1", "b": "x"}], id="a record"),
        pytest.param(
            [[{"a": 1}, {"a": 2}]], [{"a": "1"}, {"a": "2"}], id="a list that is everything"
        ),
        pytest.param([{"a": 1}, {"b": 2}], [{"a": "1"}, {"b": "2"}], id="records one by one"),
        pytest.param([{"a": {"b": {"c": 1}}}], [{"a.b.c": "1"}], id="members of members"),
        pytest.param(
            [{"n": "x", "p": ["1", "2"], "z": "y"}],
            [{"n": "x", "p[]": "1", "z": "y"}, {"p[]": "2"}],
            id="a list of plain values",
        ),
        pytest.param(
            [{"n": "x", "p": [{"a": 1, "b": 2}, {"a": 3}, {"b": 4}]}],
            [{"n": "x", "p[].a": "1", "p[].b": "2"}, {"p[].a": "3"}, {"p[].b": "4"}],
            id="elements stay together",
        ),
        pytest.param(
            [{"p": [{"a": 1}, {"a": 2}], "q": [{"b": 3}, {"b": 4}], "n": "x"}],
            [
                {"p[].a": "1"},
                {"p[].a": "2", "q[].b": "3"},
                {"q[].b": "4", "n": "x"},
            ],
            id="two lists and what stands behind them",
        ),
        pytest.param(
            [[{"a": [1, 2]}, {"a": [3]}]],
            [{"a[]": "1"}, {"a[]": "2"}, {"a[]": "3"}],
            id="lists in records of a list",
        ),
        pytest.param(
            [{"a": [[1, 2], [3]]}],
            [{"a[][]": "1"}, {"a[][]": "2"}, {"a[][]": "3"}],
            id="lists in a list",
        ),
        pytest.param(["x", 7], [{"value": "x"}, {"value": "7"}], id="plain values"),
        pytest.param([["x", {"a": 1}]], [{"value": "x"}, {"a": "1"}], id="a mixed list"),
        pytest.param([{"a": None}, {"a": ""}], [{"a": ""}], id="null is nothing, empty is text"),
        pytest.param([{}, [], {"a": {}}], [], id="nothing in it"),
        pytest.param(
            [{"a.b": 1, "a": {"b": 2}}], [{"a.b": "1"}, {"a.b": "2"}], id="two paths of one name"
        ),
    ],
)
def test_the_lines_of(values: list[object], lines: list[dict[str, object]]) -> None:
    assert lines_of(*values) == lines


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (13812345678, "13812345678"),
        (610102199003071000123, "610102199003071000123"),
        (Decimal("1.50"), "1.50"),
        (3.0, "3"),
        (2.5, "2.5"),
        (dt.date(2020, 1, 2), "2020-01-02"),
        (dt.datetime(2020, 1, 2, 3, 4, tzinfo=dt.UTC), "2020-01-02 03:04:00+00:00"),
        (dt.time(3, 4), "03:04:00"),
        (uuid.UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        ("张".encode(), "张"),
    ],
    ids=str,
)
def test_a_value_as_it_is_written(value: object, text: str) -> None:
    assert lines_of({"a": value}) == [{"a": text}]


def test_bytes_that_are_no_text_are_left_out() -> None:
    assert lines_of({"a": b"\xff\x00", "b": 1}) == [{"b": "1"}]


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        pytest.param(
            {"13812345678": {"n": "x"}, "13912345678": {"n": "y"}},
            [{"{key}": "13812345678", "{}.n": "x"}, {"{key}": "13912345678", "{}.n": "y"}],
            id="telephone numbers",
        ),
        pytest.param({"u": {"a@b.cn": 1}}, [{"u{key}": "a@b.cn", "u{}": "1"}], id="a mail address"),
        pytest.param({"": 1}, [{"{key}": "", "{}": "1"}], id="nothing"),
        pytest.param({"a\nb": 1}, [{"{key}": "a\nb", "{}": "1"}], id="two lines"),
        pytest.param(
            {"长" * 81: 1}, [{"{key}": "长" * 81, "{}": "1"}], id="a sentence, not a name"
        ),
        pytest.param({"长" * 80: 1}, [{"长" * 80: "1"}], id="a long name is a name"),
        pytest.param({"地址2": 1, "2023": 2}, [{"地址2": "1", "2023": "2"}], id="years are names"),
    ],
)
def test_a_name_that_is_data(value: object, lines: list[dict[str, object]]) -> None:
    assert lines_of(value) == lines


def learnt(*values: object) -> list[str]:
    nested = Nested(None)
    for value in values:
        nested.feed(events_of(value))
    return nested.learnt()


def test_an_object_of_many_alike_is_a_dictionary() -> None:
    people = {f"人{'甲乙丙丁戊己庚辛壬癸'[n]}": {"tel": str(n)} for n in range(10)}
    assert learnt({"p": people, "x": 1}) == ["p{key}", "p{}.tel", "x"]
    assert lines_of({"p": people}, names=["p{key}", "p{}.tel"])[1] == {
        "p{key}": "人乙",
        "p{}.tel": "1",
    }


def test_few_members_or_plain_or_different_ones_are_fields() -> None:
    few = {name: {"tel": 1} for name in "abcdefghi"}
    plain = dict.fromkeys("abcdefghijkl", 1)
    different = {name: {name.upper(): 1} for name in "abcdefghijkl"}
    assert learnt(few) == [f"{name}.tel" for name in few]
    assert learnt(plain) == list(plain)
    assert learnt(different) == [f"{name}.{name.upper()}" for name in different]


def test_more_members_than_fields_are_a_dictionary() -> None:
    assert learnt({f"k{chr(0x4E00 + n)}": n for n in range(300)}) == ["{key}", "{}"]


def test_a_path_that_is_not_known_is_kept_with_the_others() -> None:
    names = ["a", "b[].c", OTHERS]
    assert lines_of({"a": 1, "x": 2, "b": [{"c": 3, "d": 4}]}, {"y": {"z": 5}}, names=names) == [
        {"a": "1", OTHERS: "2", "b[].c": "3"},
        {OTHERS: "4"},
        {OTHERS: "5"},
    ]


def test_columns_have_an_end_and_values_have_not() -> None:
    values = [{f"f{n}": {f"g{chr(0x4E00 + m)}": n for m in range(100)}} for n in range(30)]
    nested = Nested(None)
    for value in values:
        nested.feed(events_of(value))
    assert len(nested.names) == 2001
    assert nested.names[-1] == OTHERS
    batch = nested.take()
    assert sum(len(column) - column.null_count for column in batch.columns) == 3000


@pytest.mark.parametrize("depth", [MAX_DEPTH, MAX_DEPTH + 1])
def test_depth_has_an_end(depth: int) -> None:
    nested = Nested(None)
    events = [("start_array", None)] * depth
    if depth <= MAX_DEPTH:
        nested.feed(events)
        assert nested.depth == depth
    else:
        with pytest.raises(Fault, match="deep"):
            nested.feed(events)


def test_a_list_without_an_end_is_let_go_in_parts() -> None:
    nested = Nested(None)
    nested.feed([("start_map", None), ("map_key", "a"), ("start_array", None)])
    for _ in range(100):
        nested.feed([("number", 1)] * 1000)
    assert nested.lines > 60_000


def test_what_was_cut_off_is_forgotten_and_its_line_kept() -> None:
    nested = Nested(None)
    nested.feed([("start_map", None), ("map_key", "a"), ("number", 1)])
    assert nested.lines == 0
    nested.forget()
    nested.feed(events_of({"b": 2}))
    assert nested.take().to_pylist() == [{"a": "1", "b": None}, {"a": None, "b": "2"}]


PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc甲"), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.lists(VALUES, min_size=1, max_size=6), st.integers(1, 50))
def test_lines_are_the_same_however_the_events_and_the_takings_are_cut(
    values: list[object], step: int
) -> None:
    raw = "\n".join(json.dumps(value) for value in values).encode()
    events = list(ijson.basic_parse(raw, multiple_values=True))
    whole, parts = Nested(None), Nested(None)
    whole.feed(events)
    taken = []
    for start in range(0, len(events), step):
        parts.feed(events[start : start + step])
        taken.extend(parts.take().to_pylist())
    expected = whole.take().to_pylist()
    names = whole.names
    assert [[line.get(name) for name in names] for line in taken] == [
        [line[name] for name in names] for line in expected
    ]


@given(VALUES)
def test_no_plain_value_is_lost(value: object) -> None:
    lines = lines_of(value)
    cells = sorted(str(cell) for line in lines for cell in line.values())
    assert cells == sorted(_plain(value))


def _plain(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for member in value.values() for text in _plain(member)]
    if isinstance(value, list):
        return [text for element in value for text in _plain(element)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [] if value is None else [str(value)]
