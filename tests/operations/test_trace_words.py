# Every kind of node and every verb has its word in both languages.
from typing import get_args

import pytest

from monitor.provenance import NodeKind, Verb
from operations.trace_words import NODE_WORDS, TRACE_WORDS, VERB_WORDS


def test_every_kind_and_every_verb_has_a_word() -> None:
    assert set(NODE_WORDS) == set(get_args(NodeKind))
    assert set(VERB_WORDS) == set(get_args(Verb))


@pytest.mark.parametrize("words", [NODE_WORDS, VERB_WORDS, TRACE_WORDS])
def test_chinese_is_chinese_and_english_is_english(words) -> None:
    for title in words.values():
        assert any("\u4e00" <= char <= "\u9fff" for char in title.zh)
        assert title.en.isascii()
