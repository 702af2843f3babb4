# Numbers written in one-byte characters, read and written by tables over rows of equal
# length: two characters at a time in, as many as a table of 65,536 holds out.
from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .alphabet import Alphabet

__all__ = ["ByteNumbers", "strings"]

Rows: TypeAlias = "npt.NDArray[np.uint8]"
Words: TypeAlias = "npt.NDArray[np.uint64]"

_NONE = 0xFFFF


class ByteNumbers:
    """Reads and writes stretches of columns of C-contiguous rows as numbers of an alphabet."""

    def __init__(self, alphabet: Alphabet) -> None:
        radix = alphabet.radix
        characters = alphabet.codes.astype(np.uint8)
        self._radix = np.uint64(radix)
        self._pair = np.uint64(radix * radix)
        self._singles = np.full(256, _NONE, np.uint16)
        self._singles[characters] = np.arange(radix)
        self._pairs = np.full(1 << 16, _NONE, np.uint16)
        self._pairs[strings(characters, 2).view(np.uint16)] = np.arange(radix * radix)
        self._step = max(step for step in (1, 2, 4) if radix**step <= 1 << 16)
        self._written = strings(characters, self._step).view(f"u{self._step}")
        self._alone = characters

    def read(self, rows: Rows, start: int, stop: int) -> tuple[Words, npt.NDArray[np.bool_]]:
        """The number in each row's bytes from `start` to `stop`, and where there is none."""
        numbers = np.zeros(len(rows), np.uint64)
        worst = np.zeros(len(rows), np.uint16)
        at = start
        while at < stop:
            if stop - at >= 2:
                found = self._pairs.take(_view(rows, at, np.uint16))
                numbers *= self._pair
                at += 2
            else:
                found = self._singles.take(rows[:, at])
                numbers *= self._radix
                at += 1
            np.maximum(worst, found, out=worst)
            numbers += found
        return numbers, worst == _NONE

    def write(self, numbers: Words, rows: Rows, start: int, stop: int) -> None:
        """Each number into its row's bytes from `start` to `stop`; `numbers` are used up."""
        bound = np.uint64(int(self._radix) ** self._step)
        at = stop
        while at - start >= self._step:
            at -= self._step
            quotients = numbers // bound
            numbers -= quotients * bound
            _view(rows, at, self._written.dtype)[:] = self._written.take(numbers.view(np.int64))
            numbers = quotients
        while at > start:
            at -= 1
            quotients = numbers // self._radix
            numbers -= quotients * self._radix
            rows[:, at] = self._alone.take(numbers.view(np.int64))
            numbers = quotients


def strings(characters: Rows, step: int) -> Rows:
    """The bytes of all strings of `step` characters, in order of the numbers they write."""
    radix = len(characters)
    numbers = np.arange(radix**step)
    columns = [characters[numbers // radix**place % radix] for place in reversed(range(step))]
    return np.stack(columns, axis=1).ravel()


def _view(rows: Rows, at: int, dtype: npt.DTypeLike) -> npt.NDArray[np.uint16]:
    """The bytes from a column on as one number a row, wherever in memory that falls."""
    return np.ndarray((len(rows),), dtype, rows.data, at, (rows.shape[1],))
