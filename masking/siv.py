# Deterministic authenticated encryption, SIV of RFC 5297, over rows of one length at a time:
# the same value under the same key is the same text again, and nothing else is told. With AES
# it is the RFC's AEAD; with SM4 the same construction over that cipher.
from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .block_cipher import BLOCK, BlockCipher
from .cmac import Cmac, doubled

__all__ = ["Siv"]

Rows: TypeAlias = "npt.NDArray[np.uint8]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"

_ZERO = bytes(BLOCK)
# Two bits of the counter are cleared, so that it can be added to without a carry (section 2.5).
_CLEARED = np.frombuffer(bytes.fromhex("ffffffffffffffff7fffffff7fffffff"), np.uint8)


class Siv:
    """SIV under a key of twice the cipher's length, for values that stand in one `context`."""

    def __init__(self, cipher: str, key: bytes, context: tuple[bytes, ...] = ()) -> None:
        half = len(key) // 2
        self._mac = Cmac(cipher, key[:half])
        self._stream = BlockCipher(cipher, key[half:])
        chained = self._mac.of(_ZERO)
        for part in context:
            chained = _xor(doubled(chained), self._mac.of(part))
        self._chained = chained

    def sealed(self, rows: Rows) -> Rows:
        """Each row with its synthetic vector of 16 bytes before it, encrypted."""
        vectors = self._vectors(rows)
        return np.concatenate([vectors, rows ^ self._keystream(vectors, rows.shape[1])], axis=1)

    def opened(self, rows: Rows) -> tuple[Rows, Marks]:
        """What `sealed` was given, and a mark on rows that were not sealed so."""
        if rows.shape[1] < BLOCK:
            return rows[:, :0], np.ones(len(rows), np.bool_)
        vectors = np.ascontiguousarray(rows[:, :BLOCK])
        values = rows[:, BLOCK:] ^ self._keystream(vectors, rows.shape[1] - BLOCK)
        return values, (self._vectors(values) != vectors).any(axis=1)

    def _vectors(self, rows: Rows) -> Rows:
        """S2V of section 2.4, its last step; the steps before are the same for all rows."""
        length = rows.shape[1]
        if length >= BLOCK:
            last = rows.copy()
            last[:, -BLOCK:] ^= _bytes(self._chained)
        else:
            last = np.zeros((len(rows), BLOCK), np.uint8)
            last[:, :length] = rows
            last[:, length] = 0x80
            last ^= _bytes(doubled(self._chained))
        return self._mac.rows(last)

    def _keystream(self, vectors: Rows, length: int) -> Rows:
        """CTR from the vectors on."""
        blocks = -(-length // BLOCK)
        counters = np.repeat((vectors & _CLEARED)[:, None], blocks, axis=1)
        last = counters.view(">u4")[:, :, 3]
        last += np.arange(blocks, dtype=np.uint32)
        return self._stream.encrypt(counters).reshape(len(vectors), -1)[:, :length]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(one, other, strict=True))


def _bytes(block: bytes) -> Rows:
    return np.frombuffer(block, np.uint8)
