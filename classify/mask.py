# Which recognisers claim a cell, as bits: many cells at once, and as many words of 64 bits as
# there are recognisers for.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .cells import BoolArray, Index

__all__ = ["EVERY", "Claims", "no_claims"]

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
