# Custodians: the people whose agreement a reveal needs. Each has a passphrase of their own, of
# which a verifier is kept sealed (scrypt, RFC 7914), so that no one person is two. The first
# two are appointed freely; from then on a custodian agrees to every change.
from __future__ import annotations

import hmac
import secrets

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from schema import Custodian, MisuseError, RefusedError

from .kek import LEAST_PASSPHRASE
from .names import one_spelling
from .recording import Book
from .settings import Settings, open_book, read_site

__all__ = ["add_custodian", "list_custodians", "prove_custodian", "remove_custodian"]

_FREE = 2
_SALT_BYTES = 16
_COST = 2**16


def add_custodian(
    settings: Settings, name: str, passphrase: str, *, agreed: tuple[str, str] | None = None
) -> Custodian:
    """The custodian as appointed. `agreed` is another custodian with their passphrase, needed
    once there are two.

    Raises MisuseError for a name or passphrase that cannot be, RefusedError without agreement.
    """
    name = one_spelling(name)
    if not name:
        raise MisuseError("a custodian has a name")
    if len(passphrase) < LEAST_PASSPHRASE:
        raise MisuseError(f"a passphrase has {LEAST_PASSPHRASE} characters at least")
    with open_book(settings) as book:
        _agreed(book, name, agreed)
        salt = secrets.token_bytes(_SALT_BYTES)
        verifier = book.seal.seal(salt + _stretched(salt, passphrase), _context(name))
        custodian = Custodian(
            id=name, unit=read_site(settings).unit, time=book.now(), verifier=verifier
        )
        detail = {} if agreed is None else {"agreed": one_spelling(agreed[0])}
        book.record(
            [custodian],
            action="custodian.add",
            actor=settings.actor,
            unit=custodian.unit,
            detail={**detail},
        )
    return custodian


def remove_custodian(settings: Settings, name: str, *, agreed: tuple[str, str] | None) -> None:
    """Nothing; the custodian is none any more. Agreement is needed as for `add_custodian`."""
    with open_book(settings) as book:
        found = _known(book, name)
        _agreed(book, found.id, agreed)
        book.delete(
            Custodian, found.id, actor=settings.actor, unit=found.unit, action="custodian.remove"
        )


def list_custodians(settings: Settings) -> list[Custodian]:
    """The custodians by name."""
    with open_book(settings) as book:
        return book.list(Custodian)


def prove_custodian(book: Book, name: str, passphrase: str) -> str:
    """The custodian's name, once the passphrase proved it.

    Raises MisuseError where there is no such custodian, RefusedError for another passphrase.
    """
    found = _known(book, name)
    kept = book.seal.unseal(found.verifier, _context(found.id))
    salt, wanted = kept[:_SALT_BYTES], kept[_SALT_BYTES:]
    if not hmac.compare_digest(_stretched(salt, passphrase), wanted):
        raise RefusedError(f"this is not the passphrase of custodian {found.id}")
    return found.id


def _agreed(book: Book, name: str, agreed: tuple[str, str] | None) -> None:
    if len(book.list(Custodian)) < _FREE:
        return
    if agreed is None or one_spelling(agreed[0]) == name:
        raise RefusedError(
            "there are two custodians already: another one agrees to any change (--agreed-by NAME "
            "--agreed-passphrase-file FILE)"
        )
    prove_custodian(book, *agreed)


def _known(book: Book, name: str) -> Custodian:
    found = book.latest(Custodian, one_spelling(name))
    if found is None:
        raise MisuseError(f"{name!r} is no custodian (tongguan mask reveal custodians)")
    return found


def _stretched(salt: bytes, passphrase: str) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())


def _context(name: str) -> str:
    return f"custodian\0{name}"
