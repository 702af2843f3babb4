# The header terms of all recognisers as look-up tables: Chinese terms, English ones run
# together, and what columns write for the Chinese ones (pinyin, initials, abbreviations).
# A term that recognisers of different classes of data claim speaks weakly for each; a term
# of another thing (a version, a brand) yields to any recogniser's but derived initials.
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from policies import HeaderTerms, OtherThing, Recogniser

from .name import code_of, name_of, spellings
from .pinyin import mixed_readings, readings

__all__ = ["Found", "HeaderIndex", "Term", "Writing", "compile_headers"]

Writing = Literal["chinese", "english", "pinyin", "initials", "abbreviation"]
Terms = dict[str, tuple["Term", ...]]

# What a term is worth that others claim too: below what speaks, above nothing.
_SHARED = 0.4
# What marks the code and the name of a thing that is kept by a code, behind its term.
_MARKS, _MARK_EN = ("代码", "码", "名称", "编码"), "code"
# Initials of shorter terms with such a mark stand for too much else (HYMC: 婚姻, 会议).
_MARKED_FROM = 5
# What stands behind a term in Latin letters is written with this sign before it.
_BEHIND = "_"
# Shorter pinyin of an excluded word may be part of anything.
_EXCLUDED_PINYIN_FROM = 6


class Term(NamedTuple):
    """One recogniser's claim to one way of writing: `weight` falls where others claim it."""

    recogniser: int
    writing: Writing
    term: str
    weight: float


class Found(NamedTuple):
    """A term at characters start..end of a name, how strongly and in which way it stands there."""

    term: Term
    strength: float
    way: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HeaderIndex:
    """Compiled header terms; a value to be passed on, also between processes.

    `recognisers` are the ids by number, those of the other things from `others` on; `ranks`
    their precedences, which decide where a header speaks as strongly for several. `chinese`
    holds terms with Han, `english` words run together, `latin` pinyin, initials and
    abbreviations; `starts` the first two characters of every Chinese term or exclude.
    `owners` and `occasions` are words that stand before a term, in Latin letters as they are
    written there; `endings` are what stands behind one and changes nothing (sfzh_bd, xm_py).
    `codes` are whole names by standards of fields. `taught` are whole names that reviewers have decided on: to which recogniser,
    or "" to none.
    """

    recognisers: tuple[str, ...]
    ranks: tuple[int, ...]
    chinese: Mapping[str, tuple[Term, ...]]
    english: Mapping[str, tuple[Term, ...]]
    latin: Mapping[str, tuple[Term, ...]]
    excluded_chinese: Mapping[str, frozenset[int]]
    excluded_english: Mapping[str, frozenset[int]]
    excluded_pinyin: Mapping[str, frozenset[int]]
    owners: frozenset[str]
    occasions: frozenset[str]
    endings: frozenset[str]
    codes: Mapping[str, tuple[Term, ...]]
    starts: frozenset[str]
    longest: int
    others: int
    taught: Mapping[str, str] = field(default_factory=dict)


def compile_headers(
    recognisers: Mapping[str, Recogniser],
    others: Mapping[str, OtherThing] | None = None,
    owners: Iterable[str] = (),
    occasions: Iterable[str] = (),
    *,
    own: Collection[str] = (),
    taught: Mapping[str, str] | None = None,
) -> HeaderIndex:
    """The index over the header terms of these recognisers and other things, in their order.

    `owners` and `occasions` are Chinese and English words that stand before such terms
    (申请人, user; 登录, last); those of the latter with `_` before them stand behind. Recognisers in `own` are the operator's: a term that one of them
    claims is theirs, whoever else claims it. A `taught` name stands for its recogniser alone.
    """
    others = others or {}
    chinese: dict[str, list[Term]] = {}
    english: dict[str, list[Term]] = {}
    latin: dict[str, list[Term]] = {}
    excluded_chinese: dict[str, set[int]] = {}
    excluded_english: dict[str, set[int]] = {}
    codes: dict[str, list[Term]] = {}
    spoken: list[tuple[Term, bool]] = []
    spoken_for = [each.headers for each in recognisers.values()]
    spoken_for += [each.headers for each in others.values()]
    for number, headers in enumerate(spoken_for):
        marked = _with_marks(headers)
        common = {*headers.zh, *(text for text in marked if len(text) >= _MARKED_FROM)}
        further = _parted(headers.rare)
        for text in (*headers.zh, *marked, *further.chinese):
            name = name_of(text)
            if name.han:
                term = Term(number, "chinese", text, 1.0)
                _claim(chinese, name.flat, term)
                spoken.append((term, headers.initials and text in common))
            else:
                _claim(english, "".join(name.words), Term(number, "english", text, 1.0))
                # IP and QQ stand behind pinyin and initials too (czip is 操作IP).
                _claim(latin, name.flat, Term(number, "abbreviation", text, 1.0))
        for text in (*headers.en, *further.english, *_with_mark(headers)):
            for key in spellings(name_of(text).words):
                _claim(english, key, Term(number, "english", text, 1.0))
        for text in (*headers.abbreviations, *further.abbreviations):
            _claim(latin, name_of(text).flat, Term(number, "abbreviation", text, 1.0))
        for text in headers.codes:
            _claim(codes, code_of(text), Term(number, "abbreviation", text, 1.0))
        _exclude(headers, number, excluded_chinese, excluded_english)
    _derive(latin, spoken)
    categories = [recogniser.category for recogniser in recognisers.values()]
    theirs = frozenset(n for n, identifier in enumerate(recognisers) if identifier in own)
    keys = (*chinese, *excluded_chinese)
    ranks = [recogniser.precedence for recogniser in recognisers.values()]
    refusals = list(excluded_chinese.items())
    in_pinyin = zip(refusals, readings([text for text, _ in refusals]), strict=True)
    return HeaderIndex(
        recognisers=(*recognisers, *others),
        ranks=(*ranks, *[0] * len(others)),
        chinese=_weighed(chinese, categories, theirs),
        english=_weighed(english, categories, theirs),
        latin=_weighed(latin, categories, theirs),
        excluded_chinese={key: frozenset(them) for key, them in excluded_chinese.items()},
        excluded_english={key: frozenset(them) for key, them in excluded_english.items()},
        excluded_pinyin={
            whole: frozenset(them)
            for (_, them), (whole, _) in in_pinyin
            if len(whole) >= _EXCLUDED_PINYIN_FROM
        },
        owners=_written(owners),
        occasions=_written(word for word in occasions if not word.startswith(_BEHIND)),
        endings=_written(word for word in occasions if word.startswith(_BEHIND)),
        codes={key: tuple(claims) for key, claims in codes.items()},
        starts=frozenset(key[:2] for key in keys),
        longest=max(map(len, keys), default=0),
        others=len(recognisers),
        taught={
            name_of(name).flat: identifier
            for name, identifier in (taught or {}).items()
            if not identifier or identifier in recognisers
        },
    )


def _derive(latin: dict[str, list[Term]], spoken: list[tuple[Term, bool]]) -> None:
    """Enter what columns write for Chinese terms; initials of those that are said to have them."""
    flats = [name_of(term.term).flat for term, _ in spoken]
    for (term, shortened), (whole, initials) in zip(spoken, readings(flats), strict=True):
        _claim(latin, whole, term._replace(writing="pinyin"))
        if shortened:
            _claim(latin, initials, term._replace(writing="initials"))
    for (term, _), forms in zip(spoken, mixed_readings(flats), strict=True):
        for form in forms:
            _claim(latin, form, term._replace(writing="initials"))


class _Further(NamedTuple):
    chinese: list[str]
    english: list[str]
    abbreviations: list[str]


def _parted(rare: Iterable[str]) -> _Further:
    """Further terms by how they are written; what stands in capitals alone is an abbreviation."""
    further = _Further([], [], [])
    for text in rare:
        if not text.isascii():
            further.chinese.append(text)
        elif text.isupper():
            further.abbreviations.append(text)
        else:
            further.english.append(text)
    return further


def _with_mark(headers: HeaderTerms) -> list[str]:
    """The English terms of what is kept by a code, with the mark of one."""
    return [f"{text} {_MARK_EN}" for text in headers.en] if headers.coded else []


def _with_marks(headers: HeaderTerms) -> list[str]:
    """The terms of what is kept by a code, with the marks of code and name."""
    if not headers.coded:
        return []
    return [
        text + mark
        for text in headers.zh
        for mark in _MARKS
        if not text.endswith(("码", "名称", "编号"))
    ]


def _written(words: Iterable[str]) -> frozenset[str]:
    """The words as they stand before a term in Latin letters: English, pinyin, initials."""
    names = [name_of(word) for word in words]
    chinese = readings([name.flat for name in names if name.han])
    written = {form for forms in chinese for form in forms if len(form) > 1}
    return frozenset(written | {word for name in names if not name.han for word in name.words})


def _claim(table: dict[str, list[Term]], key: str, term: Term) -> None:
    """Enter a claim; of one recogniser's claims to a key the first stands."""
    claims = table.setdefault(key, [])
    if key and all(term.recogniser != other.recogniser for other in claims):
        claims.append(term)


def _exclude(
    headers: HeaderTerms,
    number: int,
    excluded_chinese: dict[str, set[int]],
    excluded_english: dict[str, set[int]],
) -> None:
    for text in headers.excludes:
        name = name_of(text)
        table, key = (
            (excluded_chinese, name.flat) if name.han else (excluded_english, "".join(name.words))
        )
        table.setdefault(key, set()).add(number)


def _weighed(table: Mapping[str, list[Term]], categories: list[str], own: frozenset[int]) -> Terms:
    """The claims with their weights: the operator's go before ours, and what is written in a
    pack before what is derived.
    """
    weighed: Terms = {}
    for key, every in table.items():
        claims = [claim for claim in every if claim.recogniser < len(categories)]
        if not claims:
            weighed[key] = tuple(every)
            continue
        first = [claim for claim in claims if claim.recogniser in own] or claims
        explicit = [claim for claim in first if claim.writing == "abbreviation"]
        whole = [claim for claim in first if claim.writing == "pinyin"]
        first = explicit or whole or first
        shared = len({categories[claim.recogniser] for claim in first}) > 1
        if all(claim.writing == "initials" for claim in first):
            # SBBH, written down for a device's number, is no insurance number by its initials.
            named = [claim for claim in every if claim.writing == "abbreviation"]
            shared, claims = shared or bool(named), claims + named
            first += named
        weighed[key] = tuple(
            claim._replace(weight=_SHARED)
            if claim not in first or (shared and claim.recogniser < len(categories))
            else claim
            for claim in claims
        )
    return weighed
