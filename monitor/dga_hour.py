# What a client asked for in an hour, as far as it tells of names that an algorithm made: registered
# names nobody had asked for before, how many of them are not there, how fast, and whether they are
# alike: in their letters, their endings, their length and the pieces that they have in common. Words
# run together look like anybody's one by one; many of them at once do not.
from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Final

from .domain_word import word_of

__all__ = ["HOUR_FEATURES", "hour_features", "oddity"]

HOUR_FEATURES: Final = (
    "not_there", "share_not_there", "oddity", "most_in_a_minute", "one_ending", "like_length",
    "shared_pieces",
)  # fmt: skip
_PIECE: Final = 5


def oddity(look_made: int, names: int, usual: float) -> float:
    """How far so many that look made are from what chance would make of so many names.

    >>> oddity(0, 40, 0.05) < 0 < 5 < oddity(20, 40, 0.05)
    True
    """
    return (look_made - names * usual) / math.sqrt(names * usual * (1 - usual) + 1)


def hour_features(
    names: Mapping[str, int], there: int, look_made: int, usual: float
) -> list[float]:
    """A row of `HOUR_FEATURES`: names that are not there by the minute in which each was first asked
    for, how many others were new as well but are there, how many of the first look made.
    """
    count = len(names) or 1
    words = [word_of(each) for each in names]
    minutes = Counter(names.values())
    endings = Counter(each.partition(".")[2] for each in names)
    mean = sum(map(len, words)) / count
    apart = math.sqrt(sum((len(word) - mean) ** 2 for word in words) / count)
    pieces = Counter(
        piece
        for word in words
        for piece in {word[at : at + _PIECE] for at in range(len(word) - _PIECE + 1)}
    )
    alike = {piece for piece, times in pieces.items() if times > 1}
    sharing = sum(
        any(word[at : at + _PIECE] in alike for at in range(len(word) - _PIECE + 1))
        for word in words
    )
    return [
        math.log1p(len(names)),
        len(names) / (len(names) + there + 1),
        oddity(look_made, len(names), usual),
        math.log1p(max(minutes.values(), default=0)),
        max(endings.values(), default=0) / count,
        1 / (1 + apart),
        sharing / count,
    ]
