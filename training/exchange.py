# The sentences of the treebank with other names in place of theirs: what surrounds a name stays,
# and no name is learned by heart.
from __future__ import annotations

from corpus import Sentence
from generate import Maker
from lexicon import policy_list
from stock import HAN


def swapped(sentences: list[Sentence], seed: int) -> list[Sentence]:
    """The sentences with other names in place of theirs, of the same kind."""
    maker = Maker(seed)
    surnames = set(policy_list("surnames"))
    told = []
    for sentence in sentences:
        text, spans, last = "", [], 0
        for start, end, kind in sentence.spans:
            text += sentence.text[last:start]
            name = _other(maker, sentence.text[start:end], kind, surnames)
            spans.append((len(text), len(text) + len(name), kind))
            text += name
            last = end
        told.append(Sentence(text + sentence.text[last:], tuple(spans)))
    return told


def _other(maker: Maker, name: str, kind: str, surnames: set[str]) -> str:
    if kind == "P":
        if "·" in name:
            return maker.foreign_full()
        if name[0] in surnames and 2 <= len(name) <= 3:
            return maker.chinese()
        if len(name) >= 3 and HAN.fullmatch(name):
            return maker.foreign()
        return name
    if maker.sounds_foreign(name):
        # Else every name by sound would be a person's.
        tail = "" if name[-1] in maker.sounding else name[-1]
        return maker.by_syllables() + tail
    if maker.rng.random() < 0.5:
        return name
    if kind == "L":
        return maker.place()[1:-3]
    return maker.organisation() if len(name) >= 4 else name
