# What a drill that runs refuses says the same in both languages.
import re

import pytest

from operations.control_refusals import CONTROL_REFUSALS
from operations.refusal_words import REFUSALS

HAN = re.compile("[一-鿿]")


@pytest.mark.parametrize("english", CONTROL_REFUSALS)
def test_both_languages_take_the_same_values(english: str) -> None:
    chinese = CONTROL_REFUSALS[english]
    assert set(re.findall(r"\{(\w+)", english)) == set(re.findall(r"\{(\w+)", chinese))
    assert HAN.search(chinese)
    assert REFUSALS[english] == chinese
