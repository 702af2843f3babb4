# Chinese terms in Latin letters, as columns of government databases are often named: whole
# pinyin (xingming), its initials (xm). Readings come from pypinyin, loaded when first used.
from __future__ import annotations

import re
from collections.abc import Sequence

from .name import HAN

__all__ = ["readings"]

_PIECE = re.compile(f"[{HAN}]+|[a-z]+")


def readings(terms: Sequence[str]) -> list[tuple[str, str]]:
    """For each term its pinyin without tones and its initials, Latin letters kept.

    Terms are in lower case. ü is written v, as people type it.

    >>> readings(["身份证号", "qq号"])
    [('shenfenzhenghao', 'sfzh'), ('qqhao', 'qqh')]
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415  its dictionary takes a tenth of a second

    result: list[tuple[str, str]] = []
    for term in terms:
        whole, initials = "", ""
        for piece in _PIECE.findall(term):
            syllables = [piece] if piece.isascii() else lazy_pinyin(piece)
            whole += "".join(syllables)
            initials += piece if piece.isascii() else "".join(each[0] for each in syllables)
        result.append((whole, initials))
    return result
