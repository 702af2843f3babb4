# Sentences with their spans: the treebank of Universal NER (Chinese GSDSIMP, CC BY-SA 4.0),
# and sentences written by hand with the spans in brackets: [王芳|P].
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TYPES = ("P", "L", "O")
_OF = {"PER": "P", "LOC": "L", "ORG": "O"}
_MARKED = re.compile(r"\[([^\[\]|]+)\|([PLO])\]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text and its spans (start, end, type), in order."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def treebank(half: str) -> list[Sentence]:
    """`train` or `test` of UNER."""
    told, words, tags = [], [], []
    path = HERE / "uner-zh-gsdsimp" / f"{half}.iob2"
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        if line.startswith("#"):
            continue
        if line:
            _, word, tag, *_ = line.split("\t")
            words.append(word)
            tags.append(tag)
        elif words:
            told.append(_joined(words, tags))
            words, tags = [], []
    return told


def _joined(words: list[str], tags: list[str]) -> Sentence:
    spans: list[tuple[int, int, str]] = []
    place = 0
    for word, tag in zip(words, tags, strict=True):
        if tag.startswith("B-") and tag[2:] in _OF:
            spans.append((place, place + len(word), _OF[tag[2:]]))
        elif tag.startswith("I-") and spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + len(word), spans[-1][2])
        place += len(word)
    return Sentence("".join(words), tuple(spans))


def marked(line: str) -> Sentence:
    """A sentence from its marked form.

    >>> marked("[王芳|P]到了[西安|L]")
    Sentence(text='王芳到了西安', spans=((0, 2, 'P'), (4, 6, 'L')))
    """
    text, spans, last = "", [], 0
    for found in _MARKED.finditer(line):
        text += line[last : found.start()]
        spans.append((len(text), len(text) + len(found[1]), found[2]))
        text += found[1]
        last = found.end()
    return Sentence(text + line[last:], tuple(spans))
