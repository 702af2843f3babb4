# Numbers that stand at any byte of captured octets, many of them read at once, in network order.
from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["Bytes", "Integers", "Loads", "Words"]

Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]


class Loads:
    """Unaligned loads; beyond the end they read zero, or the last that there is."""

    def __init__(self, octets: Bytes) -> None:
        self.octets = octets
        self._short = self._every(">u2", 2)
        self._long = self._every(">u4", 4)
        self._quad = self._every(">u8", 8)

    def _every(self, kind: str, width: int) -> npt.NDArray[np.uint64]:
        count = max(0, len(self.octets) - width + 1)
        every = np.ndarray((count,), np.dtype(kind), self.octets, 0, (1,)) if count else None
        return np.zeros(1, np.uint64) if every is None else every

    def byte(self, at: Integers) -> Integers:
        """Single octets."""
        if not len(self.octets):
            return np.zeros(len(at), np.int64)
        return self.octets.take(at, mode="clip").astype(np.int64)

    def short(self, at: Integers) -> Integers:
        """Numbers of two octets."""
        return self._short[np.minimum(at, len(self._short) - 1)].astype(np.int64)

    def long(self, at: Integers) -> Integers:
        """Numbers of four octets."""
        return self._long[np.minimum(at, len(self._long) - 1)].astype(np.int64)

    def quad(self, at: Integers) -> Words:
        """Numbers of eight octets."""
        return self._quad[np.minimum(at, len(self._quad) - 1)].astype(np.uint64)
