# Every word and sentence of the range is there in both languages, with the same values in it.
import re

import pytest

from console import range_words
from console.range_words import range_said, range_word

HAN = re.compile("[一-鿿]")
FIELD = re.compile(r"\{(\w+)")


@pytest.mark.parametrize("key", range_words._WORDS)
def test_a_word_is_there_in_both_languages(key: str) -> None:
    assert range_word(key, "en").isascii()
    assert range_word(key, "zh")


@pytest.mark.parametrize("key", range_words._SAID)
def test_a_sentence_says_the_same_in_both(key: str) -> None:
    chinese, english = range_words._SAID[key]
    assert HAN.search(chinese)
    assert set(FIELD.findall(chinese)) == set(FIELD.findall(english))


def test_values_are_put_in() -> None:
    assert range_said("labs-down", "zh", labs="lab-1") == "已停止：lab-1"
