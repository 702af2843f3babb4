# Bytes as characters that any file, column or address bar takes, without padding: base64url
# (RFC 4648, section 5), and base32 in small letters for columns that fold case.
from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["BASE32", "BASE64", "from_printable", "printable"]

Rows: TypeAlias = "npt.NDArray[np.uint8]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"

BASE32 = b"abcdefghijklmnopqrstuvwxyz234567"
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

_CHUNK = 1 << 14


def printable(rows: Rows, base: bytes) -> Rows:
    """Each row of bytes as characters of the base.

    >>> printable(np.frombuffer(b"foob", np.uint8)[None], BASE64).tobytes()
    b'Zm9vYg'
    """
    bits = _bits(base)
    length = -(-rows.shape[1] * 8 // bits)
    shown = np.empty((len(rows), length), np.uint8)
    if not length:
        return shown
    weights = 1 << np.arange(bits - 1, -1, -1, dtype=np.uint8)
    characters = np.frombuffer(base, np.uint8)
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        single = np.zeros((len(part), length * bits), np.uint8)
        single[:, : part.shape[1] * 8] = np.unpackbits(part, axis=1)
        shown[start : start + _CHUNK] = characters[single.reshape(-1, length, bits) @ weights]
    return shown


def from_printable(rows: Rows, base: bytes) -> tuple[Rows, Marks]:
    """What `printable` was given, and a mark on rows that it cannot have made."""
    bits = _bits(base)
    length = rows.shape[1] * bits // 8
    values = np.full(256, 0xFF, np.uint8)
    values[np.frombuffer(base, np.uint8)] = np.arange(len(base))
    numbers = values[rows]
    marks = (numbers == 0xFF).any(axis=1)
    numbers[marks] = 0
    single = np.unpackbits(numbers[:, :, None], axis=2)[:, :, 8 - bits :].reshape(len(rows), -1)
    marks |= single[:, length * 8 :].any(axis=1)
    return np.packbits(single[:, : length * 8], axis=1), marks


def _bits(base: bytes) -> int:
    return len(base).bit_length() - 1
