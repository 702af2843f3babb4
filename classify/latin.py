# Chinese terms in Latin letters within a name: pinyin, its initials, abbreviations; the whole
# name, its last words, or glued to what stands before. Short ones are part of too many other
# words (lambda ends with the initials of 密保答案, depth_mm with those of 密码), so what
# stands before them must be known: whose it is (hzxm: 患者, 姓名) or the mark of a kind (f_xm).
from __future__ import annotations

import re
from collections.abc import Iterator

from .name import Name
from .terms import Found, HeaderIndex, Writing

__all__ = ["latin_terms", "stands_before"]

# Strengths by how a term stands there, for two letters, three, four and more.
_WHOLE = {"abbreviation": (0.55, 0.85, 0.9), "initials": (0.3, 0.65, 0.8)}
_BEHIND_CONTEXT = {"abbreviation": (0.55, 0.75, 0.8), "initials": (0.3, 0.6, 0.75)}
_BEHIND_WORDS = {"abbreviation": (0.2, 0.4, 0.8), "initials": (0.1, 0.2, 0.6)}
_GLUED = {"abbreviation": (0.0, 0.35, 0.65), "initials": (0.0, 0.3, 0.6)}
_PINYIN = {"is": 0.9, "ends": 0.75}
_GLUED_PINYIN, _SHORT_PINYIN = 0.7, 0.6
_LONG_PINYIN_FROM, _SHORT_PINYIN_FROM = 6, 4
_WORDS_IN_TERM = 10
_SYLLABLES_FROM = 4
# Finals and initials of ISO 7098; a name that they make up altogether is no English word.
_SYLLABLES = re.compile(
    r"(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai"
    r"|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v))+"
)
# 申报人, 受理人 and many more: whose initials end with that of 人.
_SOMEBODY = re.compile(r"[bcdfghjklmnpqstwxyz]{1,3}r")
# Before terms of so many letters only an owner will do.
_OWNED_UP_TO = 2
# Initials of pinyin are consonants nearly always, and words are not.
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstwxyz]{2,}")


def latin_terms(index: HeaderIndex, name: Name) -> Iterator[Found]:
    """The terms in Latin letters that a name is or ends with; the name has Latin words."""
    flat, spans, terms = name.flat, name.spans, index.latin
    end = spans[-1][1]
    if end < len(flat):
        return
    for place, (start, _) in enumerate(spans):
        claims = terms.get(flat[start:end]) if len(spans) - place <= _WORDS_IN_TERM else None
        if claims:
            known = _known(index, name, place, "", end - start)
            for term in claims:
                strength = _strength(term.writing, start, end, known=known)
                yield Found(term, strength * term.weight, term.writing, start, end)
    # Cuts within the words, the first letter of a name never by itself.
    place = 0
    for cut in range(1, end - 1):
        while place + 1 < len(spans) and spans[place + 1][0] <= cut:
            place += 1
        begin = spans[place][0]
        claims = terms.get(flat[cut:end]) if begin < cut < spans[place][1] else None
        if claims:
            known = _known(index, name, place, flat[begin:cut], end - cut)
            for term in claims:
                strength = _glued(term.writing, flat[begin:cut], flat[cut:end], known=known)
                yield Found(term, strength * term.weight, term.writing, cut, end)


def stands_before(index: HeaderIndex, written: str) -> bool:
    """Whether this, in Latin letters, only says whose something is, or on what occasion."""
    return written in index.owners or written in index.occasions


def _strength(writing: Writing, start: int, end: int, *, known: bool) -> float:
    if writing == "pinyin":
        return _PINYIN["is" if start == 0 else "ends"]
    table = _WHOLE if start == 0 else _BEHIND_CONTEXT if known else _BEHIND_WORDS
    return table[writing][_by_letters(end - start)]


def _glued(writing: Writing, before: str, term: str, *, known: bool) -> float:
    letters = len(term)
    spelt = len(before) >= _SYLLABLES_FROM and _SYLLABLES.fullmatch(before) is not None
    if writing == "pinyin":
        if term[0] in "aeo":
            # It may be the end of the syllable before: bianhao (编号) holds no anhao (案号).
            return 0.0
        if letters >= _LONG_PINYIN_FROM:
            return _GLUED_PINYIN
        return _SHORT_PINYIN if letters >= _SHORT_PINYIN_FROM and (spelt or known) else 0.0
    # Two letters with a vowel end many a word (trip, tip); those of pinyin have none.
    plain = letters > 2 or _CONSONANTS.fullmatch(term) is not None
    if (known and plain) or (spelt and writing == "abbreviation"):
        return _BEHIND_CONTEXT[writing][_by_letters(letters)]
    if _CONSONANTS.fullmatch(before) is None:
        return 0.0
    return _GLUED[writing][_by_letters(letters)]


def _by_letters(letters: int) -> int:
    return min(max(letters, 2), 4) - 2


def _known(index: HeaderIndex, name: Name, place: int, glued: str, letters: int) -> bool:
    """Whether all that stands before a term of so many letters only says whose it is, or when.

    That are the words before `place` and what is `glued` to the term itself.
    """
    owned = letters <= _OWNED_UP_TO
    words = zip(name.words[:place], name.spans[:place], strict=True)
    before = name.flat[: name.spans[place][0]]
    if place and not _is_context(index, before, owned=owned and not glued):
        for number, (word, (start, stop)) in enumerate(words):
            last = owned and not glued and number == place - 1
            written = name.flat[start:stop]
            if not (
                stop - start == 1
                or stands_before(index, word)
                or _is_context(index, written, owned=last)
            ):
                return False
    return not glued or _is_context(index, glued, owned=owned)


def _is_context(index: HeaderIndex, written: str, *, owned: bool) -> bool:
    """Whether this is a word that stands before terms, or two of them (bjwz: 报警, 位置).

    `owned` asks that the last of them is an owner: XZJD is a street (现住街道), no longitude.
    """
    last = index.owners if owned else index.owners | index.occasions
    if written in last or _SOMEBODY.fullmatch(written):
        return True
    return any(
        written[cut:] in last and stands_before(index, written[:cut])
        for cut in range(2, len(written) - 1)
    )
