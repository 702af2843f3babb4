# Exchanges of HTTP that came in clear from where TLS ends: handed over by proxies and servers,
# or kept by browsers (HAR). They are put to the reader that reads connections, so that what is
# learnt of a request does not depend on how it came here.
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from .http import Http
from .noted import Noted, Value
from .stream import Gap

__all__ = ["Exchange", "Message", "noted_of"]

# What says how a body was cut up on the way, which it is not any more; and the first line.
_FRAMING: Final = re.compile(
    rb"^(?:transfer-encoding|content-length|connection|upgrade|expect)[ \t]*:[^\n]*\n",
    re.IGNORECASE | re.MULTILINE,
)
_VERSION: Final = re.compile(rb"HTTP/[0-9.]+")
_BODILESS: Final = re.compile(rb"HTTP/1\.1 (?:1\d\d|204|304)")


@dataclass(frozen=True, slots=True)
class Message:
    """A head as HTTP has it, with its empty line, and a body without chunks; `missing` bytes of it
    were sent and are not here.
    """

    head: bytes = b""
    body: bytes = field(default=b"", repr=False)
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, either of which may not be there; `time` is in nanoseconds.

    `client` and `server` are addresses, `user` an account, "" where nobody said so.
    """

    time: int
    request: Message = Message()
    answer: Message = Message()
    client: str = ""
    server: str = ""
    user: str = ""


def noted_of(exchange: Exchange) -> Iterator[Noted]:
    """The events of an exchange with their content: one, or none where it is not to be read."""
    reader = Http()
    found = [
        *_put(reader.forth, exchange.time, exchange.request),
        *_put(reader.back, exchange.time, exchange.answer),
        *reader.end(),
    ]
    said: dict[str, Value] = {
        "source.ip": exchange.client or None,
        "destination.ip": exchange.server or None,
        "network.transport": "tcp",
    }
    for each in found:
        user = {"user.name": exchange.user} if exchange.user else {}
        yield replace(each, values={**each.values, **said, **user})


def _put(take: object, time: int, message: Message) -> list[Noted]:
    if not message.head:
        return []
    assert callable(take)
    head = _framed(message)
    found: list[Noted] = list(take(time, head + message.body))
    if message.missing and not _BODILESS.match(head):
        found += take(time, Gap(message.missing))
    return found


def _framed(message: Message) -> bytes:
    """The head as it would be before this body sent in one piece."""
    first, _, rest = message.head.replace(b"\r\n", b"\n").partition(b"\n")
    fields = _FRAMING.sub(b"", rest.rstrip(b"\n") + b"\n").strip(b"\n")
    first = _VERSION.sub(b"HTTP/1.1", first)
    size = len(message.body) + message.missing
    if size or first.startswith(b"HTTP/"):
        fields += b"\ncontent-length: %d" % size
    return b"\r\n".join([first, *fields.strip(b"\n").split(b"\n")]) + b"\r\n\r\n"
