import pytest
from adult import adult_hierarchies
from hypothesis import given
from hypothesis import strategies as st

from masking.hierarchy import Hierarchy, parse_hierarchy, prefix_hierarchy


def test_kin_stand_together() -> None:
    found = parse_hierarchy("a;x;*\nb;y;*\nc;x;*\n")
    assert [path[0] for path in found.paths] == ["a", "c", "b"]
    assert found.leaves == {"a": 0, "c": 1, "b": 2}


def test_commas_serve_too_and_the_top_may_be_left_out() -> None:
    assert parse_hierarchy("a,x\nb,x\n").paths == (("a", "x", "*"), ("b", "x", "*"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "says nothing"),
        ("a;x;*\nb;*", "as many steps"),
        ("a;x;*\na;y;*", "two lines"),
        ("a;x;p;*\nb;x;q;*", "step 2 stands under two"),
    ],
    ids=["empty", "ragged", "value twice", "two parents"],
)
def test_what_is_no_hierarchy_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_hierarchy(text)


def test_those_of_the_adult_rows_are_read() -> None:
    found = adult_hierarchies()
    assert found["age"].steps == 5
    assert len(found["native-country"].paths) == 41


@given(st.sets(st.text("0123456789", min_size=1, max_size=20), min_size=1, max_size=80))
def test_beginnings_hold_what_begins_so(values: set[str]) -> None:
    found = prefix_hierarchy(sorted(values))
    assert set(found.leaves) == values
    assert found.steps <= 12
    for path in found.paths:
        for name in path[1:]:
            assert name.endswith("*")
            assert path[0].startswith(name[:-1])


def test_the_top_is_everything() -> None:
    assert all(path[-1] == "*" for path in Hierarchy((("a",), ("b",))).paths)
