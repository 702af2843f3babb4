# Documents as lines: whatever their shape, every value stands in a column, and no value in a
# column's name.
from __future__ import annotations

import datetime as dt

import pytest

from connectors.documents import OTHERS, Lines, learnt


@pytest.mark.parametrize(
    ("documents", "columns"),
    [
        pytest.param([{"a": 1}, {"a": "x", "b": None}], {"a": "int|str"}, id="plain values"),
        pytest.param([{"a": {"b": {"c": 1.5}}}], {"a.b.c": "float"}, id="objects"),
        pytest.param([{"a": [1, 2]}], {"a[]": "int"}, id="a list"),
        pytest.param([{"a": 1}, {"a": [True]}], {"a[]": "bool|int"}, id="a value here, a list there"),
        pytest.param([{"a": [{"b": [{"c": 1}]}]}], {"a[].b[].c": "int"}, id="lists of lists"),
        pytest.param([{"a": [[1], [2]]}], {"a[]": "int"}, id="a list in a list"),
        pytest.param([{"姓名": "x", "a b": 1}], {"姓名": "str", "a b": "int"}, id="any name"),
        pytest.param([{"p": {"13800000001": 1, "13800000002": 2}}], {"p{key}": "str", "p{}": "int"},
                     id="numbers as names"),
        pytest.param([{"a@b.cn": {"n": 1}}], {"{key}": "str", "{}.n": "int"},
                     id="a document that is a dictionary"),
        pytest.param([{"p": {f"x{n}": n for n in range(300)}}], {"p{key}": "str", "p{}": "int"},
                     id="more names than fields"),
        pytest.param([{"p": {f"x{n}": n for n in range(20)}}], {f"p.x{n}": "int" for n in range(20)},
                     id="as many names as fields"),
        pytest.param([{"q2026": 1, "v1234": 2}], {"q2026": "int", "v1234": "int"}, id="names with digits"),
        pytest.param([{}, {"a": []}], {}, id="nothing"),
    ],
)  # fmt: skip
def test_columns_are_learnt(documents: list[dict], columns: dict[str, str]) -> None:
    assert learnt(documents) == columns


@pytest.mark.parametrize(
    ("names", "document", "rows"),
    [
        pytest.param(["a", "b"], {"a": 1, "b": "x"}, [("1", "x")], id="one line"),
        pytest.param(["a"], {}, [(None,)], id="an empty document is a line"),
        pytest.param(["a", "b[]"], {"a": 1, "b": ["x", "y"]}, [("1", "x"), (None, "y")],
                     id="a list beside a value"),
        pytest.param(["a[].x", "a[].y"], {"a": [{"x": 1, "y": 2}, {"y": 3}]},
                     [("1", "2"), (None, "3")], id="members of one element stand side by side"),
        pytest.param(["a[]", "b[]"], {"a": [1, 2], "b": ["x"]}, [("1", "x"), ("2", None)],
                     id="two lists"),
        pytest.param(["a[].b[]", "a[].c"], {"a": [{"b": [1, 2], "c": "x"}, {"c": "y"}]},
                     [("1", "x"), ("2", None), (None, "y")], id="a list in an element"),
        pytest.param(["a", OTHERS], {"a": 1, "b": {"c": 2}, "d": 3}, [("1", "2 3")],
                     id="what is new"),
        pytest.param(["p{key}", "p{}"], {"p": {"138": 1, "139": None}}, [("138", "1"), ("139", None)],
                     id="a dictionary"),
        pytest.param(["p{key}", "p{}.n"], {"p": {"138": {"n": 1}, "139": {"n": 2}}},
                     [("138", "1"), ("139", "2")], id="a dictionary of objects"),
        pytest.param(["geo"], {"geo": {"lat": 34.3, "lon": 108.9}}, [("34.3,108.9",)], id="a point"),
        pytest.param(["a.b"], {"a.b": 7}, [("7",)], id="a name with a dot is a path"),
    ],
)  # fmt: skip
def test_a_document_becomes_lines(names: list[str], document: dict, rows: list[tuple]) -> None:
    lines = Lines(names)
    lines.add(document)
    batch = lines.take()
    assert batch.schema.names == names
    assert [tuple(row.values()) for row in batch.to_pylist()] == rows
    assert lines.unplaced == 0
    assert lines.take().num_rows == 0


def test_a_column_may_take_all_that_stands_below_it() -> None:
    lines = Lines(["labels", "a"], whole=["labels"])
    lines.add({"labels": {"x": "1", "y": {"z": "2"}}, "a": "3"})
    assert lines.take().to_pylist() == [
        {"labels": "1", "a": "3"},
        {"labels": "2", "a": None},
    ]


def test_what_has_no_column_is_counted() -> None:
    lines = Lines(["a"])
    lines.add({"a": 1, "b": 2, "c": [3, 4]})
    assert lines.take().to_pylist() == [{"a": "1"}]
    assert lines.unplaced == 3


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (13800000000.0, "13800000000"),
        (1.5, "1.5"),
        (b"\xe5\xbc\xa0\xff", "张\\xff"),
        (dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC), "2026-01-02 03:04:05+00:00"),
        ("", ""),
    ],
)
def test_values_are_written_as_people_write_them(value: object, text: str) -> None:
    lines = Lines(["a"])
    lines.add({"a": value})
    assert lines.take()["a"].to_pylist() == [text]


def test_a_document_without_a_bottom_ends() -> None:
    deep: dict = {"a": 1}
    for _ in range(500):
        deep = {"a": deep}
    lines = Lines(["a"])
    lines.add(deep)
    assert lines.take().num_rows == 1
    assert learnt([deep]) == {}
