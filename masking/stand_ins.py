# The mark in which of several stand-ins a value got. Where one will do as well as another, the
# first is taken that agrees with the recipient's code at a place which follows, by key, from the
# stand-in's own text: so it is read again from any file, whatever stands around it, and nothing
# of it shows. A code's bits agree with any other text one time in two, independently (codes as in
# Agrawal and Kiernan, VLDB 2002; the choice among equivalents as in their remark on categories).
from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .cmac import drawn
from .codes import Bits, Integers, code_bits
from .texts import as_text

__all__ = ["AGREEING", "STAND_INS", "Fits", "fitting", "marks_in_stand_ins"]

Marks: TypeAlias = "npt.NDArray[np.bool_]"
# Of texts that could stand for values, which of them agree with a mark.
Fits: TypeAlias = Callable[["pa.Array[Any]"], Marks]

STAND_INS = 127
"""The unit of these marks, in the place of a power of ten: no number is as large."""

AGREEING = 3
"""So many bits of the code agree with each stand-in, for which eight are tried on average."""

_USE = "watermark stand-ins"


def fitting(number: int, key: bytes) -> Fits:
    """What tells which texts agree with the mark of this number."""

    def fits(texts: pa.Array[Any]) -> Marks:
        bits = code_bits(_places(texts, key), STAND_INS, number, key)
        agree: Marks = np.min(bits.reshape(-1, AGREEING), axis=1) == 1
        return agree

    return fits


def marks_in_stand_ins(array: pa.Array[Any], key: bytes) -> tuple[Integers, Bits]:
    """What a column's different texts carry, whatever they are: places and the bit at each."""
    texts: Any = pc.unique(pc.utf8_trim_whitespace(as_text(array))).drop_null()
    texts = texts.filter(pc.not_equal(texts, pa.scalar("", texts.type)))
    places = _places(texts, key)
    return places, np.ones(len(places), np.uint8)


def _places(texts: pa.Array[Any], key: bytes) -> Integers:
    """AGREEING places of each text, those of one text together."""
    words = (drawn(texts, key, _USE)[:, 0] >> np.uint64(4)).astype(np.int64)
    return (words[:, None] * (AGREEING + 1) + np.arange(AGREEING)).ravel()
