# Numbers of any size over a column: a number of m numerals is kept as places of k numerals
# each, lowest first, an array a place, k as large as keeps a place below 2**32. Products of
# two places then fit a word, and no place ever needs Python's own integers.
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Places", "added", "big_endian", "reduced"]

# (places, values), uint64.
Limbs: TypeAlias = "npt.NDArray[np.uint64]"

_32 = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Places:
    """How `length` numerals of a radix lie in places; `moduli` bounds each, lowest first."""

    radix: int
    length: int
    each: int = field(init=False)
    moduli: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        each = 1
        while self.radix ** (each + 1) < 2**32:
            each += 1
        full, rest = divmod(self.length, each)
        moduli = (self.radix**each,) * full + ((self.radix**rest,) if rest else ())
        object.__setattr__(self, "each", each)
        object.__setattr__(self, "moduli", moduli)

    def from_numerals(self, numerals: npt.NDArray[Any]) -> Limbs:
        """Rows of numerals, highest first, as places."""
        places = np.zeros((len(self.moduli), len(numerals)), np.uint64)
        for column in range(self.length):
            place = places[(self.length - 1 - column) // self.each]
            place *= np.uint64(self.radix)
            place += numerals[:, column]
        return places

    def to_numerals(self, places: Limbs) -> npt.NDArray[np.uint16]:
        """Places as rows of numerals, highest first."""
        numerals = np.empty((places.shape[1], self.length), np.uint16)
        radix = np.uint64(self.radix)
        rest = places.copy()
        for column in reversed(range(self.length)):
            place = rest[(self.length - 1 - column) // self.each]
            quotients = place // radix
            numerals[:, column] = place - quotients * radix
            place[:] = quotients
        return numerals

    def to_words(self, places: Limbs) -> Limbs:
        """Places as numbers, where the numbers fit a word."""
        words = np.zeros(places.shape[1], np.uint64)
        for place in places[::-1]:
            words = words * np.uint64(self.moduli[0]) + place
        return words

    def from_words(self, words: Limbs) -> Limbs:
        """Numbers as places."""
        places = np.empty((len(self.moduli), len(words)), np.uint64)
        for index, modulus in enumerate(self.moduli):
            quotients = words // np.uint64(modulus)
            places[index] = words - quotients * np.uint64(modulus)
            words = quotients
        return places


def added(one: Limbs, other: Limbs, places: Places, *, minus: bool = False) -> Limbs:
    """Sum or difference, modulo the radix to the power of the length."""
    result = np.empty_like(one)
    carry = np.zeros(one.shape[1], np.uint64)
    for index, bound in enumerate(places.moduli):
        modulus = np.uint64(bound)
        # Of a difference, what is borrowed is counted, so that no word goes below zero.
        total = (
            one[index] + modulus - other[index] - carry
            if minus
            else (one[index] + other[index] + carry)
        )
        over = total >= modulus
        result[index] = total - over * modulus
        carry = (~over if minus else over).astype(np.uint64)
    return result


def reduced(words: npt.NDArray[np.uint32], places: Places) -> Limbs:
    """Rows of big-endian 32-bit words as numbers modulo the radix to the power of the length."""
    rest = np.ascontiguousarray(words.T).astype(np.uint64)
    result = np.empty((len(places.moduli), len(words)), np.uint64)
    for index, bound in enumerate(places.moduli):
        modulus = np.uint64(bound)
        remainder = np.zeros(len(words), np.uint64)
        for word in rest:
            dividend = (remainder << _32) | word
            word[:] = dividend // modulus
            remainder = dividend - word * modulus
        result[index] = remainder
    return result


def big_endian(limbs: Limbs, places: Places, width: int) -> npt.NDArray[np.uint8]:
    """Each number as `width` bytes, highest first."""
    words = np.zeros((-(-width // 4), limbs.shape[1]), np.uint64)
    for modulus, place in zip(reversed(places.moduli), limbs[::-1], strict=True):
        carry = place
        for word in words:
            product = word * np.uint64(modulus) + carry
            word[:] = product & _LOW
            carry = product >> _32
    raw = np.ascontiguousarray(words[::-1].T.astype(">u4")).view(np.uint8)
    return raw[:, raw.shape[1] - width :]
