# Objects in lines, looked into by paths.
import pytest

from monitor.json_lines import as_fields, at, further_fields, object_of, objects_of, texts


def test_objects_their_lines_and_what_is_none() -> None:
    found, places, unread = objects_of('[\n{"a":1},\n{"a":2}\n]\nx\n{broken\n\n')
    assert found == [{"a": 1}, {"a": 2}]
    assert (places.tolist(), unread.tolist()) == ([1, 2], [4, 5])


@pytest.mark.parametrize("line", ["", "[1]", "{", '"a"', "nan", "{" * 100_000])
def test_what_is_no_object(line: str) -> None:
    assert object_of(line) is None


def test_paths_with_dots_in_names() -> None:
    line = {"a.b": {"c": 1}, "d": {"e.f": 2}, "g": [{"h": 1}, "x", "y"]}
    assert at(line, "a.b.c") == 1
    assert at(line, "d.e.f") == 2
    assert at(line, "d.x") is None
    assert texts([line, {}], ("nothing", "d.e.f")).to_pylist() == ["2", None]
    assert texts([line, {"g": []}], "g", str.upper).to_pylist() == ["X", None]
    assert texts([{"a": "-"}, {"a": ""}, {"a": True}], "a").to_pylist() == [None, None, "true"]


def test_fields_that_are_kept() -> None:
    assert as_fields({"a": None, "b": {}, "c": "-"}) is None
    assert further_fields([{"a": 1, "b": False}, {}]).to_pylist() == [["a=1", "b=false"], None]
