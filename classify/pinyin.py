# Chinese terms in Latin letters, as columns of government databases are often named: whole
# pinyin (xingming), its initials (xm). Readings come from pypinyin, loaded when first used.
from __future__ import annotations

import re
from collections.abc import Sequence

from .name import HAN

__all__ = ["readings"]

_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN = re.compile(r"[a-z]+")


def readings(terms: Sequence[str]) -> list[tuple[str, str]]:
    """For each term its pinyin without tones and its initials, Latin letters kept.

    Terms are in lower case. ü is written v, as people type it.

    >>> readings(["身份证号", "qq号"])
    [('shenfenzhenghao', 'sfzh'), ('qqhao', 'qqh')]
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415  the dictionary takes a tenth of a second

    result: list[tuple[str, str]] = []
    for term in terms:
        whole: list[str] = []
        initials: list[str] = []
        for piece in re.findall(f"[{HAN}]+|[a-z]+", term):
            if _LATIN.fullmatch(piece):
                whole.append(piece)
                initials.append(piece)
            else:
                syllables = lazy_pinyin(piece)
                whole.extend(syllables)
                initials.extend(syllable[0] for syllable in syllables)
        result.append(("".join(whole), "".join(initials)))
    return result
