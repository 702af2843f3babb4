# Rows of small numbers as one number each, equal for equal rows and in the rows' order. Where
# all the columns together would not fit 62 bits, what was put together so far is replaced by
# its rank among the rows seen; rows that were not seen then have no key.
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .domain import Integers

__all__ = ["UNSEEN", "RowKeys", "row_keys"]

UNSEEN = -1
_BITS = 62


@dataclass(frozen=True, slots=True)
class RowKeys:
    """How rows become keys: sizes of the columns, and the ranks taken before some of them."""

    sizes: tuple[int, ...]
    ranked: tuple[Integers | None, ...]

    def of(self, codes: Integers) -> Integers:
        """The key of each row of `codes`; UNSEEN for rows that have none."""
        keys = np.zeros(len(codes), np.int64)
        unseen = np.zeros(len(codes), bool)
        for column, (size, known) in enumerate(zip(self.sizes, self.ranked, strict=True)):
            if known is not None:
                ranks = np.minimum(np.searchsorted(known, keys), max(len(known) - 1, 0))
                unseen |= known[ranks] != keys
                keys = ranks
            keys = keys * size + codes[:, column]
        return np.where(unseen, UNSEEN, keys)


def row_keys(codes: Integers, sizes: Sequence[int]) -> RowKeys:
    """The keys that tell these rows apart; column c has the numbers below `sizes[c]`.

    >>> row_keys(np.array([[1, 2], [0, 2]]), [2, 3]).of(np.array([[0, 1]])).tolist()
    [1]
    """
    if math.prod(sizes) < 1 << _BITS:
        return RowKeys(tuple(sizes), (None,) * len(sizes))
    keys = np.zeros(len(codes), np.int64)
    bound = 1
    ranked: list[Integers | None] = []
    for column, size in enumerate(sizes):
        known = None
        if bound * size >= 1 << _BITS:
            known, inverse = np.unique(keys, return_inverse=True)
            keys, bound = inverse.ravel().astype(np.int64), len(known)
        ranked.append(known)
        keys = keys * size + codes[:, column]
        bound *= size
    return RowKeys(tuple(sizes), tuple(ranked))
