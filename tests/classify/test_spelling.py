# Ways of writing: trimming, and the steps a recogniser may ask for.
import pytest

from classify.byte_class import classes_of
from classify.cells import from_strings
from classify.spelling import (
    FULLWIDTH,
    SEPARATORS,
    UPPER_CASE,
    classes_after,
    needs_of,
    respelled,
    steps,
    trimmed,
)

pytestmark = pytest.mark.usefixtures("ways")


def texts(cells):
    return cells.to_arrow().to_pylist()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  a b ", "a b"),
        ("\t\r\n1", "1"),
        ("   ", ""),
        ("", ""),
        ("　张三　", "张三"),
        ("\ufeff张\u200b", "张"),
        ("\u00a0 x", "x"),
        ("张 三", "张 三"),
    ],
)
def test_blanks_around_go_and_blanks_within_stay(text, kept):
    cells, changed = trimmed(from_strings(["k", text, "k"]))
    assert texts(cells) == ["k", kept, "k"]
    assert changed.tolist() == [False, kept != text, False]


def test_bytes_of_a_longer_character_are_no_blanks():
    import numpy as np

    from classify.cells import Cells

    # U+5145 ends in byte 0x85 and U+4F60 in 0xA0, which are blanks as code points.
    raw = np.frombuffer("充你".encode(), dtype=np.uint8)
    _, changed = trimmed(Cells(raw, np.array([0, 3]), np.array([3, 3])))
    assert not changed.any()


@pytest.mark.parametrize(
    ("text", "wanted", "after"),
    [
        ("12a-x", UPPER_CASE, "12A-X"),
        ("138 0013-8000", SEPARATORS, "13800138000"),
        ("１３８Ａ", FULLWIDTH, "138A"),
        ("１３８－００１", FULLWIDTH | SEPARATORS, "138001"),
        ("１３８—００１", SEPARATORS, "１３８００１"),
        ("1\u20112", SEPARATORS, "12"),
        ("ａ　b", FULLWIDTH | UPPER_CASE, "A B"),
        ("张-三a", SEPARATORS | UPPER_CASE, "张三A"),
        ("--", SEPARATORS, ""),
    ],
)
def test_each_step_undoes_its_own_way_of_writing(text, wanted, after):
    assert texts(respelled(from_strings(["k", text, "9"]), wanted))[1] == after


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("123X", 0),
        ("12x", UPPER_CASE),
        ("1 2", SEPARATORS),
        ("张三", 0),
        ("１２", FULLWIDTH),
        ("张\u3000三", FULLWIDTH | SEPARATORS),
        ("张\u2013三b", SEPARATORS | UPPER_CASE),
    ],
)
def test_a_cell_needs_only_the_steps_that_change_it(text, needs):
    cells = from_strings([text])
    assert needs_of(cells, classes_of(cells)).tolist() == [needs]


def test_steps_of_a_recogniser_are_bits():
    assert steps(("upper", "fullwidth", "upper")) == UPPER_CASE | FULLWIDTH


@pytest.mark.parametrize("wanted", range(8))
@pytest.mark.parametrize(
    "values",
    [["ab 1-2", "A", "x-"], ["１２－a", "某 b", "－－a", "é-x"]],
    ids=["ASCII", "beyond ASCII"],
)
def test_classes_after_respelling_are_those_of_the_result(values, wanted):
    cells = from_strings(values)
    spelt = respelled(cells, wanted)
    after = classes_after(classes_of(cells), spelt, wanted)
    assert after.tolist() == classes_of(spelt).tolist()
