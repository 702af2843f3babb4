# Citizens' numbers (GB 11643) permuted among themselves: county, day of birth and sequence
# are counted through, the count is encrypted, walking on while it falls on no valid number,
# and the check character is worked out anew. What comes out passes every check that what
# went in passed.
from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .alphabet import alphabet_of
from .byte_numbers import ByteNumbers
from .check_characters import resident_check
from .counties import FIRST_YEAR, LAST_YEAR, counties
from .ff1 import Ff1

__all__ = ["LAST_COMMON_YEAR", "births_of", "days_of", "permuted_residents"]

LAST_COMMON_YEAR = 2025
"""Births up to then are one domain, so that nobody is born in the future; each later year
is a domain of its own, since there is no clock here to ask."""

Rows: TypeAlias = "npt.NDArray[np.uint8]"
Numbers: TypeAlias = "npt.NDArray[np.int64]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"

_SEQUENCES = 1_000
# Residence permits of people from Hong Kong, Macao and Taiwan stay what they are.
_PERMITS = (810000, 820000, 830000)
_IN_FORCE, _PREFECTURE, _ANY = range(3)


@dataclass(frozen=True, slots=True)
class _Domain:
    """Numbers of one kind of code, born from day `first` on for `days` days since 1970."""

    kind: int
    codes: Numbers
    first: int
    days: int

    @property
    def size(self) -> int:
        return len(self.codes) * self.days * _SEQUENCES


def permuted_residents(rows: Rows, ff1: Ff1, *, reverse: bool) -> Marks:
    """Rows of 18 bytes, written over; marks those that are no number of a person born
    from 1900 to 2099. `ff1` is of radix 2. A small x comes out as X.
    """
    digits = ByteNumbers(alphabet_of("digits"))
    read, marks = digits.read(rows, 0, 17)
    numbers = read.view(np.int64)
    numbers[marks] = 0
    stems = np.where(marks[:, None], ord("0"), rows[:, :17]).astype(np.uint8)
    codes, births, sequences = numbers // 10**11, numbers // 1000 % 10**8, numbers % 1000
    days, wrong = days_of(births)
    last = np.where(rows[:, 17] == ord("x"), ord("X"), rows[:, 17])
    marks |= wrong | (last != resident_check(stems))
    years = np.where(marks, LAST_COMMON_YEAR, births // 10_000)
    kinds = _kinds(codes, years)
    epochs = np.maximum(years, LAST_COMMON_YEAR)
    for both in np.unique((kinds * 10_000 + epochs)[~marks]).tolist():
        kind, epoch = divmod(both, 10_000)
        which = np.flatnonzero((kinds == kind) & (epochs == epoch) & ~marks)
        domain = _domain(kind, epoch)
        new = _walked(domain, codes[which], days[which], sequences[which], ff1, reverse=reverse)
        made = np.empty((len(which), 18), np.uint8)
        digits.write(new.view(np.uint64), made, 0, 17)
        made[:, 17] = resident_check(made[:, :17])
        rows[which] = made
    return marks


def days_of(births: Numbers) -> tuple[Numbers, Marks]:
    """Days since 1970 of dates YYYYMMDD, and where there is no such day of 1900 to 2099."""
    years, months, days = births // 10_000, births // 100 % 100, births % 100
    wrong = (years < FIRST_YEAR) | (years > LAST_YEAR) | (months < 1) | (months > 12) | (days < 1)
    at = np.where(wrong, 0, (years - 1970) * 12 + months - 1)
    starts = at.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    ends = (at + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    wrong |= days > ends - starts
    return starts + days - 1, wrong


def births_of(days: Numbers) -> Numbers:
    """Dates YYYYMMDD of days since 1970."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    at = months.astype(np.int64)
    day = days - months.astype("datetime64[D]").astype(np.int64) + 1
    return (at // 12 + 1970) * 10_000 + (at % 12 + 1) * 100 + day


def _walked(
    domain: _Domain, codes: Numbers, days: Numbers, sequences: Numbers, ff1: Ff1, *, reverse: bool
) -> Numbers:
    """The 17 digits as numbers, after encrypting until the result is of the domain again."""
    places = np.searchsorted(domain.codes, codes)
    counts = (places * domain.days + days - domain.first) * _SEQUENCES + sequences
    length = (domain.size - 1).bit_length()
    right = np.uint64(length - length // 2)
    result = np.empty(len(counts), np.int64)
    walking = np.arange(len(counts))
    born = births_of(domain.first + np.arange(domain.days))
    while len(walking):
        left, low = counts.astype(np.uint64) >> right, counts.astype(np.uint64)
        low &= (np.uint64(1) << right) - np.uint64(1)
        left, low = ff1.halves(left, low, length, reverse=reverse)
        counts = ((left << right) | low).astype(np.int64)
        inside = counts < domain.size
        rest, found = np.divmod(np.where(inside, counts, 0), _SEQUENCES)
        places, day = np.divmod(rest, domain.days)
        done = np.flatnonzero(inside)
        done = done[_belong(domain, places[done], born[day[done]] // 10_000)]
        stems = domain.codes[places[done]] * 10**11 + born[day[done]] * 1000 + found[done]
        result[walking[done]] = stems
        walks = np.ones(len(walking), np.bool_)
        walks[done] = False
        walking, counts = walking[walks], counts[walks]
    return result


def _belong(domain: _Domain, places: Numbers, years: Numbers) -> Marks:
    """Whether these codes of a domain are of its kind in these years."""
    if domain.kind == _IN_FORCE:
        known: Marks = counties().in_force[places, years - FIRST_YEAR]
        return known
    alike: Marks = _kinds(domain.codes[places], years) == domain.kind
    return alike


def _kinds(codes: Numbers, years: Numbers) -> Numbers:
    """What is known of each code: the permits by their own number."""
    table = counties()
    kinds = np.where(table.prefectures[codes // 100], _PREFECTURE, _ANY)
    kinds = np.where(table.fit(codes, years), _IN_FORCE, kinds)
    return np.where(np.isin(codes, _PERMITS), codes, kinds)


def _domain(kind: int, epoch: int) -> _Domain:
    table = counties()
    common = epoch == LAST_COMMON_YEAR
    first = int(_day_number(FIRST_YEAR if common else epoch))
    days = int(_day_number(epoch + 1)) - first
    if kind == _IN_FORCE:
        codes = table.codes
    elif kind == _PREFECTURE:
        codes = (np.flatnonzero(table.prefectures)[:, None] * 100 + np.arange(100)).ravel()
    else:
        codes = np.arange(1_000_000) if kind == _ANY else np.array([kind])
    return _Domain(kind, codes, first, days)


def _day_number(year: int) -> np.int64:
    return np.datetime64(f"{year}-01-01", "D").astype(np.int64)
