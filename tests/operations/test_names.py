import pytest

from operations.names import one_spelling


@pytest.mark.parametrize(
    ("given", "one"),
    [
        ("  市医保局 ", "市医保局"),
        ("ＡＢ　Ｃ", "AB C"),
        ("a\t\nb", "a b"),
        ("", ""),
        (" \u3000", ""),
    ],
)
def test_what_people_see_as_one_name_is_one(given: str, one: str) -> None:
    assert one_spelling(given) == one
    assert one_spelling(one) == one
