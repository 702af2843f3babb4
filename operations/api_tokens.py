# Tokens that programs sign in with: each serves one recipient for purposes named in advance,
# so that a pipeline can mask what it was let mask and nothing else. The token is shown once;
# what is kept is its digest. To see values again takes two custodians, when the token is made.
from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace

from schema import ApiToken, MisuseError, RefusedError

from .custodians import prove_custodian
from .names import one_spelling
from .recording import Book
from .settings import Settings, open_book, read_policies, read_site
from .share_terms import known_purpose

__all__ = ["SCOPES", "IssuedToken", "add_token", "list_tokens", "revoke_token", "token_digest"]

SCOPES = ("mask", "reveal", "drill")
_PREFIX = "tg_"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token as it was made, and the only sight of it."""

    record: ApiToken
    token: str

    def __repr__(self) -> str:
        return f"IssuedToken({self.record.id!r})"


@functools.lru_cache(maxsize=1_024)
def token_digest(token: str) -> str:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_token(
    settings: Settings,
    name: str,
    *,
    recipient: str,
    purposes: Collection[str],
    scopes: Collection[str],
    approver: str,
    days: int = 90,
    passphrases: tuple[str, str] | None = None,
) -> IssuedToken:
    """The token as recorded, with its secret, which is not kept.

    With the scope `drill` somebody, the `recipient`, is exercise control on the pages of drills;
    that serves no purpose of masking.

    For the scope `reveal` the acting person and the approver are custodians, and
    `passphrases` proves both. Raises MisuseError for what cannot be asked, RefusedError where
    somebody may not.
    """
    if not _NAME.fullmatch(name):
        raise MisuseError(f"a token is called by small letters, digits, dots and hyphens: {name!r}")
    wanted = tuple(scope for scope in SCOPES if scope in scopes)
    if not wanted or len(wanted) < len(set(scopes)):
        raise MisuseError(f"the scopes of a token are of: {', '.join(SCOPES)}")
    if not 1 <= days <= _LONGEST_DAYS:
        raise MisuseError(f"a token lasts from 1 to {_LONGEST_DAYS} days")
    recipient, approver = one_spelling(recipient), one_spelling(approver)
    if not recipient or not approver:
        raise MisuseError("a token needs its recipient and its approver by name")
    policies = read_policies(settings)
    for purpose in purposes:
        known_purpose(policies, purpose)
    if not purposes and wanted != ("drill",):
        raise MisuseError("a token serves one purpose at least")
    with open_book(settings) as book:
        if _latest(book, name) is not None:
            raise MisuseError(f"there is a token {name} already, or there was: take another name")
        if "reveal" in wanted:
            _prove_two(book, settings.actor, approver, passphrases)
        now = book.now()
        until = dt.datetime.fromisoformat(now) + dt.timedelta(days=days)
        token = _PREFIX + secrets.token_urlsafe(32)
        record = ApiToken(
            id=name,
            unit=read_site(settings).unit,
            time=now,
            digest=token_digest(token),
            scopes=wanted,
            recipient=recipient,
            purposes=tuple(sorted(set(purposes))),
            approver=approver,
            expires=until.date().isoformat(),
        )
        _record(book, settings, record, "token.add")
    return IssuedToken(record, token)


def list_tokens(settings: Settings) -> list[ApiToken]:
    """Every token there ever was, by name."""
    with open_book(settings) as book:
        return book.list(ApiToken)


def revoke_token(settings: Settings, name: str) -> ApiToken:
    """The token as revoked: from now on nobody signs in with it."""
    with open_book(settings) as book:
        found = _latest(book, name)
        if found is None:
            raise MisuseError(f"there is no token {name} (tongguan token list)")
        if found.state == "revoked":
            raise MisuseError(f"token {name} is revoked already")
        record = replace(found, state="revoked", time=book.now())
        _record(book, settings, record, "token.revoke")
    return record


def _latest(book: Book, name: str) -> ApiToken | None:
    return book.latest(ApiToken, name)


def _prove_two(book: Book, actor: str, approver: str, passphrases: tuple[str, str] | None) -> None:
    if passphrases is None:
        raise RefusedError("a token that reveals needs two custodians with their passphrases")
    first = prove_custodian(book, actor, passphrases[0])
    if first == prove_custodian(book, approver, passphrases[1]):
        raise RefusedError(
            "who makes a token that reveals cannot approve it: another custodian does"
        )


def _record(book: Book, settings: Settings, record: ApiToken, action: str) -> None:
    detail = {"token": record.id, "recipient": record.recipient}
    book.record([record], action=action, actor=settings.actor, unit=record.unit, detail={**detail})
