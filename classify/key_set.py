# Whether 64-bit keys are among a few known ones: nearly all are told apart by some bits of
# theirs, and only the rest is compared. A tenth of the time of a search in sorted keys.
from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from .cells import BoolArray

__all__ = ["KeySet"]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(50)
_SIZE = 1 << 14


class KeySet:
    """Known keys, ready to be looked for.

    >>> KeySet([3, 5]).among(np.array([1, 3], dtype=np.uint64)).tolist()
    [False, True]
    """

    def __init__(self, keys: Iterable[int]) -> None:
        self._keys = np.array(sorted(set(keys)), dtype=np.uint64)
        self._table = np.zeros(_SIZE, dtype=np.bool_)
        self._table[(self._keys * _FACTOR >> _SHIFT).astype(np.intp)] = True

    def among(self, keys: npt.NDArray[np.uint64]) -> BoolArray:
        """Which of the keys are known."""
        found: BoolArray = self._table.take((keys * _FACTOR >> _SHIFT).view(np.int64))
        some = np.flatnonzero(found)
        if len(some):
            place = np.searchsorted(self._keys, keys[some])
            found[some] = self._keys.take(place, mode="clip") == keys[some]
        return found
