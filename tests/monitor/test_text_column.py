import numpy as np
import pytest

from monitor.text_column import TextOctets

TEXT = "a b\n\nc-d\r\n李 e"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("\n", [""]),
        ("a", ["a"]),
        ("a\n", ["a"]),
        (TEXT, ["a b", "", "c-d", "李 e"]),
        ("a\r\r\n", ["a\r"]),
    ],
    ids=["none", "an empty line", "open", "closed", "several", "one mark alone ends a line"],
)
def test_lines_lie_where_they_begin_and_end(text: str, lines: list[str]) -> None:
    octets = TextOctets(text)
    told = octets.pieces(octets.begins, octets.ends, np.ones(len(lines), np.bool_))
    assert told.to_pylist() == lines


def test_what_is_not_told_is_null() -> None:
    octets = TextOctets(TEXT)
    told = octets.pieces(octets.begins, octets.ends, np.array([True, False, False, True]))
    assert told.to_pylist() == ["a b", None, None, "李 e"]


def test_marks_are_found_behind_places_and_far_off_where_there_are_none() -> None:
    octets = TextOctets(TEXT)
    blanks = octets.marks(ord(" "))
    assert blanks.behind(np.array([0, 1, 2])).tolist() == [1, 1, 13]
    assert blanks.count(np.array([0, 2, 14])).tolist() == [0, 1, 2]
    assert blanks.behind(np.array([14]))[0] > len(TEXT)
    assert octets.at(np.array([0, 10**6])).tolist() == [ord("a"), 0]


def test_a_hyphen_alone_says_nothing() -> None:
    octets = TextOctets("- a --")
    begins, ends = np.array([0, 0, 2, 4]), np.array([0, 1, 3, 6])
    assert octets.says_something(begins, ends).tolist() == [False, False, True, True]
