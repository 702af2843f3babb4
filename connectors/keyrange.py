# Where to look into an ordered key for a sample of its rows: one random place in each of
# many stretches of equal length between the smallest and the largest key. Rows are then read
# from each place on in key order, which an index serves at once, however large the table.
# Rows behind a gap in the keys are drawn more often; with a sequence there are no gaps.
from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

__all__ = ["NUMBER", "OPAQUE", "TEXT", "TIME", "places"]

NUMBER = "number"
TEXT = "text"
TIME = "time"
# Values with an order of their own, between which nothing can be named: uuid, say.
OPAQUE = "opaque"

# Digits and letters sort alike in every collation, near enough; eight tell places apart.
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_DEPTH = 8


def places(low: str, high: str, kind: str, count: int, seed: int) -> list[str]:
    """At most `count` keys in rising order, the smallest first, none twice.

    `kind` says how keys are ordered: as NUMBER, TEXT, TIME in ISO form, or OPAQUE. Only
    `low` comes back where they cannot be divided.

    >>> places("1", "1000", "number", 4, seed=7)[0], len(places("1", "1000", "number", 4, seed=7))
    ('1', 4)
    """
    scales = {NUMBER: _numbers, TEXT: _texts, TIME: _times}
    scale = scales[kind](low, high) if kind != OPAQUE else None
    chance = random.Random(seed)  # noqa: S311  a sample, not a secret
    found = [low]
    for stretch in range(1, count):
        place = scale((stretch + chance.random()) / count) if scale else low
        if place not in found:
            found.append(place)
    return found


def _numbers(low: str, high: str) -> Callable[[float], str] | None:
    try:
        begin, end = int(low.partition(".")[0]), int(high.partition(".")[0])
    except ValueError:
        return None
    # Fractions of a billion: keys of 64 bits and more do not fit a float.
    return lambda share: str(begin + (end - begin) * int(share * 10**9) // 10**9)


def _times(low: str, high: str) -> Callable[[float], str] | None:
    try:
        begin, end = dt.datetime.fromisoformat(low), dt.datetime.fromisoformat(high)
    except ValueError:
        return None
    length = 10 if len(low) == len("2026-01-01") else 19
    return lambda share: (begin + (end - begin) * share).isoformat(" ", "seconds")[:length]


def _texts(low: str, high: str) -> Callable[[float], str] | None:
    shared = 0
    while shared < min(len(low), len(high)) and low[shared] == high[shared]:
        shared += 1
    prefix = low[:shared]
    begin, end = _value(low[shared:]), _value(high[shared:])
    if begin >= end:
        return None
    upper = any(letter.isupper() for letter in low + high)

    def at(share: float) -> str:
        value = begin + (end - begin) * int(share * 10**9) // 10**9
        digits = []
        for _ in range(_DEPTH):
            value, digit = divmod(value, len(_DIGITS))
            digits.append(_DIGITS[digit])
        text = "".join(reversed(digits))
        return prefix + (text.upper() if upper else text)

    return at


def _value(text: str) -> int:
    """The first characters as a number to the base of the digits; what is none is clamped."""
    value = 0
    for letter in text[:_DEPTH].lower().ljust(_DEPTH, "0"):
        place = _DIGITS.find(letter)
        value = value * len(_DIGITS) + (place if place >= 0 else (0 if letter < "0" else 35))
    return value
