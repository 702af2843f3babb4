# A key that stays in a hardware token: the token is asked for a keyed digest (HMAC-SHA-256) of
# what the keyring says, and its answer opens the keyring. The token is named as RFC 7512 has
# it; its PIN is in a file, never in the name.
from __future__ import annotations

import functools
import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from schema import MisuseError, RefusedError

__all__ = ["SCHEME", "TokenKey", "digest_by_token", "token_key_of"]

SCHEME = "pkcs11"
_KNOWN = {"token", "serial", "object", "module-path", "pin-source"}
# What is refused is said by the names alone: a PIN may stand where it should not.
_HOW = "a key in a token is pkcs11:token=NAME;object=KEY?module-path=LIBRARY&pin-source=file:FILE"


@dataclass(frozen=True, slots=True)
class TokenKey:
    """Where a key is: in which token, under what label, by which library, with whose PIN."""

    module: Path
    label: str
    pin_source: Path
    token: str | None = None
    serial: str | None = None


def token_key_of(locator: str) -> TokenKey:
    """The key that a `pkcs11:` locator names.

    Raises MisuseError where it is none, or holds a PIN.

    >>> token_key_of("pkcs11:token=hall;object=ring?module-path=/l.so&pin-source=file:/pin").label
    'ring'
    """
    path, _, query = locator.partition(":")[2].partition("?")
    given: dict[str, str] = {}
    for part in [*path.split(";"), *query.split("&")]:
        name, equals, value = part.partition("=")
        if name == "pin-value":
            raise MisuseError(
                "a PIN does not belong in a name that others can read: pin-source=file:FILE"
            )
        if part and (not equals or name not in _KNOWN or name in given):
            raise MisuseError(_HOW)
        if part:
            given[name] = unquote(value)
    source = given.get("pin-source", "")
    wanting = not (given.get("object") and given.get("module-path") and source)
    if wanting or not (given.get("token") or given.get("serial")):
        raise MisuseError(_HOW)
    return TokenKey(
        Path(given["module-path"]),
        given["object"],
        Path(source.removeprefix("file://").removeprefix("file:")),
        given.get("token"),
        given.get("serial"),
    )


def digest_by_token(key: TokenKey, salt: bytes, pin: bytes) -> bytes:
    """The token's digest of the salt, 32 bytes.

    Raises RefusedError where there is no such token or key, or the PIN is not its, MisuseError
    where the library cannot be used.
    """
    pkcs11 = _library()
    refused: dict[type[Exception], str] = {
        pkcs11.exceptions.NoSuchToken: "there is no token of this name or serial number",
        pkcs11.exceptions.MultipleTokensReturned: "more than one token has this name: say its serial number",
        pkcs11.exceptions.PinIncorrect: "the token refuses the PIN",
        pkcs11.exceptions.PinLocked: "the token has locked its PIN",
    }
    try:
        module = pkcs11.lib(str(key.module))
    except (RuntimeError, pkcs11.exceptions.PKCS11Error, OSError):
        raise MisuseError(f"the token's library {key.module} cannot be loaded") from None
    try:
        with _token(module, key).open(user_pin=pin.decode(errors="replace")) as session:
            held = list(
                session.get_objects(
                    {
                        pkcs11.constants.Attribute.CLASS: pkcs11.constants.ObjectClass.SECRET_KEY,
                        pkcs11.constants.Attribute.LABEL: key.label,
                    }
                )
            )
            if len(held) != 1:
                raise RefusedError(
                    "more than one key of the token has this label"
                    if held
                    else "the token has no secret key of this label"
                )
            digest: bytes = held[0].sign(salt, mechanism=pkcs11.mechanisms.Mechanism.SHA256_HMAC)
            return digest
    except tuple(refused) as error:
        raise RefusedError(refused[type(error)]) from None
    except pkcs11.exceptions.PKCS11Error as error:
        # The class says what is wrong, and no more than that.
        raise RefusedError(f"the token did not answer: {type(error).__name__}") from None


def _token(module: Any, key: TokenKey) -> Any:
    serial = None if key.serial is None else key.serial.encode()
    return module.get_token(token_label=key.token, token_serial=serial)


@functools.cache
def _library() -> Any:
    try:
        for part in ("exceptions", "constants", "mechanisms"):
            importlib.import_module(f"pkcs11.{part}")
        return importlib.import_module("pkcs11")
    except ImportError:
        raise MisuseError(
            "a key in a token needs the extra pkcs11: pip install 'tongguan[pkcs11]'"
        ) from None
