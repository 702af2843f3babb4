# Numbers that lead to a place: fixed telephones by their area code, positions by latitude
# and longitude.
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .cells import BoolArray, Cells, Units, by_length

__all__ = ["landline", "latitude_longitude"]


_Degrees: TypeAlias = "npt.NDArray[np.float64]"


def landline(lexicons: Mapping[str, frozenset[str]]) -> Callable[[Cells], BoolArray]:
    """A check that the number opens with an area code in use, with or without brackets."""
    known = np.zeros(10_000, dtype=np.bool_)
    for code in lexicons["area_codes"]:
        digits = code if code.startswith("0") else f"0{code}"
        if digits.isdecimal() and len(digits) == 3:
            # Three digits stand for every fourth one that may follow.
            known[int(digits) * 10 : int(digits) * 10 + 10] = True
        elif digits.isdecimal() and len(digits) == 4:
            known[int(digits)] = True

    def check(cells: Cells) -> BoolArray:
        opened = (cells.from_start(0) == ord("(")) | (cells.from_start(0) == ord("（"))
        shifted = Cells(cells.units, cells.starts + opened, cells.lengths - opened)
        code = np.zeros(len(cells), dtype=np.int64)
        for position in range(4):
            digit = shifted.from_start(position).astype(np.int64) - 48
            # A bracket or hyphen after three digits: any fourth digit will do.
            code = code * 10 + np.where((digit >= 0) & (digit <= 9), digit, 0)
        passed: BoolArray = known.take(code, mode="clip") & (shifted.from_start(0) == ord("0"))
        return passed

    return check


@by_length
def latitude_longitude(rows: Units) -> BoolArray:
    """Two numbers of which one can be a latitude and the other a longitude, in either order;
    or one number that can be a longitude.

    With degrees, minutes and seconds apart (three or six numbers) the latter stay below 60.
    """
    count = rows.shape[1]
    values = np.zeros((6, count), dtype=np.float64)
    numbers = np.zeros(count, dtype=np.int64)
    scale = np.zeros(count, dtype=np.float64)
    inside = np.zeros(count, dtype=np.bool_)
    columns = np.arange(count)
    for row in rows:
        digit = (row - row.dtype.type(48)) <= 9
        dot = (row == 46) & inside & (scale == 0)
        numbers += digit & ~inside
        place = np.clip(numbers - 1, 0, 5)
        figure = np.where(digit, row.astype(np.float64) - 48, 0.0)
        scale = np.where(dot, 1.0, np.where(digit & inside & (scale > 0), scale / 10, scale))
        scale = np.where(digit | dot, scale, 0.0)
        so_far = values[place, columns]
        values[place, columns] = np.where(
            digit, np.where(scale > 0, so_far + figure * scale, so_far * 10 + figure), so_far
        )
        inside = digit | dot
    one = (numbers == 1) & (values[0] <= 180)
    two = (numbers == 2) & _is_place(values[0], values[1])
    parts = (values[1] < 60) & (values[2] < 60)
    three = (numbers == 3) & (values[0] <= 180) & parts
    six = (numbers == 6) & parts & (values[4] < 60) & (values[5] < 60)
    passed: BoolArray = one | two | three | (six & _is_place(values[0], values[3]))
    return passed


def _is_place(one: _Degrees, other: _Degrees) -> BoolArray:
    """Whether one is at most 90 and the other at most 180."""
    return ((one <= 90) & (other <= 180)) | ((one <= 180) & (other <= 90))
