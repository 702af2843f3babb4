# The installation's key: 32 random bytes in a file only its owner can read. Everything secret
# hangs from it by HKDF (RFC 5869): sealing (AES-256-GCM, NIST SP 800-38D), the signing key of
# the ledger (Ed25519) and the keys handed to masking and digests. No key shows in a repr, and
# a seal cannot be pickled into another process by accident.
from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import NoReturn, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from schema import RefusedError

from .error import SealBroken, StoreError
from .sync import sync_directory

__all__ = ["KEY_FILE", "Seal"]

KEY_FILE = "key"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
_VERSION = b"\x01"
# What the suite uses itself stays apart from what callers name, so that no context a caller
# chooses can ever give out the signing key.
_OWN = b"tongguan\x00own\x00"
_DERIVED = b"tongguan\x00derived\x00"


class Seal:
    """Seals bytes and derives keys under one installation's key."""

    __slots__ = ("_cipher", "_root")

    def __init__(self, root: bytes) -> None:
        if len(root) != _KEY_BYTES:
            raise ValueError(f"an installation's key is {_KEY_BYTES} bytes")
        self._root = root
        self._cipher = AESGCM(_hkdf(root, _OWN + b"seal"))

    @classmethod
    def open(cls, home: Path, *, create: bool = True, guarded: bool = True) -> Self:
        """The seal of the installation in `home`; its key is made if there is none.

        `guarded` False takes a key that others can read too, as it may stand on a disk that
        is mounted read-only, where nobody can change that and nothing is sealed. Safe between processes: the first to come makes the key, all others read that one.
        Raises RefusedError where others can read the file, StoreError where it is missing
        (with `create` False) or is no key.
        """
        path = home / KEY_FILE
        if not path.exists():
            if not create:
                raise StoreError(
                    f"{path} is missing: without it this installation's ledger cannot be "
                    "verified nor its passwords opened; restore it from your backup"
                )
            _make_key(path)
        return cls(_read_key(path, guarded=guarded))

    def seal(self, content: bytes, context: str) -> bytes:
        """The content, encrypted and bound to its context (such as a source's name).

        One version byte, a random nonce of 12 bytes, ciphertext with its tag of 16.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, content, _bound(context))

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """What was sealed under this context. Raises SealBroken for anything else."""
        if len(sealed) < 1 + _NONCE_BYTES + _TAG_BYTES or sealed[:1] != _VERSION:
            raise SealBroken("this was not sealed here, or was cut short")
        nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, ciphertext, _bound(context))
        except InvalidTag:
            raise SealBroken("this does not open: another key, another name, or changed") from None

    def derive(self, context: str, length: int = _KEY_BYTES) -> bytes:
        """A key of its own for each context, the same on every call (HKDF-SHA256)."""
        if not context:
            raise ValueError("a derived key needs a context that names its use")
        return _hkdf(self._root, _DERIVED + context.encode(), length)

    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs this installation's ledger."""
        return Ed25519PrivateKey.from_private_bytes(_hkdf(self._root, _OWN + b"ledger signing"))

    def __repr__(self) -> str:
        return "Seal()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a seal stays in its process; hand on derived keys instead")


def _hkdf(root: bytes, info: bytes, length: int = _KEY_BYTES) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(root)


def _bound(context: str) -> bytes:
    return b"tongguan seal 1\x00" + context.encode()


def _make_key(path: Path) -> None:
    """A new key file, unless another process was faster.

    Written aside and linked into place: a link fails where the name is taken, a rename would
    replace the key another process has begun to use, and nobody ever reads half a key.
    """
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(aside, flags, stat.S_IRUSR | stat.S_IWUSR)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return
        sync_directory(path.parent)
    finally:
        aside.unlink()


def _read_key(path: Path, *, guarded: bool) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {error.strerror}") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise RefusedError(f"{path} is not an ordinary file")
        if guarded and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise RefusedError(
                f"{path} can be used by others (mode {stat.S_IMODE(mode):04o}): "
                f"take it as known to them, or run `chmod 600 {path}` if it is not"
            )
        root = os.read(descriptor, _KEY_BYTES + 1)
    finally:
        os.close(descriptor)
    if len(root) != _KEY_BYTES:
        raise StoreError(f"{path} is not a key of {_KEY_BYTES} bytes; restore it from your backup")
    return root
