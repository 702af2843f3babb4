# HTTP/1.1 as bytes, as far as a drill needs it (RFC 9112): one request and one response at a
# time, bodies by Content-Length.
from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

__all__ = [
    "HttpError",
    "Request",
    "Response",
    "cut",
    "parse_request",
    "parse_response",
    "request",
    "response",
]

_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    503: "Service Unavailable",
}  # fmt: skip
_END = b"\r\n\r\n"
_MOST = 16 * 1024 * 1024
# Fields by which a message would be read in two ways if they stood in it twice.
_ONCE = frozenset({"host", "content-length"})


class HttpError(ValueError):
    """Bytes that are no HTTP message of this kind."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as read."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """A response as read."""

    status: int
    body: bytes = b""

    def json(self) -> object:
        """The body as JSON. Raises HttpError where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise HttpError("the body is no JSON") from None


def request(
    method: str,
    target: str,
    host: str,
    *,
    body: bytes = b"",
    token: str = "",
    kind: str = "application/json",
) -> bytes:
    """A request's bytes."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode("ascii") + _END + body


def response(status: int, content: object = None) -> bytes:
    """A response's bytes, with JSON if there is something to say.

    >>> response(200, {"a": 1}).splitlines()[-1]
    b'{"a":1}'
    """
    body = (
        b""
        if content is None
        else json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    )
    head = f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode("ascii") + _END + body


def cut(stream: bytes) -> tuple[list[bytes], bytes]:
    """The whole messages at the beginning of a stream, and the rest. Raises HttpError."""
    messages = []
    while (end := stream.find(_END)) >= 0:
        length = _length(stream[:end])
        whole = end + len(_END) + length
        if len(stream) < whole:
            break
        messages.append(stream[:whole])
        stream = stream[whole:]
    if len(stream) > _MOST:
        raise HttpError("a message without an end")
    return messages, stream


def parse_request(message: bytes) -> Request:
    """A request read. Raises HttpError."""
    first, headers, body = _parts(message)
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise HttpError("no request line")
    if "host" not in headers:
        raise HttpError("no host")
    try:
        parts = urlsplit(words[1])
    except ValueError:
        raise HttpError("no target that can be") from None
    return Request(words[0], parts.path, dict(parse_qsl(parts.query)), headers, body)


def parse_response(message: bytes) -> Response:
    """A response read. Raises HttpError."""
    first, _, body = _parts(message)
    words = first.split(" ")
    if len(words) < 2 or not words[0].startswith("HTTP/1.") or not words[1].isdigit():
        raise HttpError("no status line")
    return Response(int(words[1]), body)


def _parts(message: bytes) -> tuple[str, dict[str, str], bytes]:
    head, found, body = message.partition(_END)
    if not found:
        raise HttpError("no end of headers")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name != name.strip() or not name or "\0" in value:
            raise HttpError("a line that is no field")
        key = name.lower()
        if key in headers and key in _ONCE:
            raise HttpError(f"{key} is given twice")
        headers[key] = value.strip()
    if "transfer-encoding" in headers:
        raise HttpError("a body in chunks is not taken here")
    return first, headers, body


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            text = value.strip()
            if not text.isdigit() or int(text) > _MOST:
                raise HttpError("no length that can be")
            return int(text)
    return 0
