# Marks that say for whom a copy was made, in ways that keep joins and statistics.
#
# Numbers: within a declared tolerance the lowest digit that may change is even or odd as a
# keyed bit says, drawn from the number's own higher digits (least significant bits: Agrawal
# and Kiernan, VLDB 2002; keyed by content and not by a primary key: Li, Swarup, Jajodia, DRM
# 2003). Each recipient has bits of its own, independent of all others': a random code, read
# by counting agreement, from which two who mix their copies do not escape (Tardos, STOC 2003,
# makes such codes short; a table has room for a long one). The same number gets the same
# mark wherever it stands, so that order, other columns and missing rows play no part.
#
# Pseudonyms of 32 hexadecimal digits: the last eight are drawn from the first 24 and tell the
# mark outright; equal pseudonyms stay equal, and different ones differ in their first 96 bits.
from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .codes import Bits, Integers, code_bits, encrypted, encrypting
from .stand_ins import STAND_INS
from .texts import as_text

__all__ = [
    "BITS_OF_A_TOKEN",
    "Mark",
    "marked",
    "marks_in_numbers",
    "marks_in_tokens",
    "unit_of",
]

BITS_OF_A_TOKEN = 32
"""What a pseudonym tells of a mark, all of its number."""

_PSEUDONYM = r"^[0-9a-f]{32}$"
# Of a pseudonym's 16 bytes the first twelve stay; of its pad, the first four are taken.
_HEAD = 2**128 - 2**32
_PAD = 2**128 - 2**96
_PAD_SHIFT = 96
_NUMBER = r"^-?\d{1,12}(?:\.\d{1,9})?$"
# The lowest digit is read with a little to spare: 91.21 / 0.01 is 9120.999…
_SPARE = 1e-6
_EXACT_BELOW = 2.0**42
_LARGEST = 1e12
_MOST_DECIMALS = 9
_EXACT_SCALED = 2.0**50


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose mark: a number below 2**32, under the installation's key of 32 bytes.

    `tolerances` says by how much the numbers of a column may change, `tokens` which columns
    hold pseudonyms to be marked, `stand_ins` in which the choice of each stand-in marks it.
    """

    number: int
    key: bytes = field(repr=False)
    tolerances: Mapping[str, float]
    tokens: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[int, ...]:
        """What a file is to be looked at for: powers of ten, and STAND_INS."""
        powers = {unit_of(each) for each in self.tolerances.values()}
        return (*sorted(powers), *((STAND_INS,) if self.stand_ins else ()))

    @property
    def is_idle(self) -> bool:
        """Whether no column carries it."""
        return not (self.tolerances or self.tokens or self.stand_ins)

    def within(self, names: Collection[str]) -> Mark:
        """The mark as it concerns these columns."""
        return replace(
            self,
            tolerances={name: most for name, most in self.tolerances.items() if name in names},
            tokens=tuple(name for name in self.tokens if name in names),
            stand_ins=tuple(name for name in self.stand_ins if name in names),
        )


def marked(batch: pa.RecordBatch, mark: Mark) -> pa.RecordBatch:
    """The batch with its numbers and pseudonyms marked; types, nulls and order stay.

    A number changes by no more than its column's tolerance. Cells that are neither stay as
    they are; stand-ins are chosen where they are made (`apply`). Raises ValueError where a column is not there or a tolerance is not above zero.
    """
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    missing = sorted({*mark.tolerances, *mark.tokens} - set(columns))
    if missing:
        raise ValueError(f"no column is called {', '.join(missing)}")
    for name, tolerance in mark.tolerances.items():
        columns[name] = _numbers_marked(columns[name], unit_of(tolerance), mark)
    for name in mark.tokens:
        columns[name] = _tokens_marked(columns[name], mark)
    return pa.RecordBatch.from_arrays(list(columns.values()), schema=batch.schema)


def ending(mark: Mark) -> Callable[[bytes], bytes]:
    """A function of pseudonyms, 16 bytes each, that gives them marked; for any number of threads."""
    encrypt, number = encrypting(mark.key), mark.number

    def ended(rows: bytes) -> bytes:
        # All rows are one long number: what is done to one is done to all at once.
        size = len(rows)
        head, pad, numbers = _repeated(number, size)
        heads = int.from_bytes(rows, "big") & head
        pads = int.from_bytes(encrypt(heads.to_bytes(size, "big")), "big")
        return (heads | (pads & pad) >> _PAD_SHIFT ^ numbers).to_bytes(size, "big")

    return ended


@functools.lru_cache(maxsize=1_024)
def _repeated(number: int, size: int) -> list[int]:
    """The heads of rows, their pads and the number at their ends, for `size` bytes of rows."""
    rows = size // 16
    return [int.from_bytes(row.to_bytes(16, "big") * rows, "big") for row in (_HEAD, _PAD, number)]


def unit_of(tolerance: float) -> int:
    """The power of ten that numbers may change by: 0.05 gives -2, one hundredth.

    >>> unit_of(0.05), unit_of(1), unit_of(20)
    (-2, 0, 1)
    """
    if not 0 < tolerance < float("inf"):
        raise ValueError("a tolerance is a number above zero")
    return Decimal(str(tolerance)).adjusted()


def marks_in_numbers(
    array: pa.Array[Any], units: Sequence[int]
) -> dict[int, tuple[Integers, Bits]]:
    """What a column's numbers carry, by unit: places in the code and the bit at each.

    A place that stands there several times counts once, by the majority of its bits, and
    not at all where they are even.
    """
    values = _numbers(array)
    return {unit: _majority(_units(values[_fits(values, unit)], unit)) for unit in units}


def _numbers(array: pa.Array[Any]) -> npt.NDArray[np.float64]:
    """The numbers that stand in a column, of one that holds numbers or text."""
    if pa.types.is_integer(array.type):
        known: Any = array.drop_null()
        whole = np.asarray(known.to_numpy(zero_copy_only=False)).astype(np.float64)
        return whole[np.abs(whole) < _LARGEST]
    if pa.types.is_float64(array.type):
        known = array.drop_null()
        values = np.asarray(known.to_numpy(zero_copy_only=False), np.float64)
        return values[decimals_of(values) <= _MOST_DECIMALS]
    texts = as_text(array)
    matched: Any = pc.match_substring_regex(texts, _NUMBER)
    cells: Any = texts.filter(matched)
    return np.asarray(cells.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)


def decimals_of(values: npt.NDArray[np.float64]) -> Integers:
    """With how many decimals each number is written out; more than any for one that is too
    large or is not written out in nine.

    >>> decimals_of(np.array([3.0, 91.21, 1 / 3])).tolist()
    [0, 2, 10]
    """
    decimals = np.full(len(values), _MOST_DECIMALS + 1, np.int64)
    open_ = np.flatnonzero(np.abs(values) < _LARGEST)
    for count in range(_MOST_DECIMALS + 1):
        if not len(open_):
            break
        scaled = np.rint(values[open_] * 10.0**count)
        # Below 2**50 the quotient is rounded once, as a number is when it is read from text.
        exact = (np.abs(scaled) < _EXACT_SCALED) & (scaled / 10.0**count == values[open_])
        decimals[open_[exact]] = count
        open_ = open_[~exact]
    return decimals


def _majority(units: Integers) -> tuple[Integers, Bits]:
    places, inverse = np.unique(units >> 1, return_inverse=True)
    ones = np.bincount(inverse.ravel(), (units & 1) * 2 - 1, len(places))
    held = ones != 0
    return places[held], (ones[held] > 0).astype(np.uint8)


def marks_in_tokens(array: pa.Array[Any], key: bytes) -> Integers:
    """The mark's number that each different pseudonym of a column tells; noise where none."""
    if pa.types.is_integer(array.type) or pa.types.is_floating(array.type):
        return np.zeros(0, np.int64)
    rows = _token_bytes(as_text(array))
    if not len(rows):
        return np.zeros(0, np.int64)
    rows = np.unique(rows, axis=0)
    told = rows[:, 12:] ^ _pads(rows, key)
    return told.copy().view(">u4").ravel().astype(np.int64)


def _fits(values: npt.NDArray[np.float64], unit: int) -> npt.NDArray[np.bool_]:
    """Whether a number's lowest digit that may change can be told exactly."""
    fits: npt.NDArray[np.bool_] = np.abs(values) < _EXACT_BELOW * 10.0**unit
    return fits


def _units(values: npt.NDArray[np.float64], unit: int) -> Integers:
    return np.floor(values / 10.0**unit + _SPARE).astype(np.int64)


def _numbers_marked(array: pa.Array[Any], unit: int, mark: Mark) -> pa.Array[Any]:
    if pa.types.is_integer(array.type) and unit < 0:
        raise ValueError("whole numbers cannot change by less than one")
    if pa.types.is_float64(array.type) or pa.types.is_int64(array.type):
        return _as_numbers_marked(array, unit, mark)
    texts = as_text(array)
    encoded: Any = texts.dictionary_encode()
    values = encoded.dictionary
    matched: Any = pc.match_substring_regex(values, _NUMBER)
    places = np.flatnonzero(np.asarray(matched))
    numbers = np.array([float(cell) for cell in values.filter(matched).to_pylist()], np.float64)
    places, numbers = places[_fits(numbers, unit)], numbers[_fits(numbers, unit)]
    units = _units(numbers, unit)
    wanted = code_bits(units >> 1, unit, mark.number, mark.key)
    changes = wanted.astype(np.int64) - (units & 1)
    told = values.to_pylist()
    step = Decimal(1).scaleb(unit)
    for at in np.flatnonzero(changes).tolist():
        place = int(places[at])
        told[place] = f"{Decimal(told[place]) + int(changes[at]) * step:f}"
    shown: Any = pa.array(told, values.type).take(encoded.indices)
    typed: pa.Array[Any] = shown.cast(array.type)
    return typed


def _as_numbers_marked(array: pa.Array[Any], unit: int, mark: Mark) -> pa.Array[Any]:
    """What `_numbers_marked` does, without writing the numbers out."""
    filled: Any = array.fill_null(0)
    held = np.array(filled.to_numpy(zero_copy_only=False))
    values = held.astype(np.float64)
    fits = _fits(values, unit) & (np.abs(values) < _LARGEST)
    decimals = np.zeros(len(values), np.int64)
    if held.dtype.kind == "f":
        decimals = np.maximum(decimals_of(values), -unit)
        fits &= (decimals <= _MOST_DECIMALS) & (np.abs(values) * 10.0**decimals < _EXACT_SCALED)
    places = np.flatnonzero(fits)
    units = _units(values[places], unit)
    changes = code_bits(units >> 1, unit, mark.number, mark.key).astype(np.int64) - (units & 1)
    if held.dtype.kind == "f":
        scale = 10.0 ** decimals[places]
        steps = changes * np.rint(10.0**unit * scale)
        held[places] = np.where(
            changes, (np.rint(values[places] * scale) + steps) / scale, values[places]
        )
    else:
        held[places] += changes * 10**unit
    marked_: pa.Array[Any] = pa.array(held, array.type, mask=np.asarray(array.is_null()))
    return marked_


def _tokens_marked(array: pa.Array[Any], mark: Mark) -> pa.Array[Any]:
    encoded: Any = as_text(array).dictionary_encode()
    values = encoded.dictionary
    matched: Any = pc.match_substring_regex(values, _PSEUDONYM)
    places = np.flatnonzero(np.asarray(matched))
    rows = _token_bytes(values)
    number = np.array([mark.number], ">u4").view(np.uint8)
    ends = rows[:, :12].tobytes().hex(), (_pads(rows, mark.key) ^ number).tobytes().hex()
    told = values.to_pylist()
    for at, place in enumerate(places.tolist()):
        told[place] = ends[0][24 * at : 24 * at + 24] + ends[1][8 * at : 8 * at + 8]
    shown: Any = pa.array(told, values.type).take(encoded.indices)
    typed: pa.Array[Any] = shown.cast(array.type)
    return typed


def _token_bytes(texts: pa.Array[Any]) -> Bits:
    matched: Any = pc.match_substring_regex(texts, _PSEUDONYM)
    cells: Any = texts.filter(matched)
    joined = bytes.fromhex("".join(cells.to_pylist()))
    return np.frombuffer(joined, np.uint8).reshape(-1, 16)


def _pads(rows: Bits, key: bytes) -> Bits:
    plain = rows.copy()
    plain[:, 12:] = 0
    return encrypted(plain.tobytes(), key).reshape(-1, 16)[:, :4]
