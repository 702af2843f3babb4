# Latin letters in Chinese text: which of them are a person's name. The tagger reads every letter as
# the same sign, so what it takes for a name is looked at again, letter by letter.
from __future__ import annotations

import re

__all__ = ["asides", "could_name_a_person"]

_PARTICLE = r"(?:d[aeiu]|del|della|der|den|v[ao]n|bin|ibn|al|el|l[ae]|ter|ten|dos|san)"
_WORD = r"(?:[A-Z][a-z'’]+(?:-?[A-Z][a-z'’]+){0,3}|[A-Z]\.?)"
# Michelle Obama, George W. Bush, Ludwig van Beethoven; BuddyDyer, as it stands where spaces went.
_WESTERN = re.compile(rf"{_WORD}(?:[ ·]{{1,2}}(?:{_PARTICLE}|{_WORD})){{0,4}}")
# CHEN WEI: of one word alone that is what bodies and products are called.
_CAPITALS = re.compile(r"[A-Z]{2,12}(?:[ -][A-Z]{2,12}){1,2}")
# 阿May, C罗, 大S.
_MIXED = re.compile(r"[A-Za-z0-9\u3400-\u9fff·]{2,8}")
# What stands in no name.
_FOREIGN_SIGN = re.compile(r"[{}\[\]|<>\"=,，、：:;；/\\`…\n()（）]")
_LETTER = re.compile("[A-Za-z]")
# Latin words right after a name, in brackets.
_IN_BRACKETS = re.compile(r"(?<=[\u3400-\u9fff])[（(]([A-Za-z][A-Za-z .'\-]{2,40})(?=[)）,，])")
_SHORTEST = 3


def could_name_a_person(text: str) -> bool:
    """Whether a name with Latin letters is written as persons' names are; any other may be one.

    >>> could_name_a_person("Tim Cook"), could_name_a_person("national security")
    (True, False)
    """
    if _FOREIGN_SIGN.search(text):
        return False
    if not _LETTER.search(text):
        return True
    if not text.isascii():
        return _MIXED.fullmatch(text) is not None
    if len(text) < _SHORTEST:
        return False
    return bool(_WESTERN.fullmatch(text) or _CAPITALS.fullmatch(text))


def asides(text: str) -> list[tuple[int, int, int]]:
    """Latin words in brackets that follow Han characters: where they begin and end, and where
    what they follow ends.

    >>> asides("巴迪（Buddy）来了")
    [(3, 8, 2)]
    """
    return [(*found.span(1), found.start()) for found in _IN_BRACKETS.finditer(text)]
