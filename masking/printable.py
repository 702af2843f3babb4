# Bytes as characters that any file, column or address bar takes, without padding: base64url
# (RFC 4648, section 5), and base32 in small letters for columns that fold case.
from __future__ import annotations

import math
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
    taken, given = _group(bits)
    groups = -(-rows.shape[1] // taken)
    shown = np.empty((len(rows), groups * given), np.uint8)
    characters = np.frombuffer(base, np.uint8)
    mask = len(base) - 1
    for start in range(0, len(rows), _CHUNK):
        part = slice(start, start + _CHUNK)
        held = np.zeros((len(rows[part]), groups * taken), np.uint8)
        held[:, : rows.shape[1]] = rows[part]
        numbers = np.zeros((len(held), groups), np.int64)
        for place in range(taken):
            numbers = numbers << 8 | held[:, place::taken]
        for place in range(given):
            codes = numbers >> bits * (given - 1 - place) & mask
            shown[part, place::given] = characters.take(codes)
    return shown[:, :length]


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


def _group(bits: int) -> tuple[int, int]:
    """The fewest bytes that make whole characters, and how many of those."""
    return bits // math.gcd(bits, 8), 8 // math.gcd(bits, 8)


def _bits(base: bytes) -> int:
    return len(base).bit_length() - 1
