# What a proxy hands over by ICAP: requests (REQMOD) and answers (RESPMOD) in clear, from where TLS
# ends. Nothing is ever changed: who may be told so is told 204, others get back what they sent.
# What is known not to be looked into, pictures and the like, is let go after its preview.
#
# RFC 3507; X-Client-IP and the like by draft-stecher-icap-subid.
from __future__ import annotations

import base64
import binascii
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import BinaryIO, Final

from .http_message import chunks, head_of, read_head, sized
from .listener import MOST_BODY, Received

__all__ = ["icap_taker"]

_METHODS: Final = ("OPTIONS", "REQMOD", "RESPMOD")
_PREVIEW: Final = 1_024
_TAG: Final = 'ISTag: "tongguan-1"\r\n'
_NOT_LOOKED_INTO: Final = ("image/", "video/", "audio/", "font/")
_MOST_HEADS: Final = 256 << 10


@dataclass(slots=True)
class _Given:
    """A message as it comes in: the encapsulated heads, what is held of the body, and how much not."""

    method: str
    fields: Mapping[str, str]
    request: bytes = b""
    answer: bytes = b""
    parts: list[bytes] = field(default_factory=list)
    held: int = 0
    missing: int = 0
    has_body: bool = False

    def add(self, piece: bytes, most: int) -> bool:
        """Whether there was room for it."""
        if self.missing or self.held + len(piece) > most:
            self.missing += len(piece)
            return False
        self.parts.append(piece)
        self.held += len(piece)
        return True


def icap_taker(
    token: bytes = b"", *, most_body: int = MOST_BODY
) -> Callable[[BinaryIO, str, Callable[[Received], None]], None]:
    """What speaks ICAP with one connection, to its end; with a token only with who names it.

    The token is the first part of the service's path: `icap://host:1344/TOKEN/reqmod`.
    """

    def take(stream: BinaryIO, peer: str, put: Callable[[Received], None]) -> None:
        while head := read_head(stream):
            line, fields = head_of(head)
            kept = _answered(stream, line, fields, token, most_body)
            if isinstance(kept, _Given):
                put(_received(kept, peer))
            stream.flush()
            if kept is None or fields.get("connection", "").lower() == "close":
                return

    return take


def _answered(
    stream: BinaryIO, line: str, fields: Mapping[str, str], token: bytes, most: int
) -> _Given | bool | None:
    """What was given with this request, True for none; None where the connection is to end."""
    method, _, rest = line.partition(" ")
    address, _, version = rest.rpartition(" ")
    if version != "ICAP/1.0":
        _refused(stream, "505 ICAP Version Not Supported" if version else "400 Bad Request")
        return None
    if method not in _METHODS:
        _refused(stream, "405 Method Not Allowed")
        return None
    if token and not _names(address, token):
        _refused(stream, "404 ICAP Service Not Found")
        return None
    if method == "OPTIONS":
        _say(
            stream, "200 OK", "Methods: REQMOD, RESPMOD", "Service: Tongguan", "Allow: 204",
            f"Preview: {_PREVIEW}", "Transfer-Preview: *", "Max-Connections: 100",
            "Options-TTL: 3600", "Encapsulated: null-body=0",
        )  # fmt: skip
        return True
    try:
        given = _heads(stream, method, fields)
    except ValueError:
        _refused(stream, "400 Bad Request")
        return None
    return _with_body(stream, given, most)


def _heads(stream: BinaryIO, method: str, fields: Mapping[str, str]) -> _Given:
    """The encapsulated heads, each as long as the places of the next ones say."""
    given = _Given(method, fields)
    places = []
    for each in fields.get("encapsulated", "").split(","):
        name, _, at = each.strip().partition("=")
        places.append((name.lower(), int(at)))
    for (name, begin), (_, end) in pairwise(places):
        if not 0 <= end - begin <= _MOST_HEADS:
            raise ValueError("heads that are too long")
        octets = b"".join(sized(stream, end - begin))
        if name == "req-hdr":
            given.request = octets
        elif name == "res-hdr":
            given.answer = octets
    given.has_body = places[-1][0] in ("req-body", "res-body")
    return given


def _with_body(stream: BinaryIO, given: _Given, most: int) -> _Given:
    """Reads the body and answers: 204, or what came as it was."""
    unchanged = "204" in given.fields.get("allow", "")
    if not given.has_body:
        if unchanged:
            _unchanged(stream)
        else:
            _begin_echo(stream, given)
        return given
    pieces = chunks(stream)
    if "preview" in given.fields:
        said: list[str] = []
        for piece in chunks(stream, said):
            given.add(piece, most)
        whole = said == ["ieof"]
        media = head_of(given.answer or given.request)[1].get("content-type", "")
        if whole or media.lower().startswith(_NOT_LOOKED_INTO):
            given.missing += 0 if whole else _size_said(given) - given.held
            _unchanged(stream)
            return given
        stream.write(b"ICAP/1.0 100 Continue\r\n\r\n")
        stream.flush()
    echoing = False
    for piece in pieces:
        if given.add(piece, most) or unchanged:
            continue
        # Too much to hold and not to be told 204: handed back while it comes.
        if not echoing:
            echoing = True
            _begin_echo(stream, given)
            _write_chunks(stream, given.parts)
        _write_chunks(stream, [piece])
    if unchanged:
        _unchanged(stream)
        return given
    if not echoing:
        _begin_echo(stream, given)
        _write_chunks(stream, given.parts)
    stream.write(b"0\r\n\r\n")
    return given


def _begin_echo(stream: BinaryIO, given: _Given) -> None:
    """The head of an answer that gives back what came, and what stands in it before the body."""
    name, head = ("req", given.request) if given.method == "REQMOD" else ("res", given.answer)
    body = f"{name}-body" if given.has_body else "null-body"
    places = f"{name}-hdr=0, {body}={len(head)}" if head else f"{body}=0"
    _say(stream, "200 OK", f"Encapsulated: {places}")
    stream.write(head)


def _write_chunks(stream: BinaryIO, pieces: list[bytes]) -> None:
    stream.writelines(f"{len(each):x}\r\n".encode() + each + b"\r\n" for each in pieces)


def _unchanged(stream: BinaryIO) -> None:
    _say(stream, "204 No Content", "Encapsulated: null-body=0")


def _refused(stream: BinaryIO, status: str) -> None:
    _say(stream, status, "Connection: close", "Encapsulated: null-body=0")


def _say(stream: BinaryIO, status: str, *lines: str) -> None:
    told = "".join(f"{each}\r\n" for each in lines)
    stream.write(f"ICAP/1.0 {status}\r\n{_TAG}{told}\r\n".encode("latin-1"))


def _names(address: str, token: bytes) -> bool:
    """Whether the service's path begins with the token."""
    path = address.partition("://")[2].partition("/")[2] or address.lstrip("/")
    return hmac.compare_digest(path.partition("/")[0].encode("latin-1", "replace"), token)


def _size_said(given: _Given) -> int:
    """How long the body is by its own head; what is held of it where that does not say."""
    said = head_of(given.answer or given.request)[1].get("content-length", "")
    return max(int(said), given.held) if said.isascii() and said.isdigit() else given.held


def _received(given: _Given, peer: str) -> Received:
    fields = given.fields
    body, sent = b"".join(given.parts), given.method == "REQMOD"
    return Received(
        time.time_ns(),
        fields.get("x-client-ip", "") or peer,
        fields.get("x-server-ip", ""),
        _user(fields),
        given.request,
        body if sent else b"",
        given.missing if sent else 0,
        given.answer,
        b"" if sent else body,
        0 if sent else given.missing,
    )


def _user(fields: Mapping[str, str]) -> str:
    """The account that a proxy says is signed in: in clear, or by base64 as `Local://name`."""
    said = fields.get("x-client-username", "") or fields.get("x-authenticated-user", "")
    try:
        plain = base64.b64decode(said, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        plain = ""
    told = plain if "://" in plain else said
    return told.rpartition("/")[2] if "://" in told else told
