# The codes of recipients: each has a bit of its own at every place there is, independent of all
# others' (a random code, as of Tardos, STOC 2003, though not shortened). A place is a number that
# whoever reads the mark finds again; nothing of a code is kept, it is drawn anew from the key.
from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

__all__ = [
    "CODES_IN_A_BLOCK",
    "Bits",
    "Integers",
    "code_bits",
    "code_block",
    "encrypted",
    "encrypting",
]

Integers = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint8]

CODES_IN_A_BLOCK = 128
"""Marks whose bits at a place are drawn together, as one block of the cipher."""


def code_block(places: Integers, unit: int, block: int, key: bytes) -> Bits:
    """The bits of CODES_IN_A_BLOCK marks at these places, packed, a row for each place: mark
    `block * CODES_IN_A_BLOCK` first.
    """
    plain = np.empty((len(places), 2), ">i8")
    plain[:, 0] = places
    plain[:, 1] = (block << 16) | ((unit + 128) << 8) | 1
    return encrypted(plain.tobytes(), key).reshape(-1, 16)


def code_bits(places: Integers, unit: int, number: int, key: bytes) -> Bits:
    """The bit that the mark with this number has at each place."""
    block, bit = divmod(number, CODES_IN_A_BLOCK)
    packed = code_block(places, unit, block, key)
    bits: Bits = packed[:, bit // 8] >> np.uint8(7 - bit % 8) & np.uint8(1)
    return bits


def encrypted(plain: bytes, key: bytes) -> Bits:
    """AES-256 of each block: as a function that nobody without the key can foretell."""
    return np.frombuffer(encrypting(key)(plain), np.uint8)


def encrypting(key: bytes) -> Callable[[bytes], bytes]:
    """What encrypts whole blocks under the key, for any number of threads."""
    # The mode gives each block its own answer, which is what is wanted of a function.
    cipher = Cipher(algorithms.AES256(key), modes.ECB())  # noqa: S305
    held = threading.local()

    def encrypt(plain: bytes) -> bytes:
        try:
            own: CipherContext = held.own
        except AttributeError:
            own = held.own = cipher.encryptor()
        return own.update(plain)

    return encrypt
