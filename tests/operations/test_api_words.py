import pytest

from operations.api_words import API_REFUSALS


@pytest.mark.parametrize("english", API_REFUSALS)
def test_a_refusal_is_told_in_chinese(english):
    assert english.replace("…", "").isascii()
    assert not API_REFUSALS[english].isascii()
