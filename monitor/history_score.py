# How unlike a history an hour is, by its figures: how far it lies from the hours nearest to it, and, once
# that is far at all, how rarely its three rarest figures were ever as high. Nearness alone is ruled by
# whichever everyday figure strays most; rareness puts all figures on one footing.
from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["LEAST_FAR", "unlikeness"]

# Nearer than this, about five times as much as ever, nothing is far, however even a history was.
LEAST_FAR: Final = 1.0
_NEAREST: Final = 5
_RAREST: Final = 3
_DECIMALS: Final = 4

Matrix = npt.NDArray[np.float64]


def unlikeness(rows: Matrix, known: Matrix, scale: Matrix) -> Matrix:
    """A number for each row; `known` are the history's, `scale` what their figures vary by.

    >>> known, scale = np.array([[1.0], [2.0], [3.0]]), np.array([1.0])
    >>> low, high = unlikeness(np.array([[2.0], [9.0]]), known, scale).tolist()
    >>> low < LEAST_FAR < high
    True
    """
    far = _distances(rows, known, scale)
    rare = np.sort(_rareness(rows, known, scale), axis=1)[:, -_RAREST:].sum(axis=1)
    return np.where(far > LEAST_FAR, far + rare, far)


def _distances(rows: Matrix, known: Matrix, scale: Matrix) -> Matrix:
    """How far each row lies from the nearest of the known, as the mean over a few of them."""
    found = np.empty(len(rows))
    for place, row in enumerate(rows):
        # Less than usual is no risk: only what lies above counts.
        apart = np.maximum(row - known, 0) / scale
        near = np.partition(np.sqrt((apart**2).sum(axis=1)), min(_NEAREST, len(known)) - 1)
        found[place] = near[: min(_NEAREST, len(known))].mean()
    return found


def _rareness(rows: Matrix, known: Matrix, scale: Matrix) -> Matrix:
    """For each figure how many powers of ten lie between it and what is met every time; beyond what
    was ever met, how far beyond.
    """
    found = np.zeros(rows.shape)
    for figure in range(rows.shape[1]):
        ordered = np.sort(np.round(known[:, figure], _DECIMALS))
        values = np.round(rows[:, figure], _DECIMALS)
        as_high = len(ordered) - np.searchsorted(ordered, values, side="left")
        beyond = np.maximum(0, values - ordered[-1]) / scale[figure]
        found[:, figure] = beyond - np.log10((as_high + 1) / (len(ordered) + 1))
    return found
