# Block ciphers over whole columns: AES (FIPS 197) and SM4 (GB/T 32907), one call for any
# number of blocks, and the keys that operators draw from the key of a domain, a different
# one for each use, so that what one operator shows says nothing about another.
from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

__all__ = ["BLOCK", "CIPHERS", "BlockCipher", "cbc_mac_states", "subkey"]

BLOCK = 16
"""Bytes of a block, of both ciphers."""

CIPHERS: Mapping[str, Callable[[bytes], Any]] = {"aes": algorithms.AES, "sm4": algorithms.SM4}
"""The ciphers by the name that policies use."""

_KEY_BYTES = {"aes": 32, "sm4": 16}
_SHORTEST_KEY = 16

Blocks: TypeAlias = "npt.NDArray[Any]"


class BlockCipher:
    """A block cipher under one key, from blocks to blocks.

    Raises ValueError for a cipher nobody knows and a key of a wrong length.
    """

    def __init__(self, cipher: str, key: bytes) -> None:
        if cipher not in CIPHERS:
            raise ValueError(f"no cipher is called {cipher!r}; there are {sorted(CIPHERS)}")
        try:
            algorithm = CIPHERS[cipher](key)
        except ValueError:
            # The library's own words are kept out: some versions quote what they were given.
            raise ValueError(f"a key of {len(key)} bytes is none of {cipher}") from None
        # Single blocks are what the modes below are built of; ECB is never a mode of ours.
        self._encryptor = Cipher(algorithm, modes.ECB()).encryptor()  # noqa: S305  see above

    def encrypt(self, blocks: Blocks) -> Blocks:
        """The blocks, each encrypted: any C-contiguous array of whole blocks, in its shape."""
        if not blocks.size:
            return blocks.copy()
        size = blocks.nbytes
        shown = np.empty(size + BLOCK, np.uint8)
        self._encryptor.update_into(blocks.data.cast("B"), shown.data)
        return shown[:size].view(blocks.dtype).reshape(blocks.shape)

    def encrypt_into(self, blocks: Blocks, out: npt.NDArray[np.uint8]) -> None:
        """As `encrypt`, into bytes of one block more than the input."""
        self._encryptor.update_into(blocks.data.cast("B"), out.data)

    def block(self, block: bytes) -> bytes:
        """One block encrypted."""
        return self._encryptor.update(block)


def cbc_mac_states(cipher: BlockCipher, head: bytes) -> bytes:
    """The chaining value after whole blocks that a column has in common."""
    state = bytes(BLOCK)
    for start in range(0, len(head), BLOCK):
        part = head[start : start + BLOCK]
        state = cipher.block(bytes(x ^ y for x, y in zip(state, part, strict=True)))
    return state


def subkey(key: bytes, use: str, cipher: str) -> bytes:
    """The key of a cipher for one use, from the key of a domain (one HMAC: NIST SP 800-108).

    With SHA-512, for pseudonyms are HMACs with SHA-256 and SM3 under the same key: no value that
    is given a pseudonym can be the label of a key.

    Raises ValueError for a key under 16 bytes.
    """
    if len(key) < _SHORTEST_KEY:
        raise ValueError(f"the key has {len(key)} bytes, at least {_SHORTEST_KEY} are needed")
    length = _KEY_BYTES[cipher]
    label = f"\x01tongguan {use} {cipher}\0".encode() + (8 * length).to_bytes(4, "big")
    return hmac.digest(key, label, "sha512")[:length]
