# One request over HTTP with its answer: for interfaces that act, and people's chat robots. No
# redirection is followed, since whoever is sent somewhere else must not carry a secret there; what is
# told of a failure holds no address with a secret in it.
from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from schema import MisuseError, SourceError

from .trust import tls_problem, trusting

__all__ = ["HttpAnswer", "http_host", "send_http"]

_TIMEOUT_S: Final = 10.0
_MOST_BYTES: Final = 65_536
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer's status, and the beginning of its body."""

    status: int
    body: bytes

    @property
    def is_good(self) -> bool:
        """Whether the request was taken."""
        return 200 <= self.status < 300


def http_host(url: str) -> str:
    """Where a URL leads, without what may be secret in it. Raises MisuseError where it leads nowhere.

    >>> http_host("https://robot.example:8443/send?key=secret")
    'robot.example:8443'
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise MisuseError("the address cannot be read; check its host and port") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise MisuseError("an address begins with https:// or http:// and names a host")
    if parts.username or parts.password:
        raise MisuseError("an address must not hold a password: give it as the secret")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise MisuseError("secrets go by https:// only; http:// is for this machine itself")
    return parts.netloc


def send_http(
    url: str,
    body: bytes = b"",
    *,
    method: str = "POST",
    headers: Mapping[str, str] | None = None,
    authority: str = "",
    timeout_s: float = _TIMEOUT_S,
) -> HttpAnswer:
    """The answer to a request; `authority` is a file of certificates to trust in place of the system's.

    Raises MisuseError for an address that cannot be, SourceError where nobody answers.
    """
    host = http_host(url)
    parts = urlsplit(url)
    assert parts.hostname is not None
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = trusting(authority, host)
        connection = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=timeout_s, context=context
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout_s)
    try:
        connection.request(
            method, target, body or None, {"User-Agent": "tongguan", **(headers or {})}
        )
        answer = connection.getresponse()
        return HttpAnswer(answer.status, answer.read(_MOST_BYTES))
    except ssl.SSLError as error:
        raise SourceError(tls_problem(error), source=host) from None
    except TimeoutError:
        raise SourceError(f"no answer within {timeout_s:g} s", source=host) from None
    except socket.gaierror:
        raise SourceError("the host's name is not known", source=host) from None
    except (OSError, http.client.HTTPException):
        raise SourceError(
            "nothing answers there, or the connection broke off", source=host
        ) from None
    finally:
        connection.close()
