# Chinese terms in Latin letters, as columns of government databases are often named: whole
# pinyin (xingming), its initials (xm). Readings come from pypinyin, loaded when first used.
from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from .name import HAN

__all__ = ["mixed_readings", "readings"]

# The last words of terms that are written out or shortened apart from what stands before.
_LAST = re.compile("(..+?)(号码|编号|代码|名称|号|名)")
_KEPT = "="
_PIECE = re.compile(f"[{HAN}]+|[a-z]+")


def readings(terms: Sequence[str]) -> list[tuple[str, str]]:
    """For each term its pinyin without tones and its initials, Latin letters kept.

    Terms are in lower case. ü is written v, as people type it.

    >>> readings(["身份证号", "qq号"])
    [('shenfenzhenghao', 'sfzh'), ('qqhao', 'qqh')]
    """
    return [_run_together(_syllables(term)) for term in terms]


def mixed_readings(terms: Sequence[str]) -> list[tuple[str, ...]]:
    """For each term how it is written half in full and half by initials: sfzhao, huzhaohm.

    >>> mixed_readings(["身份证号", "护照号码", "民族"])
    [('sfzhao', 'shenfenzhengh'), ('hzhaoma', 'huzhaohm'), ()]
    """
    result: list[tuple[str, ...]] = []
    for term in terms:
        found = _LAST.fullmatch(term)
        if found is None:
            result.append(())
            continue
        syllables = _syllables(term)
        cut = len(syllables) - len(found[2])
        whole, short = _run_together(syllables[:cut])
        last, initials = _run_together(syllables[cut:])
        result.append((short + last, whole + initials))
    return result


@functools.lru_cache(maxsize=1 << 15)
def _syllables(term: str) -> tuple[str, ...]:
    """A term's syllables and runs of Latin letters, as they follow each other."""
    from pypinyin.seg.simpleseg import seg  # noqa: PLC0415  its dictionary takes a tenth of a second

    result: list[str] = []
    for piece in _PIECE.findall(term):
        if piece.isascii():
            # A mark tells the letters, which are kept whole, from a syllable.
            result.append(_KEPT + piece)
        else:
            for word in seg(piece):
                result.extend(_spoken(word))
    return tuple(result)


@functools.lru_cache(maxsize=1 << 15)
def _spoken(word: str) -> tuple[str, ...]:
    """The syllables of a word as pypinyin cuts them: thousands of terms are made of hundreds."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  as above

    return tuple(lazy_pinyin(word))


def _run_together(syllables: Sequence[str]) -> tuple[str, str]:
    """Syllables in full and by their initials."""
    whole = "".join(each.removeprefix(_KEPT) for each in syllables)
    initials = "".join(
        each.removeprefix(_KEPT) if each.startswith(_KEPT) else each[0] for each in syllables
    )
    return whole, initials
