# Why something was not read: each in Chinese, none twice. That all are there is test_problem's.
import re

from operations.reading_words import READING


def test_every_reason_is_in_chinese() -> None:
    assert [each for each, chinese in READING.items() if not re.search("[一-鿿（]", chinese)] == []


def test_parts_of_a_sentence_begin_small() -> None:
    # They stand behind a name and a colon.
    assert [each for each in READING if re.match(r"[A-Z][a-z]", each)] == []
