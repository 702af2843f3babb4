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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .texts import as_text

__all__ = ["Mark", "code_bits", "marked", "marks_in_numbers", "marks_in_tokens", "unit_of"]

Integers = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint8]

_PSEUDONYM = r"^[0-9a-f]{32}$"
_NUMBER = r"^-?\d{1,12}(?:\.\d{1,9})?$"
_IN_A_BLOCK = 128
# The lowest digit is read with a little to spare: 91.21 / 0.01 is 9120.999…
_SPARE = 1e-6
_EXACT_BELOW = 2.0**42


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose mark: a number below 2**32, under the installation's key of 32 bytes.

    `tolerances` says by how much the numbers of a column may change, `tokens` which columns
    hold pseudonyms to be marked.
    """

    number: int
    key: bytes
    tolerances: Mapping[str, float]
    tokens: tuple[str, ...] = ()


def marked(batch: pa.RecordBatch, mark: Mark) -> pa.RecordBatch:
    """The batch with its numbers and pseudonyms marked; types, nulls and order stay.

    A number changes by no more than its column's tolerance. Cells that are neither stay as
    they are. Raises ValueError where a column is not there or a tolerance is not above zero.
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
    texts = as_text(array)
    matched: Any = pc.match_substring_regex(texts, _NUMBER)
    cells: Any = texts.filter(matched)
    values = np.asarray(cells.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
    return {unit: _majority(_units(values[_fits(values, unit)], unit)) for unit in units}


def _majority(units: Integers) -> tuple[Integers, Bits]:
    places, inverse = np.unique(units >> 1, return_inverse=True)
    ones = np.bincount(inverse.ravel(), (units & 1) * 2 - 1, len(places))
    held = ones != 0
    return places[held], (ones[held] > 0).astype(np.uint8)


def marks_in_tokens(array: pa.Array[Any], key: bytes) -> Integers:
    """The mark's number that each different pseudonym of a column tells; noise where none."""
    rows = _token_bytes(as_text(array))
    if not len(rows):
        return np.zeros(0, np.int64)
    rows = np.unique(rows, axis=0)
    told = rows[:, 12:] ^ _pads(rows, key)
    return told.copy().view(">u4").ravel().astype(np.int64)


def code_bits(places: Integers, unit: int, numbers: Integers, key: bytes) -> Bits:
    """The bits that marks with these numbers have at these places, a row for each place."""
    byte, shift = numbers % _IN_A_BLOCK // 8, (7 - numbers % 8).astype(np.uint8)
    bits = np.empty((len(places), len(numbers)), np.uint8)
    plain = np.zeros((len(places), 2), ">i8")
    plain[:, 0] = places
    owners = numbers // _IN_A_BLOCK
    for block in np.unique(owners).tolist():
        plain[:, 1] = (block << 16) | ((unit + 128) << 8) | 1
        drawn = _encrypted(plain.tobytes(), key)
        own = np.flatnonzero(owners == block)
        bits[:, own] = drawn.reshape(-1, 16)[:, byte[own]] >> shift[own] & 1
    return bits


def _fits(values: npt.NDArray[np.float64], unit: int) -> npt.NDArray[np.bool_]:
    """Whether a number's lowest digit that may change can be told exactly."""
    fits: npt.NDArray[np.bool_] = np.abs(values) < _EXACT_BELOW * 10.0**unit
    return fits


def _units(values: npt.NDArray[np.float64], unit: int) -> Integers:
    return np.floor(values / 10.0**unit + _SPARE).astype(np.int64)


def _numbers_marked(array: pa.Array[Any], unit: int, mark: Mark) -> pa.Array[Any]:
    if pa.types.is_integer(array.type) and unit < 0:
        raise ValueError("whole numbers cannot change by less than one")
    texts = as_text(array)
    encoded: Any = texts.dictionary_encode()
    values = encoded.dictionary
    matched: Any = pc.match_substring_regex(values, _NUMBER)
    places = np.flatnonzero(np.asarray(matched))
    numbers = np.array([float(cell) for cell in values.filter(matched).to_pylist()], np.float64)
    places, numbers = places[_fits(numbers, unit)], numbers[_fits(numbers, unit)]
    units = _units(numbers, unit)
    wanted = code_bits(units >> 1, unit, np.array([mark.number]), mark.key)[:, 0]
    changes = wanted.astype(np.int64) - (units & 1)
    told = values.to_pylist()
    step = Decimal(1).scaleb(unit)
    for at in np.flatnonzero(changes).tolist():
        place = int(places[at])
        told[place] = f"{Decimal(told[place]) + int(changes[at]) * step:f}"
    shown: Any = pa.array(told, values.type).take(encoded.indices)
    typed: pa.Array[Any] = shown.cast(array.type)
    return typed


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
    return _encrypted(plain.tobytes(), key).reshape(-1, 16)[:, :4]


def _encrypted(plain: bytes, key: bytes) -> Bits:
    """AES-256 of each block: as a function that nobody without the key can foretell."""
    # The mode gives each block its own answer, which is what is wanted of a function.
    encryptor = Cipher(algorithms.AES256(key), modes.ECB()).encryptor()  # noqa: S305
    return np.frombuffer(encryptor.update(plain), np.uint8)
