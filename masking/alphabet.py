# Alphabets: which characters a value is written in and what numeral each one is.
from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["ALPHABETS", "Alphabet", "alphabet_of"]

Numerals: TypeAlias = "npt.NDArray[Any]"

_DIGITS = "0123456789"
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPELT = "chars:"
_BEYOND_UNICODE = 0x110000

ALPHABETS: Mapping[str, str] = {
    "digits": _DIGITS,
    "hex": _DIGITS + "abcdef",
    "HEX": _DIGITS + "ABCDEF",
    "lower": _UPPER.lower(),
    "upper": _UPPER,
    "alnum": _DIGITS + _UPPER,
    "alnum_lower": _DIGITS + _UPPER.lower(),
    "alnum_both": _DIGITS + _UPPER + _UPPER.lower(),
    # GB 32100: without I, O, S, V and Z.
    "uscc": "0123456789ABCDEFGHJKLMNPQRTUWXY",
    # The unified ideographs of Unicode 1.0, all that GBK has.
    "han": "".join(map(chr, range(0x4E00, 0x9FA6))),
}
"""The alphabets that have a name; their order is the order of numerals."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Distinct characters, each standing for its position; ValueError for other than 2 to 65,536.

    >>> Alphabet("0123456789").numerals("042").tolist()
    [0, 4, 2]
    """

    characters: str
    codes: npt.NDArray[np.uint32] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        characters = self.characters
        if len(set(characters)) != len(characters):
            raise ValueError("an alphabet has a character twice")
        if not 2 <= len(characters) <= 2**16:
            raise ValueError(f"an alphabet has {len(characters)} characters; 2 to 65536 will do")
        codes = np.frombuffer(characters.encode("utf-32-le"), np.uint32)
        object.__setattr__(self, "codes", codes)

    @property
    def radix(self) -> int:
        """How many characters there are."""
        return len(self.characters)

    @property
    def one_byte(self) -> bool:
        """Whether each character is one byte of UTF-8."""
        return self.characters.isascii()

    def numerals(self, text: str) -> npt.NDArray[np.int32]:
        """The numeral of each character, -1 for one that is not of the alphabet."""
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        return _positions(self.characters)[codes]

    def text(self, numerals: Numerals) -> str:
        """The characters of numerals, one after the other."""
        return self.codes[numerals.ravel()].tobytes().decode("utf-32-le")


@functools.lru_cache(maxsize=64)
def alphabet_of(name: str) -> Alphabet:
    """The alphabet of that name, or after `chars:` of those characters; ValueError otherwise.

    >>> alphabet_of("uscc").radix, alphabet_of("chars:甲乙丙").radix
    (31, 3)
    """
    if name.startswith(_SPELT):
        return Alphabet(name.removeprefix(_SPELT))
    if name not in ALPHABETS:
        raise ValueError(f"no alphabet is called {name!r}; there are {sorted(ALPHABETS)}")
    return Alphabet(ALPHABETS[name])


@functools.lru_cache(maxsize=8)
def _positions(characters: str) -> npt.NDArray[np.int32]:
    positions = np.full(_BEYOND_UNICODE, -1, np.int32)
    codes = np.frombuffer(characters.encode("utf-32-le"), np.uint32)
    positions[codes] = np.arange(len(characters))
    return positions
