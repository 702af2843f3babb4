# Where the key-encryption key comes from: the installation's own key, or what a locator names
# (`passphrase:FILE`, `file:FILE`, `pkcs11:…`). A locator is a place, so that no secret is ever in an
# argument or the environment; what it holds never is in a message.
from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from schema import MisuseError, RefusedError
from store import Seal, Wrapping

from .token_key import SCHEME, digest_by_token, token_key_of

__all__ = ["LEAST_PASSPHRASE", "kind_of_locator", "secret_of"]

LEAST_PASSPHRASE = 12
_KINDS = {"": "installation", "passphrase": "passphrase", "file": "key-file", SCHEME: "token"}
_WRITTEN = {"passphrase": "passphrase:FILE", "key-file": "file:FILE", "token": "pkcs11:…"}
_ELSEWHERE = ("kms", "awskms", "azurekms", "gcpkms", "vault")
_KEY_BYTES = 32
_MOST_BYTES = 4096


def kind_of_locator(locator: str) -> str:
    """The kind of wrapping a locator asks for; "" asks for the installation's own key.

    Raises RefusedError for key services, which are served by their tokens' libraries alone,
    MisuseError for what is none.

    >>> kind_of_locator("passphrase:/run/secrets/keyring")
    'passphrase'
    """
    scheme = locator.partition(":")[0].lower()
    if scheme in _ELSEWHERE:
        raise RefusedError(
            f"a key service is reached by its PKCS#11 library (pkcs11:…), not as {scheme}; or let it "
            "write a key file (file:FILE) or a passphrase file (passphrase:FILE)"
        )
    if locator and (":" not in locator or scheme not in _KINDS):
        # Nobody knows what else was typed there; it is not said again.
        raise MisuseError("the keyring's key is passphrase:FILE, file:FILE or pkcs11:…")
    if scheme == SCHEME:
        token_key_of(locator)
    return _KINDS[scheme]


def secret_of(locator: str, seal: Seal) -> Callable[[Wrapping], bytes]:
    """What answers a keyring that asks for its secret.

    Raises RefusedError where the keyring asks for another kind than the locator has.
    """
    kind = kind_of_locator(locator)

    def answer(wrapping: Wrapping) -> bytes:
        if wrapping.kind != kind:
            wanted = _WRITTEN.get(wrapping.kind)
            if wanted is None:
                raise RefusedError(
                    "the keyring is wrapped by the installation's own key: leave TONGGUAN_KEK out, "
                    "or wrap it anew (tongguan mask keys wrap)"
                )
            raise RefusedError(
                f"the keyring is wrapped by a {wrapping.kind}: say where it is "
                f"(TONGGUAN_KEK={wanted})"
            )
        if kind == "installation":
            return seal.derive("keyring")
        if kind == "token":
            key = token_key_of(locator)
            pin = _first_line(_content(key.pin_source))
            return digest_by_token(key, wrapping.salt, pin)
        content = _content(Path(locator.partition(":")[2]))
        return _key(content) if kind == "key-file" else _passphrase(content)

    return answer


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = path.stat().st_mode
            if stat.S_ISREG(mode) and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise RefusedError(
                    "the file of the keyring's key can be used by others: chmod 600 it"
                )
            return file.read(_MOST_BYTES + 1)
    except OSError as error:
        # A passphrase typed in place of a path must not come back in a message.
        raise MisuseError(
            f"the file of the keyring's key cannot be read: {error.strerror}"
        ) from None


def _key(content: bytes) -> bytes:
    if len(content) == _KEY_BYTES:
        return content
    try:
        key = bytes.fromhex(content.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise MisuseError("a key file holds 32 bytes, or 64 hexadecimal digits")
    return key


def _passphrase(content: bytes) -> bytes:
    first = _first_line(content)
    if len(first) < LEAST_PASSPHRASE:
        raise MisuseError(f"a passphrase has {LEAST_PASSPHRASE} characters at least")
    return first


def _first_line(content: bytes) -> bytes:
    # Windows editors put a mark before the text, which is no part of it.
    return content.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].removesuffix(b"\r")
