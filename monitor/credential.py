# How a request shows who it is from. Only that it does and in which way is told, and the account
# where it stands in clear (RFC 7617, RFC 7616); what proves it is never kept.
from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Final

__all__ = ["credentials_of"]

# Headers that carry a key of the caller's, by common use.
_KEYS: Final = frozenset({
    "x-api-key", "api-key", "apikey", "x-auth-token", "x-access-token", "x-token", "token",
    "access-token", "x-amz-security-token", "x-ca-key", "x-signature",
})  # fmt: skip
_KEY_IN_QUERY: Final = re.compile(
    rb"(?:^|[?&])(?:access_token|api_?key|app_?key|token|auth|sign(?:ature)?|x-amz-signature)=[^&]",
    re.IGNORECASE,
)
_SESSION: Final = re.compile(r"sess|sid|token|auth|jwt|login|ticket|sso|uid", re.IGNORECASE)
_USER: Final = re.compile(r'username="([^"]{1,128})"')
_SCHEMES: Final = ("basic", "bearer", "digest", "negotiate", "ntlm")
_LONGEST: Final = 128


def credentials_of(headers: Mapping[str, str], target: bytes) -> tuple[str, str | None]:
    """The kind of credentials a request shows, `none` for none, and the account if it names one.

    Headers are by their names in small letters.

    >>> credentials_of({"authorization": "Basic bGk6c2VjcmV0"}, b"/")
    ('basic', 'li')
    >>> credentials_of({"cookie": "theme=dark"}, b"/a?id=1")
    ('none', None)
    """
    said = headers.get("authorization") or headers.get("proxy-authorization") or ""
    if said:
        scheme, _, rest = said.partition(" ")
        kind = scheme.lower() if scheme.lower() in _SCHEMES else "other"
        return kind, _account(kind, rest)
    if any(headers.get(name) for name in _KEYS & headers.keys()):
        return "key", None
    names = [part.partition("=")[0] for part in headers.get("cookie", "").split(";")]
    if any(_SESSION.search(name) for name in names):
        return "cookie", None
    if _KEY_IN_QUERY.search(target):
        return "key", None
    return "none", None


def _account(kind: str, rest: str) -> str | None:
    if kind == "digest":
        found = _USER.search(rest)
        return found[1] if found else None
    if kind != "basic":
        return None
    try:
        name = base64.b64decode(rest.strip(), validate=True).partition(b":")[0].decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    return name if 0 < len(name) <= _LONGEST and name.isprintable() else None
