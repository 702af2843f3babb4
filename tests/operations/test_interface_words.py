# Words about interfaces exist in both languages and take the same values.
import re

import pytest

from operations.interface_words import INTERFACE_REFUSALS, INTERFACE_RULES, INTERFACE_WORDS

TITLES = {**INTERFACE_WORDS, **INTERFACE_RULES}


@pytest.mark.parametrize("key", TITLES)
def test_both_languages_take_the_same_values(key: str) -> None:
    one, other = TITLES[key].zh, TITLES[key].en
    assert re.search("[一-鿿]", one)
    assert re.findall(r"\{(\w+)\}", one) == re.findall(r"\{(\w+)\}", other)


@pytest.mark.parametrize("english", INTERFACE_REFUSALS)
def test_refusals_too(english: str) -> None:
    chinese = INTERFACE_REFUSALS[english]
    assert re.findall(r"\{(\w+)\}", chinese) == re.findall(r"\{(\w+)\}", english)
