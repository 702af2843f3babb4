# Strings that a regular expression matches, drawn at random: for values of kinds that have no
# generator of their own. Python's own parser of expressions is walked; repeats without an end
# stop early.
from __future__ import annotations

import random
import re._constants as sign  # type: ignore[import-not-found]  # no stubs
import re._parser as parser  # type: ignore[import-not-found]  # no stubs
import string
from functools import cache

__all__ = ["drawn"]

_MORE = 6
_DIGITS, _WORD, _BLANK = string.digits, string.ascii_letters + string.digits + "_", " "
_HAN = "的一是在有人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过"
_ANY = string.ascii_letters + string.digits


def drawn(pattern: str, rng: random.Random) -> str:
    """A string that the expression takes; look-arounds and boundaries are passed over."""
    return "".join(_walk(_parsed(pattern), rng, {}))


@cache
def _parsed(pattern: str) -> object:
    return parser.parse(
        pattern.replace(r"\z", r"\Z").replace(r"\p{Han}", "市局政医"[len(pattern) % 4])
    )


def _walk(items, rng: random.Random, groups: dict[int, str]):
    for kind, what in items:
        if kind is sign.LITERAL:
            yield chr(what)
        elif kind is sign.NOT_LITERAL:
            yield rng.choice([c for c in _ANY if ord(c) != what])
        elif kind is sign.ANY:
            yield rng.choice(_ANY)
        elif kind is sign.IN:
            yield _one(what, rng)
        elif kind is sign.BRANCH:
            yield from _walk(rng.choice(what[1]), rng, groups)
        elif kind in (sign.MAX_REPEAT, sign.MIN_REPEAT):
            least, most, part = what
            most = least + _MORE if most is sign.MAXREPEAT else min(most, least + 40)
            for _ in range(rng.randint(least, most)):
                yield from _walk(part, rng, groups)
        elif kind is sign.SUBPATTERN:
            told = "".join(_walk(what[-1], rng, groups))
            if what[0] is not None:
                groups[what[0]] = told
            yield told
        elif kind is sign.GROUPREF:
            yield groups.get(what, "")


def _one(items, rng: random.Random) -> str:
    if items and items[0][0] is sign.NEGATE:
        barred = set()
        for item in items[1:]:
            barred |= set(_all(item))
        return rng.choice([c for c in _ANY if c not in barred] or ["_"])
    kind, what = rng.choice(items)
    if kind is sign.RANGE:
        low, high = what
        if high > 0x2E80 and high - low > 200:
            return rng.choice(_HAN)
        return chr(rng.randint(low, high))
    return rng.choice(_all((kind, what)))


def _all(item) -> str:
    kind, what = item
    if kind is sign.LITERAL:
        return chr(what)
    if kind is sign.RANGE:
        low, high = what
        return "".join(chr(c) for c in range(low, min(high, low + 300) + 1))
    return {
        sign.CATEGORY_DIGIT: _DIGITS,
        sign.CATEGORY_WORD: _WORD,
        sign.CATEGORY_SPACE: _BLANK,
    }.get(what, _ANY)
