# The keyring: the keys of masking in one file, each wrapped (AES-256-GCM) by a key-encryption
# key and bound to its name and use, so that none can be put in another's place. The file says
# neither whose keys they are nor what for; the records do. It is replaced in one piece, and
# what is wiped from it is written over first: a key that is gone is gone.
from __future__ import annotations

import base64
import binascii
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .error import SealBroken, StoreError
from .sync import sync_directory
from .wrapping import WRAPPINGS, Wrapping, key_encryption_key

__all__ = ["KEYRING_FILE", "Keyring"]

KEYRING_FILE = "keyring"
_FORMAT = 1
_NONCE_BYTES = 12
_CHECK = "check"
# What reading a file that is no keyring ends in.
_DAMAGED = (ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class _Content:
    wrapping: Wrapping
    check: str
    keys: Mapping[str, str]


class Keyring:
    """The keys of one installation, open under its key-encryption key.

    `secret_of` is asked for the secret once the kind of wrapping is known. Readers take the
    file as it is; who changes it does so inside `changing`, one process at a time.
    """

    __slots__ = ("_cipher", "_path")

    def __init__(self, path: Path, cipher: AESGCM) -> None:
        self._path = path
        self._cipher = cipher

    @classmethod
    def make(cls, path: Path, wrapping: Wrapping, secret: bytes) -> Self:
        """An empty keyring at `path`, unless there is one already, which is then opened."""
        with _lock(path):
            if path.exists():
                return cls.open(path, lambda _: secret)
            cipher = AESGCM(key_encryption_key(wrapping, secret))
            _write(path, _Content(wrapping, _wrapped(cipher, b"", _CHECK), {}))
            return cls(path, cipher)

    @classmethod
    def open(cls, path: Path, secret_of: Callable[[Wrapping], bytes]) -> Self:
        """The keyring of a file. Raises StoreError where it is missing or damaged, SealBroken
        where the secret is another.
        """
        content = _read(path)
        cipher = AESGCM(key_encryption_key(content.wrapping, secret_of(content.wrapping)))
        _refuse_other(cipher, content)
        return cls(path, cipher)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Alone with the keyring, until what belongs to the change is recorded too."""
        with _lock(self._path):
            yield

    def names(self) -> frozenset[str]:
        """The names of the keys it holds."""
        return frozenset(_read(self._path).keys)

    def key(self, name: str, use: str) -> bytes:
        """The key of that name, as it was added for that use.

        Raises StoreError where it is not there, SealBroken where it is for another use.
        """
        content = _read(self._path)
        _refuse_other(self._cipher, content)
        if name not in content.keys:
            raise StoreError(
                f"key {name} is not in the keyring; restore the keyring from your backup"
            )
        return _unwrapped(self._cipher, content.keys[name], _bound(name, use))

    def add(self, name: str, use: str, key: bytes) -> None:
        """The key under a name, on disk on return; inside `changing`."""
        content = _read(self._path)
        _refuse_other(self._cipher, content)
        wrapped = _wrapped(self._cipher, key, _bound(name, use))
        _write(
            self._path, _Content(content.wrapping, content.check, {**content.keys, name: wrapped})
        )

    def wipe(self, names: Collection[str]) -> None:
        """These keys gone, if they were there; inside `changing`."""
        content = _read(self._path)
        kept = {name: key for name, key in content.keys.items() if name not in names}
        if len(kept) < len(content.keys):
            _write(self._path, _Content(content.wrapping, content.check, kept))

    def rewrap(self, wrapping: Wrapping, secret: bytes, uses: Mapping[str, str]) -> None:
        """Every key wrapped anew under another secret; inside `changing`.

        `uses` has the use of each key by name; one without a use is left behind.
        """
        content = _read(self._path)
        _refuse_other(self._cipher, content)
        cipher = AESGCM(key_encryption_key(wrapping, secret))
        keys = {}
        for name, use in uses.items():
            if name in content.keys:
                bound = _bound(name, use)
                keys[name] = _wrapped(
                    cipher, _unwrapped(self._cipher, content.keys[name], bound), bound
                )
        _write(self._path, _Content(wrapping, _wrapped(cipher, b"", _CHECK), keys))
        self._cipher = cipher

    def __repr__(self) -> str:
        return "Keyring()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keyring stays in its process; hand on single keys instead")


def _bound(name: str, use: str) -> str:
    return f"key\x00{name}\x00{use}"


def _wrapped(cipher: AESGCM, key: bytes, bound: str) -> str:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.b64encode(nonce + cipher.encrypt(nonce, key, bound.encode())).decode("ascii")


def _unwrapped(cipher: AESGCM, wrapped: str, bound: str) -> bytes:
    try:
        octets = base64.b64decode(wrapped, validate=True)
        return cipher.decrypt(octets[:_NONCE_BYTES], octets[_NONCE_BYTES:], bound.encode())
    except (binascii.Error, InvalidTag, ValueError):
        raise SealBroken("a key of the keyring does not open: it was changed or moved") from None


def _refuse_other(cipher: AESGCM, content: _Content) -> None:
    try:
        _unwrapped(cipher, content.check, _CHECK)
    except SealBroken:
        raise SealBroken(
            f"the keyring is wrapped by another {content.wrapping.kind} than the one given"
        ) from None


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    held = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _read(path: Path) -> _Content:
    with contextlib.suppress(*_DAMAGED):
        return _parsed(_octets(path))
    # Whoever replaces the file writes over the old one: what was read then is read again.
    try:
        return _parsed(_octets(path))
    except _DAMAGED:
        raise StoreError(
            f"{path} is no keyring, or is damaged; restore it from your backup"
        ) from None


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise StoreError(
            f"{path} is missing: without it no masking key of this installation is left; "
            "restore it from your backup"
        ) from None
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {error.strerror}") from None


def _parsed(octets: bytes) -> _Content:
    body = json.loads(octets)
    by = body["wrapped_by"]
    keys = body["keys"]
    if body["format"] != _FORMAT or by["kind"] not in WRAPPINGS:
        raise ValueError
    if not all(isinstance(part, str) for pair in keys.items() for part in pair):
        raise TypeError
    wrapping = Wrapping(by["kind"], bytes.fromhex(by.get("salt", "")), int(by.get("cost", 0)))
    return _Content(wrapping, str(body["check"]), dict(keys))


def _write(path: Path, content: _Content) -> None:
    """The file replaced in one piece, the one it was written over."""
    by: dict[str, str | int] = {"kind": content.wrapping.kind}
    if content.wrapping.salt:
        by |= {"kdf": "scrypt" if content.wrapping.cost else "hmac-sha256"}
        by |= {"salt": content.wrapping.salt.hex(), "cost": content.wrapping.cost}
    body = {"format": _FORMAT, "wrapped_by": by, "check": content.check, "keys": content.keys}
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    held = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(held, "w", encoding="ascii") as file:
            json.dump(body, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.ExitStack() as old:
            before = None
            with contextlib.suppress(FileNotFoundError):
                before = old.enter_context(path.open("r+b"))
            aside.replace(path)
            sync_directory(path.parent)
            if before is not None:
                before.write(secrets.token_bytes(os.fstat(before.fileno()).st_size))
                before.flush()
                os.fsync(before.fileno())
    except OSError as error:
        raise StoreError(f"the keyring {path} cannot be written: {error.strerror}") from None
    finally:
        aside.unlink(missing_ok=True)
