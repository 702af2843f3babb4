# Which county codes (GB/T 2260) a person born in a year can have been given, as rows and
# years, for permuting and drawing numbers that stand up to a check.
from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import numpy.typing as npt

__all__ = ["FIRST_YEAR", "LAST_YEAR", "Counties", "counties"]

FIRST_YEAR = 1900
LAST_YEAR = 2099

_EDITION = "region_codes_1.txt"
_ALWAYS = "-"


@dataclass(frozen=True, slots=True)
class Counties:
    """All codes in order; `row` is the row of a code, -1 for none; `in_force` by row and year
    from FIRST_YEAR; `prefectures` marks four-digit prefixes that have a county.
    """

    codes: npt.NDArray[np.int64]
    row: npt.NDArray[np.int32]
    in_force: npt.NDArray[np.bool_]
    prefectures: npt.NDArray[np.bool_]

    def fit(
        self, codes: npt.NDArray[np.int64], years: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.bool_]:
        """Whether each code was in force in that year."""
        rows = self.row[codes]
        return (rows >= 0) & self.in_force[rows, years - FIRST_YEAR]


@functools.cache
def counties() -> Counties:
    """The codes that come with this package."""
    codes: list[int] = []
    years: list[npt.NDArray[np.bool_]] = []
    for line in files(__package__).joinpath(_EDITION).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        prefecture, *entries = line.split()
        for entry in entries:
            county, _, periods = entry.partition(":")
            codes.append(int(prefecture + county))
            years.append(_in_force(periods or _ALWAYS))
    row = np.full(1_000_000, -1, np.int32)
    row[codes] = np.arange(len(codes))
    prefectures = np.zeros(10_000, np.bool_)
    prefectures[np.array(codes) // 100] = True
    return Counties(np.array(codes), row, np.stack(years), prefectures)


def _in_force(periods: str) -> npt.NDArray[np.bool_]:
    years = np.zeros(LAST_YEAR - FIRST_YEAR + 1, np.bool_)
    for period in periods.split(","):
        first, last = period.split("-")
        start = int(first or FIRST_YEAR) - FIRST_YEAR
        years[max(start, 0) : int(last or LAST_YEAR) - FIRST_YEAR + 1] = True
    return years
