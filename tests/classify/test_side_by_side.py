# Each place in the whole belongs to the text it came from.
import pytest

from classify.side_by_side import SideBySide

TEXTS = ["甲的电话13800138000", "", "b", "丙"]


def test_every_character_of_a_text_is_its_own():
    whole = SideBySide.of(TEXTS)
    for number, text in enumerate(TEXTS):
        start = int(whole.starts[number])
        assert whole.text[start : start + len(text)] == text
        places = list(range(start, start + len(text)))
        assert whole.owners(places).tolist() == [number] * len(text)


@pytest.mark.parametrize("texts", [[], ["x"]], ids=["no text", "one text"])
def test_few_texts_are_none_or_themselves(texts):
    assert SideBySide.of(texts).text == "".join(texts)
    assert SideBySide.of(texts).owners([]).tolist() == []
