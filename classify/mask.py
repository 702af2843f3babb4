# Which recognisers claim a cell, as bits: many cells at once, and as many words of 64 bits as
# there are recognisers for.
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .cells import BoolArray, Index

__all__ = ["EVERY", "Claims", "claim_counts", "no_claims", "weighted_counts"]

Bits = npt.NDArray[np.uint64]
# All recognisers.
EVERY = -1


@dataclass(frozen=True, slots=True)
class Claims:
    """For each cell the recognisers that match it and those whose check passes too.

    Row w of both holds recognisers 64 w to 64 w + 63 as bits.
    """

    matched: Bits
    validated: Bits

    def add(self, bit: int, places: Index | None, passed: BoolArray | None) -> None:
        """The recogniser of this bit matches the cells at `places` (None: all); `passed` its check."""
        word, bit = divmod(bit, 64)
        mask = np.uint64(1 << bit)
        if places is None:
            self.matched[word] |= mask
            chosen = slice(None) if passed is None else np.flatnonzero(passed)
            self.validated[word, chosen] |= mask
        else:
            self.matched[word, places] |= mask
            self.validated[word, places if passed is None else places[passed]] |= mask

    def add_certain(self, bits: Iterable[int], places: Index | None) -> None:
        """Recognisers that match and validate every cell at `places` (None: all)."""
        masks = [0] * len(self.matched)
        for each in bits:
            word, bit = divmod(each, 64)
            masks[word] |= 1 << bit
        for word, mask in enumerate(masks):
            if mask:
                where = slice(None) if places is None else places
                self.matched[word, where] |= np.uint64(mask)
                self.validated[word, where] |= np.uint64(mask)


def no_claims(recognisers: int, cells: int) -> Claims:
    """Room for the claims of so many recognisers on so many cells, none made yet."""
    words = max(1, -(-recognisers // 64))
    return Claims(
        np.zeros((words, cells), dtype=np.uint64), np.zeros((words, cells), dtype=np.uint64)
    )


def weighted_counts(
    keys: npt.NDArray[np.int64], size: int, weights: npt.NDArray[np.int64] | None
) -> npt.NDArray[np.int64] | npt.NDArray[np.float64]:
    """How often each key stands there, or the sum of the weights of its cells."""
    # Sums of weights in doubles stay exact to 2 ** 53 rows.
    return np.bincount(keys, weights=weights, minlength=size)


def claim_counts(
    claims: Claims, weights: npt.NDArray[np.int64] | None
) -> Iterator[tuple[tuple[int, int], int]]:
    """How many cells there are of each pair of matched and validated recognisers."""
    count = claims.matched.shape[1]
    if not count:
        return
    code = np.zeros(count, dtype=np.int64)
    # What each code stands for so far.
    pairs = [(0, 0)]
    for word, rows in enumerate(zip(claims.matched, claims.validated, strict=True)):
        for side, row in enumerate(rows):
            values = [int(row[0])]
            # All alike is the commonest case, and needs no code.
            if (row != row[0]).any():
                encoded = pa.array(row).dictionary_encode()
                values = encoded.dictionary.to_pylist()
                code = code * len(values) + encoded.indices.to_numpy(zero_copy_only=False)
            shifted = [value << 64 * word for value in values]
            pairs = [
                (pair[0] | bits, pair[1]) if side == 0 else (pair[0], pair[1] | bits)
                for pair in pairs
                for bits in shifted
            ]
            if len(pairs) > 4096:
                used, code = np.unique(code, return_inverse=True)
                pairs = [pairs[each] for each in used.tolist()]
    counted = weighted_counts(code, len(pairs), weights)
    for each in np.flatnonzero(counted).tolist():
        yield pairs[each], int(counted[each])
