# CMAC (NIST SP 800-38B) over rows of one length, and what is drawn with it: numbers that
# follow from a key and a cell alone, so that a row is treated alike wherever it stands.
from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .block_cipher import BLOCK, BlockCipher, subkey
from .row_groups import groups

__all__ = ["Cmac", "doubled", "drawn"]

Rows: TypeAlias = "npt.NDArray[np.uint8]"
Words: TypeAlias = "npt.NDArray[np.uint64]"

_ZERO = bytes(BLOCK)
# The polynomial of the field of 2**128 elements: x**128 + x**7 + x**2 + x + 1.
_REDUCTION = 0x87
_FIELD = (1 << 128) - 1


class Cmac:
    """CMAC under one key."""

    def __init__(self, cipher: str, key: bytes) -> None:
        self._cipher = BlockCipher(cipher, key)
        self._whole = doubled(self._cipher.block(_ZERO))
        self._cut = doubled(self._whole)

    def rows(self, rows: Rows) -> Rows:
        """The code of each row, 16 bytes."""
        count, length = rows.shape
        blocks = max(-(-length // BLOCK), 1)
        cut = length < blocks * BLOCK
        padded = np.zeros((count, blocks * BLOCK), np.uint8)
        padded[:, :length] = rows
        if cut:
            padded[:, length] = 0x80
        padded[:, -BLOCK:] ^= np.frombuffer(self._cut if cut else self._whole, np.uint8)
        state = np.zeros((count, BLOCK), np.uint8)
        for start in range(0, blocks * BLOCK, BLOCK):
            state = self._cipher.encrypt(state ^ padded[:, start : start + BLOCK])
        return state

    def of(self, message: bytes) -> bytes:
        """The code of one message."""
        return self.rows(np.frombuffer(message, np.uint8)[None]).tobytes()


def doubled(block: bytes) -> bytes:
    """A block times x in the field, which makes subkeys of blocks."""
    number = int.from_bytes(block, "big") << 1
    return ((number & _FIELD) ^ (_REDUCTION if number > _FIELD else 0)).to_bytes(BLOCK, "big")


def drawn(texts: pa.Array[Any], key: bytes, use: str) -> Words:
    """Two words a cell, as good as drawn by lot, that follow from key, use and cell alone.

    Null and empty cells are alike in this.
    """
    code = Cmac("aes", subkey(key, use, "aes"))
    words = np.empty((len(texts), BLOCK), np.uint8)
    words[:] = np.frombuffer(code.of(b""), np.uint8)
    for which, rows in groups(texts):
        words[which] = code.rows(rows)
    return words.view(np.uint64)
