# Cells that say there is nothing: 无, 不详, N/A, a dash. They count as empty, or a register
# filled in by people would look like one that holds something else in half of its cells.
from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from .cells import BoolArray, Cells
from .sketch import Hashes, hashes

__all__ = ["BlankWords", "word_hashes"]

_TABLE = np.uint64(4095)


class BlankWords:
    """Words that stand for nothing, ready to be looked for by the hashes of cells.

    >>> words = BlankWords(["无", "n/a"])
    >>> words.among(hashes(_cells(["N/A", "a"])), np.array([3, 1])).tolist()
    [True, False]
    """

    def __init__(self, words: Iterable[str]) -> None:
        spelt = _spelt(words)
        self._hashes = word_hashes(spelt)
        self._longest = max((len(word.encode()) for word in spelt), default=0)
        # Nearly all cells are told apart by twelve bits of their hash.
        self._table = np.zeros(int(_TABLE) + 1, dtype=np.bool_)
        self._table[self._hashes & _TABLE] = True

    def among(self, values: Hashes, lengths: npt.NDArray[np.int64]) -> BoolArray:
        """Which cells, by hash and length in bytes, hold one of the words and nothing else."""
        found: BoolArray = lengths <= self._longest
        if not found.any():
            return found
        found &= self._table.take((values & _TABLE).view(np.int64))
        places = np.flatnonzero(found)
        if len(places):
            found[places] = np.isin(values[places], self._hashes)
        return found


def word_hashes(words: Iterable[str]) -> Hashes:
    """The hashes of cells that hold one of these words in some usual spelling, in order."""
    spelt = _spelt(words)
    return np.sort(hashes(_cells(spelt))) if spelt else np.zeros(0, dtype=np.uint64)


def _spelt(words: Iterable[str]) -> list[str]:
    return sorted(
        {form for word in words for form in (word, word.lower(), word.upper(), word.title())}
    )


def _cells(words: list[str]) -> Cells:
    """The words as cells of UTF-8."""
    spelt = [word.encode() for word in words]
    lengths = np.fromiter(map(len, spelt), dtype=np.int64, count=len(spelt))
    starts = np.zeros(len(spelt), dtype=np.int64)
    np.cumsum(lengths[:-1], out=starts[1:])
    return Cells(np.frombuffer(b"".join(spelt), dtype=np.uint8), starts, lengths)
