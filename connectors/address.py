# Where a database server answers, read from its URL: `scheme://user@host:port/database?…`.
# A URL holds no password and no parameter beyond those its connector names; what is wrong
# with one is said without echoing it, since a slip of the pen may have put a secret there.
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from schema.error import MisuseError

__all__ = ["Address", "address", "http_address"]

_OVER_HTTP = frozenset({"sslmode", "sslrootcert"})


@dataclass(frozen=True, slots=True)
class Address:
    """A server and what to read on it; `schemas` are those a repeated `schema=` names."""

    scheme: str
    host: str
    port: int
    database: str
    user: str
    schemas: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The URL, canonical and without `schema`; it can be located again."""
        tail = urlencode(sorted(self.parameters.items()), safe="/")
        return f"{self.source}?{tail}" if tail else self.source

    @property
    def source(self) -> str:
        """The name people know it by: no password, no TLS settings."""
        who = f"{_plain(self.user)}@" if self.user else ""
        where = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{who}{where}:{self.port}/{_plain(self.database)}"


def address(url: str, ports: Mapping[str, int], parameters: frozenset[str]) -> Address:
    """The parts of a URL whose scheme is one of `ports`, each with its usual port.

    Raises MisuseError where it cannot be read, holds a password, or sets a parameter that
    is not among `parameters`.

    >>> address("mysql://reader@db/人员?schema=a", {"mysql": 3306}, frozenset()).source
    'mysql://reader@db:3306/人员'
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise MisuseError("the database's URL cannot be read; check its host and port") from None
    if parts.scheme not in ports:
        expected = " or ".join(f"{scheme}://" for scheme in ports)
        raise MisuseError(f"the database's URL starts with {expected}")
    query = parse_qsl(parts.query, keep_blank_values=True)
    if parts.password is not None or any("passw" in key.lower() for key, _ in query):
        raise MisuseError(
            "a URL must not hold a password: register the source with "
            "tongguan source add NAME URL --password-file FILE and name it instead"
        )
    if unknown := sorted({key for key, _ in query} - parameters - {"schema"}):
        raise MisuseError(f"unknown parameter in the database's URL: {', '.join(unknown)}")
    if "," in parts.netloc:
        raise MisuseError("name one host in the database's URL, not a list of them")
    return Address(
        scheme=parts.scheme,
        host=unquote(parts.hostname or "") or "localhost",
        port=port or ports[parts.scheme],
        database=unquote(parts.path.strip("/")),
        user=unquote(parts.username or ""),
        schemas=tuple(dict.fromkeys(value for key, value in query if key == "schema" and value)),
        parameters={key: value for key, value in query if key != "schema"},
    )


def http_address(url: str, ports: Mapping[str, int], product: str) -> Address:
    """The parts of a URL of a product that is spoken to over HTTP.

    Raises MisuseError as `address` does, and for an `sslmode` that would not encrypt.
    """
    place = address(url, ports, _OVER_HTTP)
    if place.parameters.get("sslmode", "verify-full") not in {"require", "verify-full"}:
        raise MisuseError(f"sslmode of {product} is verify-full, or require for any certificate")
    return place


def _plain(text: str) -> str:
    # Chinese stays legible; only what would break the URL's own grammar is escaped.
    return re.sub(r"[\s%/?#@:\[\]]", lambda found: quote(found[0], safe=""), text)
