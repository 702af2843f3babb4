# Names between names.
import pytest

from classify.name_list import listed_between


def is_surname(part):
    return part in {"尚", "王", "欧阳", "高"}


@pytest.mark.parametrize(
    ("text", "persons", "found"),
    [
        pytest.param("齐鸣、尚可、乔一", [(0, 2), (6, 8)], ["尚可"], id="a word of every day"),
        pytest.param("齐鸣 尚可 乔一", [(0, 2), (6, 8)], ["尚可"], id="parted by spaces"),
        pytest.param("齐鸣、欧阳小可、乔一", [(0, 2), (8, 10)], ["欧阳小可"], id="double surname"),
        pytest.param("齐鸣、王县长们、乔一", [(0, 2), (8, 10)], [], id="too long for one surname"),
        pytest.param("齐鸣、西安、乔一", [(0, 2), (6, 8)], [], id="no surname"),
        pytest.param("齐鸣、尚可和乔一", [(0, 2), (6, 8)], [], id="not the same mark"),
        pytest.param("齐鸣，尚可，乔一", [(0, 2), (6, 8)], [], id="clauses"),
        pytest.param("齐鸣、尚可", [(0, 2)], [], id="no name behind"),
        pytest.param("齐鸣、乔一", [(0, 2), (3, 5)], [], id="nothing between"),
    ],
)
def test_what_stands_between_names_is_one(text, persons, found):
    assert [text[a:b] for a, b in listed_between(text, persons, is_surname)] == found
