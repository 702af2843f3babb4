# A request as the server hands it over and the answer to it, without a framework's objects in
# between: they cost as much as masking a dozen rows.
from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from msgspec import Struct

__all__ = [
    "HEADERS",
    "Answer",
    "Asked",
    "CutShortError",
    "Receive",
    "Scope",
    "Send",
    "TooLargeError",
    "body_of",
    "headers_of",
    "send_answer",
]

Scope: TypeAlias = "dict[str, Any]"
Receive: TypeAlias = "Callable[[], Awaitable[Any]]"
Send: TypeAlias = "Callable[[Any], Awaitable[None]]"

HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}
"""What every answer says of itself: not to be kept, nor guessed at: what is JSON is not run."""

_ALWAYS = tuple((name.encode(), value.encode()) for name, value in HEADERS.items())


class TooLargeError(Exception):
    """A body has more bytes than are read."""


class CutShortError(Exception):
    """The connection ended before the body did."""


class Asked(Struct, frozen=True):
    """What was asked. Of a header that stands there twice the first counts."""

    headers: dict[bytes, bytes]
    query: bytes
    body: bytes

    def header(self, name: bytes) -> str:
        """The header by its name in small letters, "" where there is none."""
        return self.headers.get(name, b"").decode("latin-1")


class Answer(Struct, frozen=True):
    """What is answered: its body, what kind of body that is, and headers of its own."""

    body: bytes
    kind: bytes = b"application/json"
    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = ()


def headers_of(scope: Scope) -> dict[bytes, bytes]:
    """The request's headers by their names in small letters."""
    return dict(reversed(scope["headers"]))


async def body_of(receive: Receive, largest: int, announced: bytes = b"") -> bytes:
    """The whole body.

    Raises TooLargeError where it has more bytes than `largest`, or announces so many,
    CutShortError where it ends early.
    """
    if announced.isdigit() and int(announced) > largest:
        raise TooLargeError
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CutShortError
        part = message.get("body", b"")
        size += len(part)
        if size > largest:
            raise TooLargeError
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts) if len(parts) > 1 else parts[0]


async def send_answer(send: Send, answer: Answer) -> None:
    """The answer in two messages."""
    headers = (
        (b"content-type", answer.kind),
        (b"content-length", b"%d" % len(answer.body)),
        *_ALWAYS,
        *answer.headers,
    )
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
