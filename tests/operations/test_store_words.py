# Words about the store take the same values in both languages.
import re

import pytest

from operations.store_words import STORE_REFUSALS


@pytest.mark.parametrize("english", STORE_REFUSALS)
def test_both_languages_take_the_same_values(english: str) -> None:
    chinese = STORE_REFUSALS[english]
    assert sorted(re.findall(r"\{(\w+)\}", chinese)) == sorted(re.findall(r"\{(\w+)\}", english))
    assert re.search("[一-鿿]", chinese)
