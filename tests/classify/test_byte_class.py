# The classes of characters in a cell.
import pytest

from classify.byte_class import (
    ASCII_TABLE,
    DIGIT,
    DOT,
    LOWER,
    MARK,
    NON_ASCII,
    OTHER,
    SEPARATOR,
    UPPER,
    alphabet,
    class_of,
    classes_of,
)
from classify.cells import from_strings


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("12", DIGIT),
        ("A1", DIGIT | UPPER),
        ("a-b c", LOWER | SEPARATOR),
        ("a.b@c", LOWER | DOT | MARK),
        ("_/", OTHER),
        ("张3", NON_ASCII | DIGIT),
        ("", 0),
    ],
)
def test_a_cell_has_the_classes_of_its_characters(text, classes):
    assert classes_of(from_strings(["x", text, "9"])).tolist()[1] == classes
    together = 0
    for character in text:
        together |= class_of(ord(character))
    assert together == classes


def test_classes_part_all_of_ascii_and_alphabets_follow_them():
    assert set(ASCII_TABLE[:128]) == {DIGIT, UPPER, LOWER, SEPARATOR, DOT, MARK, OTHER}
    assert set(ASCII_TABLE[128:]) == {NON_ASCII}
    assert alphabet(DIGIT).bit_count() == 10
    assert alphabet(DIGIT | LOWER) & alphabet(UPPER) == 0


def test_scattered_cells_do_not_see_what_lies_between():
    import numpy as np

    cells = from_strings(["12", "AB", "", "34"]).take(np.array([3, 0, 2]))
    assert classes_of(cells).tolist() == [DIGIT, DIGIT, 0]
