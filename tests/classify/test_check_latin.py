# Names in Latin letters: frequent names and pinyin, and the things that are called alike.
import pytest

from classify.cells import from_strings
from classify.check_latin import person_name_latin


@pytest.fixture(scope="module")
def check(shipped_policies):
    return person_name_latin(shipped_policies.lexicons)


@pytest.mark.parametrize(
    "name",
    [
        "John Smith",
        "john smith",
        "SMITH, JOHN",
        "O'Brien, Mary A.",
        "J. R. Wilson",
        "Mary-Jane Watson",
        "Siobhan Williams",
        "Zhang San",
        "LI Xiaoming",
        "Xiaoming Li",
        "Ouyang Nana",
        "Mohammed Ali",
    ],
)
def test_a_name_is_known_by_its_parts(name, check):
    assert check(from_strings([name])).tolist() == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Water Pump",
        "active",
        "Smith Road",
        "Johnson and Sons",
        "Wilson Ltd",
        "Li",
        "li ion",
        "Qiu Q",
        "a b c",
        "John Paul George Ringo Pete Stuart",
        "- -",
        "",
    ],
)
def test_what_is_called_alike_is_no_name(text, check):
    assert check(from_strings([text])).tolist() == [False]


def test_each_text_is_judged_by_itself(check):
    texts = ["John Smith", "Smith Road", "x", "Zhang San", "valve", "Mary Jones"] * 3
    alone = [bool(check(from_strings([text]))[0]) for text in texts]
    assert check(from_strings(texts)).tolist() == alone
    assert check(from_strings([])).tolist() == []
