# Names in Latin letters.
import pytest

from classify.latin_name import asides, could_name_a_person


@pytest.mark.parametrize(
    ("text", "could"),
    [
        ("Tim Cook", True),
        ("George W. Bush", True),
        ("Ludwig van Beethoven", True),
        ("O'Brien", True),
        ("BuddyDyer", True),
        ("CHEN WEI", True),
        ("Mary-Jane Smith", True),
        ("王芳", True),
        ("约翰·史密斯", True),
        ("C罗", True),
        ("阿May", True),
        ("national security", False),
        ("Shaanxi plan of", False),
        ("JAXA", False),
        ("iPhone", False),
        ("和 PowerPoint", False),
        ("`list` · `show`", False),
        ("王芳\n李", False),
        ("费,", False),
    ],
)
def test_what_could_name_a_person(text, could):
    assert could_name_a_person(text) is could


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("巴迪·戴尔（Buddy Dyer）说", ["Buddy Dyer"]),
        ("圆齿龙(Globidens, 1912)", ["Globidens"]),
        ("see (Globidens) here", []),
        ("巴迪（２０）", []),
    ],
)
def test_latin_in_brackets_follows_han(text, found):
    assert [text[start:end] for start, end, _ in asides(text)] == found
