# Words of duties and transfers stand in both languages.
from typing import get_args

import pytest

from operations.duty_words import BORDER_WORDS, DUTY_WORDS
from policies import Border


@pytest.mark.parametrize("words", [BORDER_WORDS, DUTY_WORDS])
def test_chinese_is_chinese_and_english_is_english(words) -> None:
    for title in words.values():
        assert any("\u4e00" <= char <= "\u9fff" for char in title.zh)
        assert title.en.isascii()
        assert title.zh.count("{}") == title.en.count("{}")


def test_every_border_has_a_word() -> None:
    assert set(BORDER_WORDS) == set(get_args(Border))
