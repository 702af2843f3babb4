# Codes with a check character that do not name a person by themselves: organisations,
# cards, vehicles, devices, travel documents, banks. Each function names its standard.
from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from .cells import BoolArray, Cells, Units, by_length
from .digit import INVALID, luhn_passes, number, table, weighted

__all__ = ["bank_card", "iccid", "imei", "luhn", "mrz", "orgcode", "swift", "uscc", "vin"]

_USCC = table("0123456789ABCDEFGHJKLMNPQRTUWXY")
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ALPHANUMERIC = table("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_ORGCODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# SAE J272: letters by their place, with gaps where I, O and Q are left out.
_VIN = table("0123456789")
for _letters, _first in (("ABCDEFGH", 1), ("JKLMN", 1), ("STUVWXYZ", 2)):
    for _place, _letter in enumerate(_letters):
        _VIN[ord(_letter)] = _first + _place
_VIN[ord("P")], _VIN[ord("R")] = 7, 9
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_MRZ = table("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_MRZ[ord("<")] = 0
# Lengths that issuers use, by the first four digits of the card (ISO/IEC 7812-1 issuer
# identification; ranges as the networks publish them).
_ISSUERS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (2221, 2720, (16,)),
    (3000, 3059, (14, 16)),
    (3095, 3095, (14, 16)),
    (3400, 3499, (15,)),
    (3528, 3589, (16, 17, 18, 19)),
    (3600, 3699, (14, 16, 19)),
    (3700, 3799, (15,)),
    (3800, 3999, (14, 16, 19)),
    (4000, 4999, (13, 16, 18, 19)),
    (5000, 5099, (16, 17, 18, 19)),
    (5100, 5599, (16,)),
    (5600, 5899, (16, 17, 18, 19)),
    (6000, 6099, (16, 17, 18, 19)),
    (6200, 6299, (16, 17, 18, 19)),
    (6300, 6999, (16, 17, 18, 19)),
)
# By length, whether there is an issuer of these first four digits.
_ISSUED = {length: np.zeros(10_000, dtype=np.bool_) for length in range(13, 20)}
for _low, _high, _lengths in _ISSUERS:
    for _length in _lengths:
        if _length in _ISSUED:
            _ISSUED[_length][_low : _high + 1] = True


@by_length
def uscc(rows: Units) -> BoolArray:
    """Unified social credit code: 18 characters, check by MOD 31 (GB 32100-2015)."""
    if len(rows) != 18:
        return _none(rows)
    values = _values(_USCC, rows)
    total = weighted(values[:17], _USCC_WEIGHTS)
    expected = (np.uint16(31) - total % np.uint16(31)) % np.uint16(31)
    passed: BoolArray = (values != INVALID).all(axis=0) & (expected == values[17])
    return passed


@by_length
def orgcode(rows: Units) -> BoolArray:
    """Organisation code: eight characters and a check by MOD 11 (GB 11714-1997)."""
    if len(rows) not in {9, 10}:
        return _none(rows)
    values = _values(_ALPHANUMERIC, rows[:8])
    total = weighted(values, _ORGCODE_WEIGHTS) % np.uint16(11)
    # 11 - remainder; 10 is written X and 11 is written 0.
    expected = np.frombuffer(b"0X987654321", dtype=np.uint8).take(total)
    passed: BoolArray = (values != INVALID).all(axis=0) & (_upper(rows[-1]) == expected)
    if len(rows) == 10:
        passed &= rows[8] == ord("-")
    return passed


@by_length
def luhn(rows: Units) -> BoolArray:
    """The Luhn formula over all digits (ISO/IEC 7812-1 annex B)."""
    return luhn_passes(rows)


@by_length
def bank_card(rows: Units) -> BoolArray:
    """The Luhn formula, and an issuer range that uses this length."""
    length = len(rows)
    if not 13 <= length <= 19:
        return _none(rows)
    issued = _ISSUED[length].take(number(rows, 0, 4), mode="clip")
    some = np.flatnonzero(issued)
    if 4 * len(some) < len(issued):
        issued[some] = luhn_passes(rows.take(some, axis=1))
        return issued
    return issued & luhn_passes(rows)


@by_length
def imei(rows: Units) -> BoolArray:
    """15 digits that satisfy the Luhn formula, not all of them zero (3GPP TS 23.003)."""
    if len(rows) != 15:
        return _none(rows)
    passed = luhn_passes(rows)
    passed &= (rows != 48).any(axis=0)
    return passed


@by_length
def iccid(rows: Units) -> BoolArray:
    """19 or 20 digits that satisfy the Luhn formula (ITU-T E.118)."""
    return luhn_passes(rows) if len(rows) in {19, 20} else _none(rows)


@by_length
def vin(rows: Units) -> BoolArray:
    """Vehicle number with the check character of North America in place 9 (GB 16735, SAE J272)."""
    if len(rows) != 17:
        return _none(rows)
    values = _values(_VIN, rows)
    total = weighted(values, _VIN_WEIGHTS) % np.uint16(11)
    expected = np.frombuffer(b"0123456789X", dtype=np.uint8).take(total)
    # The check character itself has weight 0, but may be X, which has a value too.
    passed: BoolArray = (values != INVALID).all(axis=0) & (_upper(rows[8]) == expected)
    return passed


@by_length
def mrz(rows: Units) -> BoolArray:
    """Second line of a passport's machine-readable zone: four checks and one over all.

    ICAO Doc 9303 part 3, weights 7, 3, 1; the personal number may be empty with `<` as
    its check.
    """
    if len(rows) != 44:
        return _none(rows)
    values = _values(_MRZ, rows)
    passed: BoolArray = (values != INVALID).all(axis=0)
    for start, end in ((0, 9), (13, 19), (21, 27)):
        passed &= _icao(values[start:end]) == _check_digit(rows[end])
    personal = rows[28:42]
    unused = (personal == ord("<")).all(axis=0) & (rows[42] == ord("<"))
    passed &= (_icao(values[28:42]) == _check_digit(rows[42])) | unused
    covered = np.concatenate([values[0:10], values[13:20], values[21:43]])
    passed &= _icao(covered) == _check_digit(rows[43])
    return passed


def swift(lexicons: Mapping[str, frozenset[str]]) -> Callable[[Cells], BoolArray]:
    """A check that characters 5 and 6 are a country of ISO 3166-1 (ISO 9362)."""
    known = np.zeros(1 << 16, dtype=np.bool_)
    for code in lexicons["country_codes"]:
        if len(code) == 2 and code.isascii():
            known[ord(code[0].upper()) << 8 | ord(code[1].upper())] = True

    @by_length
    def check(rows: Units) -> BoolArray:
        if len(rows) not in {8, 11}:
            return _none(rows)
        first, second = (_upper(row).astype(np.uint16) for row in (rows[4], rows[5]))
        return known.take(first << 8 | second)

    return check


def _values(known: npt.NDArray[np.uint8], rows: Units) -> npt.NDArray[np.uint8]:
    """Values of characters, small letters as capitals; INVALID beyond ASCII too."""
    if rows.dtype == np.uint8:
        # Thrice as fast as a table read by index.
        raised = _upper(rows).tobytes().translate(known.tobytes())
        return np.frombuffer(raised, dtype=np.uint8).reshape(rows.shape)
    return known.take(_upper(rows), mode="clip")


def _upper(units: Units) -> Units:
    small = (units - units.dtype.type(97)) <= 25
    return units - small * units.dtype.type(32) if small.any() else units


def _icao(values: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint16]:
    return weighted(values, (7, 3, 1) * 15) % np.uint16(10)


def _check_digit(row: Units) -> npt.NDArray[np.uint16]:
    """The digit that stands there; 99 for anything else, which no sum equals."""
    digit = row - row.dtype.type(48)
    return np.where(digit <= 9, digit, 99).astype(np.uint16)


def _none(rows: Units) -> BoolArray:
    return np.zeros(rows.shape[1], dtype=np.bool_)
