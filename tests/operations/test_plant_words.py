# Sentences of plants and labs hold the same values in both languages, and are told.
from __future__ import annotations

import re

import pytest

from operations.plant_words import PLANT_REFUSALS
from operations.refusal_words import REFUSALS

HAN = re.compile("[一-鿿]")


@pytest.mark.parametrize("english", PLANT_REFUSALS)
def test_both_languages_take_the_same_values(english: str) -> None:
    chinese = PLANT_REFUSALS[english]
    assert set(re.findall(r"\{(\w+)", english)) == set(re.findall(r"\{(\w+)", chinese))
    assert HAN.search(chinese)
    assert REFUSALS[english] == chinese
