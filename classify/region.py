# Which six-digit region codes of GB/T 2260 were ever in force, and until when. A person
# keeps the code of the place of registration, so codes of merged counties stay valid for
# people born before the merger.
from __future__ import annotations

import functools
import re
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["in_force"]

_PERIOD = re.compile(r"\[(\d{4})?-(\d{4})?\]")
_ALWAYS = 9999
# Numbers are assigned at registration, which may come some time after a code's last year.
_SLACK_YEARS = 1
# Residence permits of Hong Kong, Macao and Taiwan residents (State Council order 2018).
_PERMITS = (810000, 820000, 830000)


def in_force(codes: npt.NDArray[np.int32], years: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Whether each region code could be given to someone born in that year.

    A known code counts until the year after its abolition. An unknown one counts where its
    prefecture (first four digits) is known: lists of historical counties have holes, and
    refusing a real number hides a person's data, while the check character still stands.
    First years are not held: codes are also given to people registered later than born.
    """
    last, prefectures = _table()
    known = last.take(codes, mode="clip")
    by_prefecture = prefectures.take(codes // 100, mode="clip")
    return np.where(known > 0, years <= known + _SLACK_YEARS, by_prefecture)


@functools.cache
def _table() -> tuple[npt.NDArray[np.int16], npt.NDArray[np.bool_]]:
    """Last year in force by code (0: unknown), and whether a prefecture is known."""
    # The list ships with python-stdnum; its own lookup raises KeyError for a third of all
    # prefixes (620201 among them), so only the parsed tree is used.
    from stdnum import numdb  # noqa: PLC0415  kept out of the import of this package

    last = np.zeros(1_000_000, dtype=np.int16)
    for width, low, high, _, children in numdb.get("cn/loc").prefixes:
        if width == 2:
            for province in range(int(low), int(high) + 1):
                _add_counties(last, province, children)
    last[list(_PERMITS)] = _ALWAYS
    prefectures = np.zeros(10_000, dtype=np.bool_)
    prefectures[np.flatnonzero(last) // 100] = True
    return last, prefectures


def _add_counties(last: npt.NDArray[np.int16], province: int, children: list[Any]) -> None:
    for width, low, high, properties, _ in children:
        if width == 4:
            until = _until(properties.get("county", ""))
            for county in range(int(low), int(high) + 1):
                code = province * 10_000 + county
                last[code] = max(int(last[code]), until)


def _until(names: str) -> int:
    """The last year of the latest holder of a code; a holder without an end is in force."""
    years = [0]
    for name in names.split(","):
        period = _PERIOD.match(name)
        years.append(int(period[2]) if period and period[2] else _ALWAYS)
    return max(years)
