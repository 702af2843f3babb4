# SipHash-2-4 (Aumasson and Bernstein, 2012) of many 64-bit words at once: a keyed hash that
# nobody without the key can compute, so that what is kept of a value cannot be searched by
# trying all telephone numbers.
from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["KEY_BYTES", "siphash"]

Words = npt.NDArray[np.uint64]

KEY_BYTES = 16
_BYTES_A_WORD = 8
_INITIAL = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)


def siphash(words: Words, key: bytes) -> Words:
    """SipHash-2-4 of each word as a message of eight bytes, least first, under a 16-byte key.

    >>> word = np.frombuffer(bytes(range(8)), dtype="<u8")
    >>> hex(int(siphash(word, bytes(range(16)))[0]))
    '0x93f5f5799a932462'
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key of {KEY_BYTES} bytes is needed, not of {len(key)}")
    halves = np.frombuffer(key, dtype="<u8").astype(np.uint64)
    state = [
        np.full(len(words), np.uint64(constant) ^ halves[place % 2], dtype=np.uint64)
        for place, constant in enumerate(_INITIAL)
    ]
    # The last block of every message: its length in the highest byte, no bytes left over.
    length = np.full(len(words), np.uint64(_BYTES_A_WORD << 56), dtype=np.uint64)
    for block in (words.astype(np.uint64), length):
        state[3] ^= block
        _round(state)
        _round(state)
        state[0] ^= block
    state[2] ^= np.uint64(0xFF)
    for _ in range(4):
        _round(state)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _round(v: list[Words]) -> None:
    v[0] += v[1]
    v[1] = _turned(v[1], 13)
    v[1] ^= v[0]
    v[0] = _turned(v[0], 32)
    v[2] += v[3]
    v[3] = _turned(v[3], 16)
    v[3] ^= v[2]
    v[0] += v[3]
    v[3] = _turned(v[3], 21)
    v[3] ^= v[0]
    v[2] += v[1]
    v[1] = _turned(v[1], 17)
    v[1] ^= v[2]
    v[2] = _turned(v[2], 32)


def _turned(word: Words, bits: int) -> Words:
    return (word << np.uint64(bits)) | (word >> np.uint64(64 - bits))
