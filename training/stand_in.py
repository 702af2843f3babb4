# Sentences of the treebank in which a name stands for "he", "she" or "I": what surrounds a name
# in real sentences, many times more of it than the treebank's own names have.
from __future__ import annotations

import re
from collections.abc import Iterator

from corpus import Sentence, marked
from generate import Maker

# A pronoun by itself: no plural, no "other", "Jesus' flock" or "our country".
_PRONOUN = re.compile(
    r"(?<![其吉排利自])[他她](?![们人国乡方日])|(?<![自你])我(?![们国军方校市省县院党])"
)
# Whose it is, with a name to follow: 其妻子….
_KIN = re.compile(
    r"(?:其|他的|她的)(?:妻子|丈夫|儿子|女儿|父亲|母亲|弟弟|哥哥|妹妹|姐姐|学生|老师|同事|好友|助手)"
    r"(?=[在与和于是被把从曾也则又，])"
)


def stood_in(sentences: list[Sentence], seed: int) -> list[Sentence]:
    """Every sentence that has such a place, with a name in it; the others are left out."""
    maker = Maker(seed)
    return [told for one in sentences if (told := _named(one, maker)) is not None]


def _named(sentence: Sentence, maker: Maker) -> Sentence | None:
    places = [
        (start, end)
        for start, end in _places(sentence.text)
        if not any(start < last and first < end for first, last, _ in sentence.spans)
    ]
    if not places:
        return None
    # The same name all through, as of one who is spoken of.
    name = _name(maker)
    spans = [
        (start, end, f"[{sentence.text[start:end]}|{kind}]") for start, end, kind in sentence.spans
    ]
    spans += [
        (start, end, name if maker.rng.random() < 0.7 else _name(maker)) for start, end in places
    ]
    text, last = "", 0
    for start, end, told in sorted(spans):
        text += sentence.text[last:start] + told
        last = end
    return marked(text + sentence.text[last:])


def _places(text: str) -> Iterator[tuple[int, int]]:
    for found in _PRONOUN.finditer(text):
        yield found.span()
    for found in _KIN.finditer(text):
        yield found.end(), found.end()


def _name(maker: Maker) -> str:
    chance = maker.rng.random()
    if chance < 0.6:
        return f"[{maker.chinese()}|P]"
    if chance < 0.8:
        return f"[{maker.foreign()}|P]"
    if chance < 0.86:
        return f"[{maker.foreign_full()}|P]"
    if chance < 0.9:
        return f"[{maker.eastern()}|P]"
    if chance < 0.93:
        return f"[{maker.given(2)}|P]"
    if chance < 0.96:
        return f"[{maker.nick()}|P]"
    return f"[{maker.surname()}|P]{maker.pick(maker.after_surname)}"
