# Sentences about what is heard have the same values in both languages.
import re

import pytest

from operations.feed_words import FEEDS


@pytest.mark.parametrize("english", FEEDS)
def test_both_languages_take_the_same_values(english: str) -> None:
    places = [set(re.findall(r"\{(\w+)", text)) for text in (english, FEEDS[english])]
    assert places[0] == places[1]
    assert re.search("[一-鿿]", FEEDS[english])
    assert english.isascii()
