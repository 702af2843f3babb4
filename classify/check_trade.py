# Codes of money, goods and enterprises that the world shares, and two of China's: accounts
# (ISO 13616), securities (ISO 6166), legal entities (ISO 17442), containers (ISO 6346), parcels
# (UPU S10), ships (IMO), patents and business registrations.
from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from .cells import BoolArray, Cells, Units, by_length
from .digit import INVALID, table, weighted

__all__ = [
    "business_registration",
    "container",
    "european_vat",
    "iban",
    "imo",
    "isin",
    "lei",
    "patent",
    "upu",
]

_Lexicons = Mapping[str, frozenset[str]]
_Check = Callable[[Cells], BoolArray]
_VALUES = table("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# ISO 6346: letters count from 10 on, without the multiples of 11.
_OWNER = table("0123456789")
_step = 10
for _letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
    _step += _step % 11 == 0
    _OWNER[ord(_letter)] = _step
    _step += 1
_UPU_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
# ISO 7064 MOD 11,10: what follows from a rest and a digit, by their sum.
_NEXT_REST = np.array([((s % 10) or 10) * 2 % 11 for s in range(21)], dtype=np.uint8)
_PART = re.compile(r"(\d+)!?[nac]")


def iban(lexicons: _Lexicons) -> _Check:
    """A check of length by country and remainder modulo 97 (ISO 13616, ISO 7064)."""
    known = np.zeros(1 << 16, dtype=np.uint8)
    for code, length in _iban_lengths(lexicons["country_codes"]).items():
        known[ord(code[0]) << 8 | ord(code[1])] = length

    @by_length
    def check(rows: Units) -> BoolArray:
        if not 15 <= len(rows) <= 34:
            return _none(rows)
        values = _of(_VALUES, rows)
        country = rows[0].astype(np.uint16) << 8 | rows[1].astype(np.uint16)
        passed: BoolArray = (values != INVALID).all(axis=0) & (known.take(country) == len(rows))
        passed &= _mod_97(np.concatenate([values[4:], values[:4]])) == 1
        return passed

    return check


@by_length
def lei(rows: Units) -> BoolArray:
    """20 characters with remainder 1 modulo 97 (ISO 17442, ISO 7064)."""
    if len(rows) != 20:
        return _none(rows)
    values = _of(_VALUES, rows)
    passed: BoolArray = (values != INVALID).all(axis=0) & (_mod_97(values) == 1)
    return passed


def isin(lexicons: _Lexicons) -> _Check:
    """A check of the country (or XS, EU) and of Luhn's formula over letters as two digits."""
    known = np.zeros(1 << 16, dtype=np.bool_)
    two = [code for code in lexicons["country_codes"] if len(code) == 2]
    for code in (*two, "XS", "XA", "XB", "XC", "XD", "XF", "EU"):
        known[ord(code[0]) << 8 | ord(code[1])] = True

    @by_length
    def check(rows: Units) -> BoolArray:
        if len(rows) != 12:
            return _none(rows)
        values = _of(_VALUES, rows)
        total = np.zeros(rows.shape[1], dtype=np.uint16)
        doubled = np.zeros(rows.shape[1], dtype=np.bool_)
        for row in values[::-1]:
            total += _luhn_part(row % np.uint8(10), doubled)
            doubled = ~doubled
            long = row >= 10
            total += np.where(long, _luhn_part(row // np.uint8(10), doubled), np.uint16(0))
            doubled ^= long
        country = rows[0].astype(np.uint16) << 8 | rows[1].astype(np.uint16)
        passed: BoolArray = (values != INVALID).all(axis=0) & known.take(country)
        passed &= total % np.uint16(10) == 0
        return passed

    return check


@by_length
def container(rows: Units) -> BoolArray:
    """Freight container: owner, category, six digits and a check digit (ISO 6346)."""
    if len(rows) != 11:
        return _none(rows)
    values = _of(_OWNER, rows)
    total = weighted(values[:10], [1 << place for place in range(10)])
    passed: BoolArray = (values != INVALID).all(axis=0)
    passed &= total % np.uint16(11) % np.uint16(10) == values[10]
    return passed


@by_length
def upu(rows: Units) -> BoolArray:
    """Postal item: two letters, eight digits with a check digit, country (UPU S10)."""
    if len(rows) != 13:
        return _none(rows)
    values = _of(_VALUES, rows)
    rest = weighted(values[2:10], _UPU_WEIGHTS) % np.uint16(11)
    # 11 - remainder; 10 is written 0 and 11 is written 5.
    expected = np.frombuffer(bytes((5, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1)), dtype=np.uint8).take(rest)
    passed: BoolArray = (values != INVALID).all(axis=0) & (values[10] == expected)
    return passed


@by_length
def imo(rows: Units) -> BoolArray:
    """Ship: seven digits, the last of which is the sum of the others weighted 7 to 2."""
    if len(rows) < 7:
        return _none(rows)
    values = _of(_VALUES, rows[-7:])
    total = weighted(values[:6], (7, 6, 5, 4, 3, 2))
    passed: BoolArray = (values <= 9).all(axis=0) & (total % np.uint16(10) == values[6])
    return passed


@by_length
def patent(rows: Units) -> BoolArray:
    """Chinese patent application: twelve digits, a dot, and a check modulo 11 (ZC 0006)."""
    if len(rows) < 14:
        return _none(rows)
    values = _of(_VALUES, rows[-14:-2])
    rest = weighted(values, _PATENT_WEIGHTS) % np.uint16(11)
    expected = np.frombuffer(b"0123456789X", dtype=np.uint8).take(rest)
    passed: BoolArray = (values <= 9).all(axis=0) & (rows[-1] == expected)
    passed &= rows[-2] == ord(".")
    return passed


@by_length
def business_registration(rows: Units) -> BoolArray:
    """Chinese business registration of 15 digits, ISO 7064 MOD 11,10 (GS 15)."""
    if len(rows) != 15:
        return _none(rows)
    return mod_11_10_passes(_of(_VALUES, rows))


def european_vat(_: _Lexicons) -> _Check:
    """A check by each member state's own rule, as python-stdnum has them.

    Those rules run one value after the other, so what has no member's prefix or too few digits
    is left out first.
    """
    # Loads the rules of 27 states.
    from stdnum.eu import vat  # noqa: PLC0415

    members = np.zeros(1 << 16, dtype=np.bool_)
    for code in (*vat.MEMBER_STATES, "el"):
        members[ord(code[0].upper()) << 8 | ord(code[1].upper())] = True

    def check(cells: Cells) -> BoolArray:
        passed = np.zeros(len(cells), dtype=np.bool_)
        first, second = (cells.from_start(place).astype(np.uint16) for place in (0, 1))
        hopeful = members.take(first << 8 | second)
        digits = np.zeros(len(cells), dtype=np.uint8)
        for place in range(2, 14):
            unit = cells.from_start(place)
            digits += (unit - unit.dtype.type(48)) <= 9
        for place in np.flatnonzero(hopeful & (digits >= 7)).tolist():
            text = cells.take(np.array([place])).to_arrow()[0].as_py()
            passed[place] = vat.is_valid(text)
        return passed

    return check


def mod_11_10_passes(values: npt.NDArray[np.uint8]) -> BoolArray:
    """Whether each column of digits satisfies ISO 7064 MOD 11,10."""
    rest = np.full(values.shape[1], 10, dtype=np.uint8)
    for row in values[:-1]:
        rest = _NEXT_REST.take(rest + row, mode="clip")
    passed: BoolArray = (values <= 9).all(axis=0) & ((rest + values[-1]) % np.uint8(10) == 1)
    return passed


def _iban_lengths(countries: frozenset[str]) -> dict[str, int]:
    """The length of an account by country, from python-stdnum's table."""
    from stdnum import numdb  # noqa: PLC0415  read once, when the check is made

    accounts = numdb.get("iban")
    lengths: dict[str, int] = {}
    for code in countries:
        found = accounts.info(code) if len(code) == 2 else []
        structure = found[0][1].get("bban", "") if found else ""
        if structure:
            lengths[code] = 4 + sum(int(size) for size in _PART.findall(structure))
    return lengths


def _mod_97(values: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint16]:
    rest = np.zeros(values.shape[1], dtype=np.uint16)
    for row in values:
        scale = np.where(row >= 10, np.uint16(100), np.uint16(10))
        rest = (rest * scale + row) % np.uint16(97)
    return rest


def _luhn_part(digit: npt.NDArray[np.uint8], doubled: BoolArray) -> npt.NDArray[np.uint16]:
    twice = digit.astype(np.uint16) * np.uint16(2)
    return np.where(doubled, twice - np.uint16(9) * (twice > 9), digit).astype(np.uint16)


def _of(known: npt.NDArray[np.uint8], rows: Units) -> npt.NDArray[np.uint8]:
    """Values of characters; INVALID beyond the alphabet."""
    return known.take(rows, mode="clip")


def _none(rows: Units) -> BoolArray:
    return np.zeros(rows.shape[1], dtype=np.bool_)
