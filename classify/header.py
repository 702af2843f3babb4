# What a column's name, comment and table say about its content, by the header terms of the
# recognisers alone: nothing here knows a column's name. Chinese and English put the head of
# a compound last (申请人手机号, home_address), so a term at the end counts and one inside
# hardly does (手机号归属地, phone_type).
from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .latin import latin_terms, stands_before
from .name import Name, code_of, name_of, plain_word, segments
from .terms import Found, HeaderIndex, Writing, compile_headers

__all__ = [
    "CLEAR",
    "HEADINGS",
    "SPEAKS",
    "HeaderHit",
    "HeaderIndex",
    "compile_headers",
    "match_header",
    "named_otherwise",
    "read_header",
]

# From the one on a header speaks for a recogniser, from the other it is clear.
SPEAKS, CLEAR = 0.5, 0.8

# The sentences of a hit, once in each language; findings keep the English one.
HEADINGS: Mapping[str, tuple[str, str]] = {
    f"{kind}-{way}": (f"the column's {place} {english}", f"{chinese_place}{chinese}")
    for kind, (place, chinese_place) in {
        "header": ("name", "字段名"),
        "comment": ("comment", "注释"),
    }.items()
    for way, (english, chinese) in {
        "is": ("{name} is the term {term}", "{name}即“{term}”"),
        "ends": ("{name} ends with the term {term}", "{name}以“{term}”结尾"),
        "holds": ("{name} holds the term {term}", "{name}包含“{term}”"),
        "pinyin": ("{name} reads as {term} in pinyin", "{name}为“{term}”的拼音"),
        "initials": ("{name} reads as {term} by initials", "{name}为“{term}”的拼音首字母"),
        "abbreviation": ("{name} holds the abbreviation {term}", "{name}含常用缩写{term}"),
        "table": ("{name} reads as {term} with the table's name", "{name}与表名合为“{term}”"),
    }.items()
} | {
    "later": ("the column's comment mentions {term}", "注释提到“{term}”"),
    "taught": (
        "by reviewers' decisions a column named {name} is {term}",
        "按复核决定，名为{name}的字段为{term}",
    ),
}

# Strengths by how a term stands in the name. From 0.5 on a header speaks.
_CHINESE = {"is": 1.0, "ends": 0.9, "holds": 0.4}
_ENGLISH = {"is": 0.95, "ends": 0.85, "holds": 0.35}
_GLUED_ENGLISH, _GLUED_TO_CONTEXT = 0.45, 0.7
_SHORT_ENGLISH = 0.6
_WITH_TABLE = 0.6
_BEFORE_ENDING = 0.92
# What a plain word is worth beside the compound it makes with the table's name.
_BESIDE_COMPOUND = 0.6
_BY_CODE = 0.95
_COMMENT = 0.95
_LATER_IN_COMMENT = 0.3
_LONG_COMMENT = 0.45
# A comment of up to so many characters (or words, in English) is read like a name.
_COMMENT_AS_NAME = 15
_COMMENT_WORDS = 6
# Initials are a guess; where a Chinese comment says something else they hardly count.
_COMMENT_SILENT = 0.5
# What a comment says clearly goes before what the name seems to say.
_COMMENT_OTHERWISE = 0.8
_WORDS_IN_TERM = 5
_GLUED_FROM = 4
_TABLE_PART = 4
_NAME_WITH_TABLE = 4
# Excluded words in pinyin: as short and as long as they are.
_PINYIN_FROM, _PINYIN_TO = 6, 24
_WORST = 0.1
# The last syllable of pinyin goes on: xingbiebi is no part of xingbiebianma.
_GOES_ON = re.compile(r"[aeiou]|[ngr](?![aeiouv])")
# Initials of pinyin have none; an English word for a person at the end is the head of the name.
_VOWEL = re.compile("[aeiou]")
_WHETHER, _ASKING = re.compile("是否|有无|shifou"), frozenset({"is", "has", "whether"})
_HOW_MANY = frozenset({"number", "n", "count"})
# Short spellings that by themselves stand for too much else (acc: accuracy, accident).
_UNCLEAR = frozenset({"acc", "ins", "pat", "lic"})
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class HeaderHit:
    """The header speaks for a recogniser with a strength of 0..1 (from 0.5 on it is a cue).

    `detail` is the sentence for a reason of this `kind`, `header` or `comment`. `guessed`
    means that the term stands there as initials or an abbreviation only.
    """

    recogniser: str
    strength: float
    detail: str
    kind: str = "header"
    guessed: bool = False


def match_header(
    index: HeaderIndex, name: str, comment: str = "", table: str = ""
) -> tuple[HeaderHit, ...]:
    """The recognisers a column's header speaks for, the strongest first, each once.

    Where it speaks as strongly for several, the higher precedence comes first. Name and
    comment that agree strengthen each other. The table's name only helps where
    the column's own says too little (`name` in `company`).
    """
    return read_header(index, name, comment, table)[0]


def read_header(
    index: HeaderIndex, name: str, comment: str = "", table: str = ""
) -> tuple[tuple[HeaderHit, ...], HeaderHit | None]:
    """The recognisers a column's header speaks for, and the other thing it clearly names.

    There is none of the latter where the header speaks as strongly for a recogniser.
    """
    if index.taught and (taught := index.taught.get(name_of(name).flat)) is not None:
        return _taught(taught, name), None
    hits = _hits(index, name, comment, table)
    others = set(index.recognisers[index.others :])
    own = tuple(hit for hit in hits if hit.recogniser not in others)
    named = next((hit for hit in hits if hit.recogniser in others), None)
    if named is None or named.strength < CLEAR:
        return own, None
    return own, None if own and own[0].strength >= named.strength else named


def named_otherwise(index: HeaderIndex, name: str, comment: str = "", table: str = "") -> str:
    """The id of the other thing a header clearly names, "" where it names none."""
    other = read_header(index, name, comment, table)[1]
    return "" if other is None else other.recogniser


def _taught(identifier: str, name: str) -> tuple[HeaderHit, ...]:
    """What reviewers have decided of a name: one recogniser, or none."""
    if not identifier:
        return ()
    shown = " ".join(name.split())[:_SHOWN]
    detail = HEADINGS["taught"][0].format(name=shown, term=identifier)
    return (HeaderHit(identifier, 1.0, detail),)


def _hits(index: HeaderIndex, name: str, comment: str, table: str) -> list[HeaderHit]:
    parts = name_of(name)
    by_code = index.codes.get(code_of(name), ())
    found = [Found(term, _BY_CODE, "abbreviation", 0, len(parts.flat)) for term in by_code]
    found = found or _asked(parts, _found(index, parts))
    pieces = segments(comment) if comment else []
    heading = name_of(pieces[0]) if pieces else None
    best: dict[int, tuple[float, Found, str]] = {}
    if heading is not None:
        for each in _in_comment(index, heading, pieces[1:]):
            _keep(best, each, each.strength, "comment")
    if table and parts.flat and _says_little(parts):
        compounds = list(_with_table(index, parts, _table_of(table)))
        if compounds:
            found = [each._replace(strength=each.strength * _BESIDE_COMPOUND) for each in found]
            found.extend(compounds)
    doubtful = heading is not None and heading.han
    told = doubtful and any(strength >= CLEAR for strength, _, _ in best.values())
    for each in found:
        strength = each.strength
        if doubtful and each.term.recogniser not in best and each.term.writing != "chinese":
            guessed = each.term.writing in _GUESSED
            strength *= _COMMENT_SILENT if guessed else _COMMENT_OTHERWISE if told else 1.0
        _keep(best, each, strength, "header")
    if not best:
        return []
    refused = _refused(index, parts)
    if heading is not None:
        refused |= _refused(index, heading)
    shown = {"header": name, "comment": pieces[0] if pieces else ""}
    order = sorted(best, key=lambda number: (-round(best[number][0], 3), -index.ranks[number]))
    return [
        HeaderHit(
            index.recognisers[number],
            round(strength, 3),
            _say(each, kind, shown[kind]),
            kind,
            each.term.writing in _GUESSED,
        )
        for number, (strength, each, kind) in ((number, best[number]) for number in order)
        if number not in refused and strength >= _WORST
    ]


_GUESSED: frozenset[Writing] = frozenset({"initials", "abbreviation"})


def _keep(
    best: dict[int, tuple[float, Found, str]], each: Found, strength: float, kind: str
) -> None:
    number = each.term.recogniser
    before = best.get(number)
    if before is None:
        best[number] = (strength, each, kind)
    elif kind == before[2]:
        if strength > before[0]:
            best[number] = (strength, each, kind)
    else:
        together = 1.0 - (1.0 - before[0]) * (1.0 - strength)
        stronger = each if strength > before[0] else before[1]
        best[number] = (together, stronger, kind if strength > before[0] else before[2])


def _found(index: HeaderIndex, name: Name) -> list[Found]:
    """All terms in a name, without those that are part of a longer one (账号 in 银行账号)."""
    found = list(_chinese(index, name)) if name.han else []
    if name.words:
        found.extend(_english(index, name))
        found.extend(latin_terms(index, name))
        found.extend(_before_endings(index, name))
    if len(found) < 2:
        return found
    spans = {(each.start, each.end) for each in found if each.strength >= _WORST}
    return [
        each
        for each in found
        if not any(
            start <= each.start and each.end <= end and (start, end) != (each.start, each.end)
            for start, end in spans
        )
    ]


def _before_endings(index: HeaderIndex, name: Name) -> Iterator[Found]:
    """The terms at the end of a name, where behind it stands a word that changes nothing.

    That is a mark (sjh_bd, xm_py), a letter by itself (csrq_s) or whose it is (sfzhm_br).
    """
    if len(name.spans) < 2 or name.spans[-1][1] < len(name.flat):
        return
    start, end = name.spans[-1]
    last = name.flat[start:end]
    owner = last in index.owners and _VOWEL.search(last) is None
    if not (len(last) == 1 or last in index.endings or owner):
        return
    rest = Name(name.flat[:start], name.spans[:-1], name.words[:-1], name.han)
    for each in (*_english(index, rest), *latin_terms(index, rest)):
        if each.end == start and each.way != "holds":
            yield each._replace(strength=each.strength * _BEFORE_ENDING, end=end)


def _asked(name: Name, found: list[Found]) -> list[Found]:
    """What a name that asks a question is about: the whole of it (是否未成年), else a flag.

    One that says how many there are (num_accounts) is no more about what is counted.
    """
    asked = _WHETHER.search(name.flat)
    at = asked.start() if asked else 0
    if asked is None and not (name.words and (name.words[0] in _ASKING or _is_count(name))):
        return found
    return [each for each in found if each.start == at]


def _is_count(name: Name) -> bool:
    """Whether a name counts things: number of them, and then they stand in the plural."""
    start, end = name.spans[-1]
    last = name.flat[start:end]
    plural = last.endswith("s") and plain_word(last) != last
    return plural and len(name.words) > 1 and name.words[0] in _HOW_MANY


def _chinese(index: HeaderIndex, name: Name) -> Iterator[Found]:
    flat, size, terms = name.flat, len(name.flat), index.chinese
    for start in range(size - 1):
        if flat[start : start + 2] not in index.starts:
            continue
        for end in range(start + 2, min(size, start + index.longest) + 1):
            claims = terms.get(flat[start:end])
            if claims:
                way = "holds" if end < size else "is" if start == 0 else "ends"
                for term in claims:
                    yield Found(term, _CHINESE[way] * term.weight, way, start, end)


def _english(index: HeaderIndex, name: Name) -> Iterator[Found]:
    words, spans, size = name.words, name.spans, len(name.flat)
    terms = index.english
    if name.flat in _UNCLEAR:
        return
    for first in range(len(words)):
        for last in range(first, min(len(words), first + _WORDS_IN_TERM)):
            start, end = spans[first][0], spans[last][1]
            claims = terms.get("".join(words[first : last + 1])) or terms.get(name.flat[start:end])
            if not claims:
                continue
            way = "holds" if end < size else "is" if start == 0 else "ends"
            strength = _ENGLISH[way]
            if way == "ends" and end - start <= 2:
                strength = _SHORT_ENGLISH
            for term in claims:
                yield Found(term, strength * term.weight, way, start, end)
    if not name.han:
        start, end = spans[-1]
        for cut in range(start + 2, end - _GLUED_FROM + 1):
            claims = terms.get(name.flat[cut:end])
            if claims:
                known = stands_before(index, plain_word(name.flat[start:cut]))
                strength = _GLUED_TO_CONTEXT if known else _GLUED_ENGLISH
                for term in claims:
                    yield Found(term, strength * term.weight, "ends", cut, end)


def _in_comment(index: HeaderIndex, heading: Name, later: list[str]) -> Iterator[Found]:
    """A comment's first piece read like a name if it is short; the rest only holds terms."""
    as_name = len(heading.words) <= _COMMENT_WORDS and (
        not heading.han or len(heading.flat) <= _COMMENT_AS_NAME
    )
    factor = _COMMENT if as_name else _LONG_COMMENT
    for each in _asked(heading, _found(index, heading)):
        if each.term.writing not in _GUESSED:
            yield each._replace(strength=each.strength * factor)
    for piece in later:
        name = name_of(piece)
        if name.han:
            for each in _chinese(index, name):
                yield each._replace(strength=_LATER_IN_COMMENT * each.term.weight, way="later")


@functools.lru_cache(maxsize=64)
def _table_of(text: str) -> Name:
    """The parts of a table's name, which every column of it asks for."""
    return name_of(text)


def _says_little(name: Name) -> bool:
    return len(name.words) <= 1 and (not name.han or len(name.flat) <= _NAME_WITH_TABLE)


def _with_table(index: HeaderIndex, name: Name, table: Name) -> Iterator[Found]:
    """Terms that a part of the table's name and the column's name make together."""
    if name.han:
        parts = {
            table.flat[start:end]
            for start in range(len(table.flat))
            for end in range(start + 2, min(len(table.flat), start + _TABLE_PART) + 1)
        }
        for part in parts:
            for term in index.chinese.get(part + name.flat, ()):
                yield Found(term, _WITH_TABLE * term.weight, "table", 0, len(name.flat))
    elif name.words:
        for word in table.words:
            for term in index.english.get(word + name.words[0], ()):
                yield Found(term, _WITH_TABLE * term.weight, "table", 0, len(name.flat))


def _refused(index: HeaderIndex, name: Name) -> set[int]:
    """The recognisers of whose excluded words one stands in the name."""
    refused: set[int] = set()
    flat, size = name.flat, len(name.flat)
    if name.han:
        for start in range(size - 1):
            if flat[start : start + 2] in index.starts:
                for end in range(start + 2, min(size, start + index.longest) + 1):
                    refused |= index.excluded_chinese.get(flat[start:end], _NOBODY)
    words = name.words
    for first, word in enumerate(words):
        refused |= index.excluded_english.get(word, _NOBODY)
        if first + 1 < len(words):
            refused |= index.excluded_english.get(word + words[first + 1], _NOBODY)
    if words and not name.han:
        for start in range(size):
            for end in range(start + _PINYIN_FROM, min(size, start + _PINYIN_TO) + 1):
                them = index.excluded_pinyin.get(flat[start:end])
                if them and not _GOES_ON.match(flat, end):
                    refused |= them
    return refused


_NOBODY: frozenset[int] = frozenset()


def _say(each: Found, kind: str, text: str) -> str:
    if each.way == "later":
        return HEADINGS["later"][0].format(term=each.term.term)
    shown = " ".join(text.split())
    if len(shown) > _SHOWN:
        shown = shown[:_SHOWN] + "…"
    return HEADINGS[f"{kind}-{each.way}"][0].format(name=shown, term=each.term.term)
