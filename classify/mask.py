# Which recognisers claim which cells: a small number for each cell, and for each such number
# the recognisers it stands for, as bits. What is the same for all cells costs nothing then, and
# counting the cells of each kind is one pass over the numbers.
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .cells import BoolArray, Index

__all__ = ["EVERY", "Claims", "bit_counts", "weighted_counts"]

Bits = npt.NDArray[np.uint64]
Weights = npt.NDArray[np.int64] | None
# The recognisers that match, and those whose check passes too.
Pair = tuple[int, int]
# All recognisers.
EVERY = -1
# So many kinds of cells are told apart before those that no cell is of are left out.
_KINDS = 1 << 14
_WORD = (1 << 64) - 1


class Claims:
    """For each of so many cells the recognisers that match it and those whose check passes too."""

    def __init__(self, recognisers: int, cells: int) -> None:
        self.words = max(1, -(-recognisers // 64))
        self._cells = cells
        # The kind of each cell, None while all are of the first.
        self._kinds: npt.NDArray[np.int32] | None = None
        self._pairs: list[Pair] = [(0, 0)]

    def __len__(self) -> int:
        return self._cells

    def add(self, bit: int, places: Index | None, passed: BoolArray | None) -> None:
        """The recogniser of this bit matches the cells at `places` (None: all); `passed` its check."""
        mask = 1 << bit
        if passed is not None and passed.all():
            passed = None
        kinds = [(mask, 0), (mask, mask)]
        if passed is None:
            self._every(mask, mask, places)
        elif places is None:
            self._apart(passed.view(np.uint8), kinds)
        else:
            part = np.zeros(self._cells, dtype=np.uint8)
            part[places] = passed.view(np.uint8) + np.uint8(1)
            self._apart(part, [(0, 0), *kinds])

    def add_certain(self, bits: Iterable[int], places: Index | None) -> None:
        """Recognisers that match and validate every cell at `places` (None: all)."""
        mask = sum(1 << each for each in bits)
        if mask:
            self._every(mask, mask, places)

    def add_sets(
        self, which: npt.NDArray[np.int32] | None, masks: Sequence[int], places: Index | None
    ) -> None:
        """The cells at `places` (None: all) are each validated by one of these sets of bits.

        `which` tells by which, None that all are by the first.
        """
        kinds = [(mask, mask) for mask in masks]
        if which is None:
            self._every(*kinds[0], places)
        elif places is None:
            self._apart(which, kinds)
        else:
            part = np.zeros(self._cells, dtype=np.int32)
            part[places] = which + 1
            self._apart(part, [(0, 0), *kinds])

    @property
    def matched(self) -> Bits:
        """Bits by cell; row w has recognisers 64 w to 64 w + 63."""
        return self._bits(0, None)

    @property
    def validated(self) -> Bits:
        """Those whose check passes."""
        return self._bits(1, None)

    def validated_at(self, places: Index) -> Bits:
        """Those of the cells at `places`."""
        return self._bits(1, places)

    def counts(self, weights: Weights) -> dict[Pair, int]:
        """How many cells there are of each pair of matched and validated recognisers."""
        if not self._cells:
            return {}
        if self._kinds is None:
            total = self._cells if weights is None else int(weights.sum())
            return {self._pairs[0]: total} if total else {}
        found: dict[Pair, int] = {}
        counted = weighted_counts(self._kinds, len(self._pairs), weights)
        for each in np.flatnonzero(counted).tolist():
            pair = self._pairs[each]
            found[pair] = found.get(pair, 0) + int(counted[each])
        return found

    def _every(self, matched: int, validated: int, places: Index | None) -> None:
        if places is None:
            self._pairs = [(one | matched, other | validated) for one, other in self._pairs]
        elif matched:
            part = np.zeros(self._cells, dtype=np.uint8)
            part[places] = 1
            self._apart(part, [(0, 0), (matched, validated)])

    def _apart(
        self, part: npt.NDArray[np.uint8] | npt.NDArray[np.int32], kinds: Sequence[Pair]
    ) -> None:
        """Each cell is of one of these kinds as well."""
        if self._kinds is None:
            self._kinds = part.astype(np.int32)
        else:
            if len(self._pairs) * len(kinds) > _KINDS:
                self._compact()
            assert self._kinds is not None
            self._kinds *= np.int32(len(kinds))
            self._kinds += part
        self._pairs = [
            (pair[0] | kind[0], pair[1] | kind[1]) for pair in self._pairs for kind in kinds
        ]

    def _compact(self) -> None:
        """Leave out kinds that no cell is of, and make one of those that mean the same."""
        assert self._kinds is not None
        used = np.flatnonzero(np.bincount(self._kinds, minlength=len(self._pairs))).tolist()
        numbers: dict[Pair, int] = {}
        table = np.zeros(len(self._pairs), dtype=np.int32)
        for each in used:
            table[each] = numbers.setdefault(self._pairs[each], len(numbers))
        self._kinds = table[self._kinds]
        self._pairs = list(numbers)

    def _bits(self, side: int, places: Index | None) -> Bits:
        count = self._cells if places is None else len(places)
        bits = np.zeros((self.words, count), dtype=np.uint64)
        kinds = self._kinds
        if kinds is not None and places is not None:
            kinds = kinds[places]
        for word, row in enumerate(bits):
            masks = [pair[side] >> 64 * word & _WORD for pair in self._pairs]
            if any(masks):
                row[:] = masks[0] if kinds is None else np.array(masks, dtype=np.uint64)[kinds]
        return bits


def weighted_counts(
    keys: npt.NDArray[np.int64] | npt.NDArray[np.int32], size: int, weights: Weights
) -> npt.NDArray[np.int64] | npt.NDArray[np.float64]:
    """How often each key stands there, or the sum of the weights of its cells."""
    # Sums of weights in doubles stay exact to 2 ** 53 rows.
    return np.bincount(keys, weights=weights, minlength=size)


def bit_counts(bits: Bits, weights: Weights) -> Iterator[tuple[int, int]]:
    """How many cells there are of each set of bits; row w has the bits 64 w to 64 w + 63."""
    count = bits.shape[1]
    if not count:
        return
    code = np.zeros(count, dtype=np.int64)
    # What each code stands for so far.
    sets = [0]
    for word, row in enumerate(bits):
        values = [int(row[0])]
        # All alike is the commonest case, and needs no code.
        if (row != row[0]).any():
            encoded = pa.array(row).dictionary_encode()
            values = encoded.dictionary.to_pylist()
            code = code * len(values) + encoded.indices.to_numpy(zero_copy_only=False)
        sets = [each | value << 64 * word for each in sets for value in values]
        if len(sets) > _KINDS:
            used, code = np.unique(code, return_inverse=True)
            sets = [sets[each] for each in used.tolist()]
    counted = weighted_counts(code, len(sets), weights)
    for each in np.flatnonzero(counted).tolist():
        yield sets[each], int(counted[each])
