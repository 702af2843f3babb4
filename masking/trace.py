# Whose copy a file is made from: every recipient's code is held against the marks that are
# found, and whoever agrees more often than chance allows is named, with the probability that
# chance alone would have named anybody. An innocent's bits agree with any data's one time in
# two, independently, whatever was done to the data: the binomial tail is exact.
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from .codes import CODES_IN_A_BLOCK, Bits, Integers, code_block
from .stand_ins import STAND_INS, marks_in_stand_ins
from .watermark import BITS_OF_A_TOKEN, marks_in_numbers, marks_in_tokens

__all__ = ["Found", "Suspicion", "collect", "suspicions"]

_TERMS = 2000
_AT_ONCE = 1 << 14
# As many as a byte can count.
_IN_A_BYTE = 255
_LEAST_LOG = -700.0


@dataclass(frozen=True, slots=True)
class Found:
    """The marks of one column: by unit the places and their bits, and what tokens tell."""

    bits: Mapping[int, tuple[Integers, Bits]]
    tokens: Integers


@dataclass(frozen=True, slots=True)
class Suspicion:
    """How far a file speaks against one mark.

    `agreeing` of `marks` bits agree in the column that speaks loudest, or so many
    pseudonyms tell the number. `false_accusation` bounds the probability that a file which
    carries nobody's mark would name anybody so strongly.
    """

    number: int
    agreeing: int
    marks: int
    false_accusation: float


def collect(columns: Mapping[str, pa.Array[Any]], units: Sequence[int], key: bytes) -> list[Found]:
    """The marks that each column of a file may carry, whatever the columns are called.

    `units` are those of the marks that were given out.
    """
    found = []
    for array in columns.values():
        bits = marks_in_numbers(array, [unit for unit in units if unit != STAND_INS])
        if STAND_INS in units:
            bits[STAND_INS] = marks_in_stand_ins(array, key)
        found.append(Found(bits, marks_in_tokens(array, key)))
    return found


def suspicions(
    found: Sequence[Found],
    numbers: Sequence[int],
    key: bytes,
    *,
    limit: float = 1e-6,
    enough: int = 20_000,
) -> list[Suspicion]:
    """Whoever is suspected with a probability of false accusation of at most `limit`.

    `numbers` are all marks ever given out. Gravest first. Every look at the file counts:
    columns, units and marks multiply the probability. At most `enough` marks of a column
    are looked at, spread over its numbers.
    """
    codes = np.array(sorted(set(numbers)), np.int64)
    looks = [(unit, *marks) for each in found for unit, marks in each.bits.items()]
    for unit in sorted({unit for unit, _, _ in looks}):
        own = [(places, bits) for other, places, bits in looks if other == unit]
        if len(own) > 1:
            looks.append((unit, *_pooled(own)))
    tests = max(len(codes) * (len(looks) + 1), 1)
    best: dict[int, Suspicion] = {}
    for unit, places, bits in looks:
        if len(places):
            taken = np.unique(np.linspace(0, len(places) - 1, enough).astype(np.int64))
            places, bits = places[taken], bits[taken]  # noqa: PLW2901  fewer of the same
            agreeing = _agreeing(places, bits, unit, codes, key)
            # Further out than anything that is to be expected of chance.
            bound = len(places) / 2 + 2 * math.sqrt(len(places))
            for at in np.flatnonzero(agreeing > bound).tolist():
                hits = int(agreeing[at])
                chance = _bounded(_log_tail(len(places), hits), tests)
                _note(best, Suspicion(int(codes[at]), hits, len(places), chance), limit)
    told = np.concatenate([np.zeros(0, np.int64), *(each.tokens for each in found)])
    named, times = np.unique(told[np.isin(told, codes)], return_counts=True)
    for number, hits in zip(named.tolist(), times.tolist(), strict=True):
        # All ways to choose so many of them: more than the tail itself.
        log = _log_choose(len(told), hits) - hits * BITS_OF_A_TOKEN * math.log(2)
        _note(best, Suspicion(number, hits, len(told), _bounded(log, tests)), limit)
    return sorted(best.values(), key=lambda one: (one.false_accusation, one.number))


def _pooled(looks: Sequence[tuple[Integers, Bits]]) -> tuple[Integers, Bits]:
    """The marks of several columns as of one: a place in two of them is one place."""
    places = np.concatenate([each for each, _ in looks])
    bits = np.concatenate([each for _, each in looks]).astype(np.int64)
    known, inverse = np.unique(places, return_inverse=True)
    ones = np.bincount(inverse.ravel(), bits * 2 - 1, len(known))
    held = ones != 0
    return known[held], (ones[held] > 0).astype(np.uint8)


def _agreeing(places: Integers, bits: Bits, unit: int, codes: Integers, key: bytes) -> Integers:
    """How many bits agree with each code: counted for whole blocks of codes, as bytes."""
    agreeing = np.zeros(len(codes), np.int64)
    other = np.where(bits, 0, 0xFF).astype(np.uint8)[:, None]
    for block in np.unique(codes // CODES_IN_A_BLOCK).tolist():
        counts = np.zeros(CODES_IN_A_BLOCK, np.int64)
        for start in range(0, len(places), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            agrees = np.unpackbits(code_block(places[part], unit, block, key) ^ other[part], axis=1)
            for first in range(0, len(agrees), _IN_A_BYTE):
                counts += agrees[first : first + _IN_A_BYTE].sum(axis=0, dtype=np.uint8)
        own = np.flatnonzero(codes // CODES_IN_A_BLOCK == block)
        agreeing[own] = counts[codes[own] % CODES_IN_A_BLOCK]
    return agreeing


def _log_tail(marks: int, hits: int) -> float:
    """The logarithm of the probability of at least so many heads."""
    terms = [_log_choose(marks, each) for each in range(hits, min(marks, hits + _TERMS) + 1)]
    # Past so many terms each is smaller than the one before by a factor: a geometric rest.
    most = max(terms)
    total = sum(math.exp(term - most) for term in terms)
    last = min(marks, hits + _TERMS)
    ratio = (marks - last) / (last + 1)
    total += math.exp(terms[-1] - most) * ratio / (1 - ratio) if ratio < 1 else 0.0
    return most + math.log(total) - marks * math.log(2)


def _log_choose(total: int, part: int) -> float:
    return math.lgamma(total + 1) - math.lgamma(part + 1) - math.lgamma(total - part + 1)


def _note(best: dict[int, Suspicion], one: Suspicion, limit: float) -> None:
    known = best.get(one.number)
    if one.false_accusation <= limit and (
        known is None or one.false_accusation < known.false_accusation
    ):
        best[one.number] = one


def _bounded(log: float, tests: int) -> float:
    return min(1.0, math.exp(max(log + math.log(tests), _LEAST_LOG)))
