# Words about mutes and decisions exist in both languages and take the same values.
import re

import pytest

from operations.handling_words import HANDLING_REFUSALS, HANDLING_WORDS, handling_word


@pytest.mark.parametrize("key", HANDLING_WORDS)
def test_both_languages_take_the_same_values(key: str) -> None:
    one, other = handling_word(key, "zh"), handling_word(key, "en")
    assert one != other
    assert set(re.findall(r"\{(\w+)\}", one)) == set(re.findall(r"\{(\w+)\}", other))


@pytest.mark.parametrize("english", HANDLING_REFUSALS)
def test_refusals_too(english: str) -> None:
    chinese = HANDLING_REFUSALS[english]
    assert re.findall(r"\{(\w+)\}", chinese) == re.findall(r"\{(\w+)\}", english)
