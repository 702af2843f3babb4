# What a registered name looks like, as figures: how far its letters are from those of names that
# people chose, by threes of letters and by pieces that many names have in common; how its figures
# and consonants stand. Tables were counted on real names (docs/models.md) and say nothing of any one.
from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

__all__ = [
    "DOMAIN_FEATURES",
    "NameTables",
    "counted_tables",
    "domain_features",
    "shipped_tables",
    "word_of",
]

DOMAIN_FEATURES: Final = (
    "surprise", "rarest", "length", "unknown", "digits", "turns", "consonants", "spread",
)  # fmt: skip
_CHARS: Final = "abcdefghijklmnopqrstuvwxyz0123456789-^"
_CODE: Final = {char: place for place, char in enumerate(_CHARS)}
_SIZE: Final = len(_CHARS)
_NEAR: Final = 6
_CONSONANTS: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]+")


class NameTables(msgspec.Struct, frozen=True):
    """How surprising each three characters are (in eighths of a bit, as text), and known pieces."""

    threes: str
    pieces: tuple[str, ...]

    def surprise(self, word: str) -> list[float]:
        """Bits of each character after the two before it."""
        codes = [_CODE.get(char, _CODE["-"]) for char in f"^^{word}^"]
        return [
            (ord(self.threes[(a * _SIZE + b) * _SIZE + c]) - _FIRST) / _STEPS
            for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)
        ]


_FIRST: Final = 33
_STEPS: Final = 6


def word_of(registered: str) -> str:
    """The part of a registered name that somebody chose.

    >>> word_of("gov-portal.com.cn"), word_of("example.org")
    ('gov-portal', 'example')
    """
    return registered.partition(".")[0].lower()


def domain_features(words: list[str], tables: NameTables) -> npt.NDArray[np.float64]:
    """A row of `DOMAIN_FEATURES` for each word."""
    known = frozenset(tables.pieces)
    rows = [_features(each, tables, known) for each in words]
    return np.array(rows, np.float64).reshape(len(rows), len(DOMAIN_FEATURES))


@cache
def shipped_tables() -> NameTables:
    """The tables in the package."""
    path = resources.files(__package__) / "models" / "domain-names.json"
    return msgspec.json.decode(path.read_bytes(), type=NameTables)


def counted_tables(words: list[str], least: int = 4) -> NameTables:
    """Tables of these words; pieces are those of `least` words and more."""
    threes: Counter[tuple[int, int, int]] = Counter()
    twos: Counter[tuple[int, int]] = Counter()
    ones: Counter[int] = Counter()
    pieces: Counter[str] = Counter()
    for word in words:
        codes = [_CODE.get(char, _CODE["-"]) for char in f"^^{word}^"]
        threes.update(zip(codes, codes[1:], codes[2:], strict=False))
        twos.update(pairwise(codes[1:]))
        ones.update(codes[2:])
        pieces.update(
            {word[at : at + size] for size in (4, 5, 6) for at in range(len(word) - size + 1)}
        )
    before = Counter[tuple[int, int]]()
    for (a, b, _), count in threes.items():
        before[a, b] += count
    after = Counter[int]()
    for (a, _), count in twos.items():
        after[a] += count
    whole = sum(ones.values())
    told = []
    for a in range(_SIZE):
        for b in range(_SIZE):
            for c in range(_SIZE):
                single = (ones[c] + 0.5) / (whole + 0.5 * _SIZE)
                double = (twos[b, c] + 4 * single) / (after[b] + 4)
                triple = (threes[a, b, c] + 4 * double) / (before[a, b] + 4)
                told.append(chr(_FIRST + min(90, round(-math.log2(triple) * _STEPS))))
    kept = sorted(
        piece for piece, count in pieces.items() if count >= least and not piece.isdigit()
    )
    return NameTables("".join(told), tuple(kept))


def _features(word: str, tables: NameTables, known: frozenset[str]) -> list[float]:
    bits = tables.surprise(word) or [0.0]
    size = len(word) or 1
    near = [sum(bits[at : at + _NEAR]) / _NEAR for at in range(max(1, len(bits) - _NEAR + 1))]
    covered = [False] * len(word)
    for width in (6, 5, 4):
        for at in range(len(word) - width + 1):
            if word[at : at + width] in known:
                covered[at : at + width] = [True] * width
    digits = sum(char.isdigit() for char in word)
    turns = sum(one.isdigit() != other.isdigit() for one, other in pairwise(word))
    longest = max((len(each) for each in _CONSONANTS.findall(word)), default=0)
    counts = Counter(word)
    spread = -sum(n / size * math.log2(n / size) for n in counts.values())
    return [
        sum(bits) / len(bits),
        max(near),
        math.log1p(size),
        float(covered.count(False)),
        digits / size,
        float(turns),
        float(longest),
        spread,
    ]
