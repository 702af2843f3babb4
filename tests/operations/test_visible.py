# What is not seen is shown; what people write is left alone.
import pytest

from operations.visible import visible


@pytest.mark.parametrize(
    "text",
    ["", "姓名", "a\tb\nc\r", "é́", "=1+1", "<b>", "😀", "Ünï", "　", "اسم"],
)
def test_what_people_write_is_left_alone(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x1b", "\x7f", "\x85", "\u00ad", "\u200b", "\u200f", "\u202e", "\u2066", "\u2069",
     "\ufeff", "\ud800", "\ufdd0", "\uffff", "\u2028", "\U000e0041"],
)  # fmt: skip
def test_what_is_not_seen_is_marked(character: str) -> None:
    assert visible(f"a{character}b") == "a\ufffdb"
