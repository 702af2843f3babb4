# The words of drills that run: both languages take the same values, and say different things.
import re

import pytest

from console.control_words import _SAID, _WORDS, control_said, control_word


@pytest.mark.parametrize("key", _SAID)
def test_both_languages_take_the_same_values(key: str) -> None:
    chinese, english = _SAID[key]
    assert set(re.findall(r"\{(\w+)", chinese)) == set(re.findall(r"\{(\w+)", english))
    assert re.search("[一-鿿]", chinese)
    assert not re.search("[一-鿿]", english)


def test_a_word_and_a_sentence_in_each_language() -> None:
    assert [control_word("paused", tongue) for tongue in ("zh", "en")] == ["已暂停", "paused"]
    assert control_said("ended", "zh") == "演练已结束"
    assert len(_WORDS) > 8
