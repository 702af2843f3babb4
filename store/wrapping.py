# What a keyring is wrapped by: the installation's own key, a passphrase (scrypt, RFC 7914), a
# key file that may lie on another disk, or a token that answers with a keyed digest. From each comes one key-encryption key of 32 bytes,
# and the keyring says of which kind it is, never what it is.
from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from .error import StoreError

__all__ = ["WRAPPINGS", "Wrapping", "key_encryption_key", "new_wrapping"]

WRAPPINGS = ("installation", "key-file", "passphrase", "token")
"""The kinds of wrapping."""

# 128 MB and about half a second a guess; what a file asks for must stay near it.
_COST = 2**17
_LEAST_COST, _MOST_COST = 2**10, 2**20
_SALT_BYTES = 16
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Wrapping:
    """A kind of wrapping.

    `salt` is stretched with a passphrase, or digested by a token; `cost` is scrypt's N.
    """

    kind: str
    salt: bytes = b""
    cost: int = 0


def new_wrapping(kind: str, *, cost: int = _COST) -> Wrapping:
    """A wrapping of this kind, with a salt of its own where it needs one.

    >>> new_wrapping("key-file")
    Wrapping(kind='key-file', salt=b'', cost=0)
    """
    if kind not in WRAPPINGS:
        raise ValueError(f"no wrapping is called {kind!r}; there are {WRAPPINGS}")
    if kind == "passphrase":
        return Wrapping(kind, secrets.token_bytes(_SALT_BYTES), cost)
    return Wrapping(kind, secrets.token_bytes(_SALT_BYTES) if kind == "token" else b"")


def key_encryption_key(wrapping: Wrapping, secret: bytes) -> bytes:
    """The key of 32 bytes that a secret gives under a wrapping.

    Raises StoreError where the wrapping was not written by this program.
    """
    if wrapping.kind == "passphrase":
        cost, salt = wrapping.cost, wrapping.salt
        if not _LEAST_COST <= cost <= _MOST_COST or cost & (cost - 1) or len(salt) < _SALT_BYTES:
            raise StoreError("the keyring names a way to stretch its passphrase that is not ours")
        return Scrypt(salt=salt, length=_KEY_BYTES, n=cost, r=8, p=1).derive(secret)
    if wrapping.kind == "token" and len(wrapping.salt) < _SALT_BYTES:
        raise StoreError("the keyring does not say what its token is to digest")
    info = b"tongguan keyring\x00" + wrapping.kind.encode()
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(secret)
