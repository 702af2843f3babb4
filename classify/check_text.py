# Words that are known by what they are made of: names of people by surname and given
# characters, organisations by how they end, addresses by the elements in them.
# Word lists only; a model's opinion is another kind of evidence.
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import numpy.typing as npt

from . import compiled
from .cells import BoolArray, Cells, Units, by_length, count_within
from .check_latin import person_name_latin
from .key_set import KeySet

__all__ = ["address_zh", "org_name_zh", "person_name", "person_name_zh"]

_Lexicons = Mapping[str, frozenset[str]]
_Check = Callable[[Cells], BoolArray]
_PLANE = 1 << 16
# Radicals and ideographs begin here; Latin, Greek and Cyrillic end far below.
_FIRST_HAN = 0x2E80
# Between the parts of names written by sound; the forms that keyboards give.
_MIDDLE_DOTS = (0xB7, 0x2022, 0xFF0E, 0x30FB, 0x2027)
# Enough elements (市, 区, 路, 号) that it is no mere name of a place.
_LEAST_ELEMENTS = 2


def person_name(lexicons: _Lexicons) -> _Check:
    """A check for names of people, in Han characters or in Latin letters."""
    in_han = person_name_zh(lexicons)
    in_latin = person_name_latin(lexicons)

    def check(cells: Cells) -> BoolArray:
        latin = cells.from_start(0) < _FIRST_HAN
        if latin.all():
            return in_latin(cells)
        passed = np.zeros(len(cells), dtype=np.bool_)
        for places, each in ((np.flatnonzero(latin), in_latin), (np.flatnonzero(~latin), in_han)):
            if len(places):
                passed[places] = each(cells.take(places))
        return passed

    return check


def person_name_zh(lexicons: _Lexicons) -> _Check:
    """A check for names: a surname (one or two characters) and one or two given characters.

    Names with a middle dot (written by sound) pass without surname: each part has two
    characters or more. Four characters are a surname of two, or two surnames, and two
    given characters.
    """
    single, pairs = _by_size(lexicons["surnames"])
    given = _characters(lexicons["given_characters"])

    @by_length
    def check(rows: Units) -> BoolArray:
        length, count = rows.shape
        if length < 2:
            return np.zeros(count, dtype=np.bool_)
        dotted = np.isin(rows[1:-1], _MIDDLE_DOTS).any(axis=0)
        if length > 4:
            return np.asarray(dotted)
        as_given = [_has(given, row) for row in rows]
        first = _has(single, rows[0])
        passed = dotted & (length > 2)
        if length <= 3:
            passed |= first & np.logical_and.reduce(as_given[1:])
        if length >= 3:
            both = pairs.among(_pair(rows[0], rows[1]))
            if length == 4:
                both |= first & _has(single, rows[1])
            passed |= both & np.logical_and.reduce(as_given[2:])
        return np.asarray(passed)

    return check


def org_name_zh(lexicons: _Lexicons) -> _Check:
    """A check that a text of four characters or more ends as organisations do."""
    endings: dict[int, set[int]] = {}
    tails: dict[int, set[int]] = {}
    for suffix in lexicons["organisation_suffixes"]:
        endings.setdefault(len(suffix), set()).add(_key(reversed(suffix)))
        for size in range(1, len(suffix)):
            tails.setdefault(size, set()).add(_key(reversed(suffix[-size:])))
    known = {size: KeySet(keys) for size, keys in endings.items()}
    # What an ending begins with from behind: who has none of them is done with.
    begun = {size: KeySet(keys) for size, keys in tails.items()}

    last = _characters(suffix[-1] for suffix in lexicons["organisation_suffixes"])

    def check(cells: Cells) -> BoolArray:
        passed = np.zeros(len(cells), dtype=np.bool_)
        if cells.units.dtype == np.uint8:
            return passed
        likely = np.flatnonzero(_has(last, cells.from_end(0)) & (cells.lengths >= 4))
        ending = cells.take(likely)
        key = np.zeros(len(ending), dtype=np.uint64)
        for size in range(1, max(known, default=0) + 1):
            key = key * np.uint64(_KEY_BASE) + ending.from_end(size - 1).astype(np.uint64)
            if size in known:
                passed[likely] |= known[size].among(key)
            if size in begun and size > 1:
                left = np.flatnonzero(begun[size].among(key))
                if len(left) < len(likely):
                    likely, key, ending = likely[left], key[left], ending.take(left)
            if not len(likely):
                break
        return passed

    return check


def address_zh(lexicons: _Lexicons) -> _Check:
    """A check that a text of five characters or more has three elements of an address.

    Elements are the one-character words of the list (路, 号, 村). Two are enough in a text
    that opens like the name of a region.
    """
    suffixes = _characters(word for word in lexicons["address_suffixes"] if len(word) == 1)
    regions = KeySet(_key(name[:2]) for name in lexicons["regions"] if len(name) >= 2)

    def check(cells: Cells) -> BoolArray:
        if cells.units.dtype == np.uint8 or not cells.lengths.all():
            return np.zeros(len(cells), dtype=np.bool_)
        if compiled.pays(cells):
            elements = compiled.counts_in(cells, suffixes)
        else:
            packed = cells.packed()
            if not len(packed.units):
                return np.zeros(len(cells), dtype=np.bool_)
            elements = count_within(_has(suffixes, packed.units), packed)
        passed = (elements > _LEAST_ELEMENTS) & (cells.lengths >= 5)
        unsure = np.flatnonzero((elements == _LEAST_ELEMENTS) & (cells.lengths >= 5))
        if len(unsure):
            opening = np.zeros(len(unsure), dtype=np.uint64)
            for position in range(2):
                unit = cells.take(unsure).from_start(position).astype(np.uint64)
                opening = opening * np.uint64(_KEY_BASE) + unit
            passed[unsure] = regions.among(opening)
        return passed

    return check


# A base above every code point keeps three characters apart exactly; longer endings are
# kept apart by 64 bits of a polynomial, far more than a list of words needs.
_KEY_BASE = 0x110001


def _key(characters: Iterable[str]) -> int:
    key = 0
    for character in characters:
        key = (key * _KEY_BASE + ord(character)) & 0xFFFFFFFFFFFFFFFF
    return key


def _characters(words: Iterable[str]) -> npt.NDArray[np.bool_]:
    """A table of the characters in some words, for the Basic Multilingual Plane."""
    known = np.zeros(_PLANE, dtype=np.bool_)
    for word in words:
        for character in word:
            if ord(character) < _PLANE:
                known[ord(character)] = True
    return known


def _by_size(surnames: Iterable[str]) -> tuple[npt.NDArray[np.bool_], KeySet]:
    """Surnames of one character as a table, those of two as pairs."""
    words = list(surnames)
    pairs = KeySet(ord(word[0]) << 32 | ord(word[1]) for word in words if len(word) == 2)
    return _characters(word for word in words if len(word) == 1), pairs


def _has(known: npt.NDArray[np.bool_], units: Units) -> BoolArray:
    if units.dtype == np.uint8:
        return known.take(units)
    # Beyond the plane clips to its last code point, which is no character.
    return known.take(units, mode="clip")


def _pair(one: Units, other: Units) -> npt.NDArray[np.uint64]:
    return one.astype(np.uint64) << np.uint64(32) | other.astype(np.uint64)
