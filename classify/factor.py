# Factors by which data may be important (GB/T 43697-2024 annex G), looked for in names and
# comments alone. A hit makes a candidate for a person to judge, so cues are words that say
# much, and what else an ordinary word may mean is refused in the pack.
from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from policies import Factor

from .name import name_of

__all__ = ["factors_of"]

_SPACE = re.compile(r"\s+")


class _Plain(NamedTuple):
    """A text for comparing: in lower case without white space, and its English words."""

    whole: str
    words: str


def factors_of(texts: Sequence[str], factors: Sequence[Factor]) -> tuple[tuple[str, str], ...]:
    """The letters of the factors these texts speak of, each with the cue that was found.

    `texts` are the names and comments of one dataset and its fields. A cue counts unless an
    exclude stands in the same text; an exclude that holds a cue (审核材料 holds 核材料)
    only takes that occurrence away. Where a factor has `also`, one of those words must
    stand in some of the texts. In the order of the factors, each letter once.
    """
    spoken = [_plain(text) for text in texts if text]
    # Most datasets hold no cue at all: one look at everything together settles it.
    everything = _Plain(
        "\n".join(text.whole for text in spoken), "\n".join(text.words for text in spoken)
    )
    found: dict[str, str] = {}
    for factor in factors:
        if factor.letter in found or not any(_holds(everything, cue) for cue in factor.cues):
            continue
        if factor.also and not any(_holds(everything, word) for word in factor.also):
            continue
        cue = next((cue for text in spoken for cue in _cues_in(text, factor)), None)
        if cue is not None:
            found[factor.letter] = cue
    return tuple(found.items())


def _cues_in(text: _Plain, factor: Factor) -> list[str]:
    """The factor's cues in one text, none where an exclude refuses it."""
    if not any(_holds(text, cue) for cue in factor.cues):
        return []
    for exclude in factor.excludes:
        word = _plain(exclude)
        if not any(_holds(word, cue) for cue in factor.cues):
            if _holds(text, exclude):
                return []
        else:
            text = _Plain(text.whole.replace(word.whole, " "), text.words)
    return [cue for cue in factor.cues if _holds(text, cue)]


def _holds(text: _Plain, word: str) -> bool:
    """Chinese words anywhere, English ones as whole words in a row."""
    plain = _plain(word)
    return plain.words in text.words if word.isascii() else plain.whole in text.whole


@functools.lru_cache(maxsize=4096)
def _plain(text: str) -> _Plain:
    words = " ".join(name_of(text).words)
    whole = _SPACE.sub("", unicodedata.normalize("NFKC", text).lower())
    return _Plain(whole, f" {words} ")
