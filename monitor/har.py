# What a browser or a proxy kept of its requests in the form of HTTP archives, whose content is in
# clear. One document with all of them; what is damaged in it is left out and counted.
#
# HAR 1.2 (W3C Web Performance, HTTP Archive format).
from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from .handed import Exchange, Message

__all__ = ["exchanges_of", "is_har"]

_BEGINS: Final = re.compile(r'\s*\{\s*"log"\s*:\s*\{')
_BAD_FIELD: Final = re.compile(r"[\r\n:]")


def is_har(head: str) -> bool:
    """Whether a file that begins so is such an archive."""
    return _BEGINS.match(head.removeprefix("\ufeff")) is not None


def exchanges_of(octets: bytes) -> Iterator[Exchange | None]:
    """The exchanges of an archive, None for an entry that cannot be read.

    Raises ValueError where it is no archive.
    """
    try:
        held = msgspec.json.decode(octets.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise ValueError("no JSON") from None
    for each in _sequence(_mapping(_mapping(held).get("log")).get("entries")):
        try:
            yield _exchange(_mapping(each))
        except (ValueError, OverflowError):
            yield None


def _exchange(entry: Mapping[str, object]) -> Exchange:
    request, answer = _mapping(entry.get("request")), _mapping(entry.get("response"))
    at = dt.datetime.fromisoformat(str(entry.get("startedDateTime")))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    since = at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    micros = since // dt.timedelta(microseconds=1)
    url = str(request.get("url", ""))
    target, host = _target(url)
    method = str(request.get("method", ""))
    if not re.fullmatch(r"[A-Z]{1,20}", method) or not target:
        raise ValueError("no request")
    sent = _mapping(request.get("postData"))
    head = f"{method} {target} HTTP/1.1\r\n" + _fields(request, {"host": host}, sent)
    body = str(sent.get("text", "")).encode("utf-8", "surrogateescape") if sent else b""
    return Exchange(
        micros * 1_000,
        Message(head.encode("utf-8", "replace"), body),
        _answer(answer),
        server=_address(str(entry.get("serverIPAddress", ""))),
    )


def _answer(answer: Mapping[str, object]) -> Message:
    status = answer.get("status")
    # A request that was never answered has the status 0.
    if not isinstance(status, int) or not 100 <= status <= 999:
        return Message()
    content = _mapping(answer.get("content"))
    text = str(content.get("text", ""))
    body = text.encode("utf-8", "surrogateescape")
    if content.get("encoding") == "base64":
        try:
            body = base64.b64decode(text)
        except binascii.Error:
            body = b""
    size = content.get("size")
    missing = max(0, size - len(body)) if isinstance(size, int) and not body else 0
    # What is kept is unpacked, whatever was said of it on the way.
    head = f"HTTP/1.1 {status} -\r\n" + _fields(answer, {}, content, but=("content-encoding",))
    return Message(head.encode("utf-8", "replace"), body, missing)


def _fields(
    message: Mapping[str, object],
    known: Mapping[str, str],
    body: Mapping[str, object],
    but: Sequence[str] = (),
) -> str:
    fields: dict[str, str] = dict(known)
    for each in map(_mapping, _sequence(message.get("headers"))):
        name, value = str(each.get("name", "")).lower(), str(each.get("value", ""))
        # Those of HTTP/2 that begin with a colon stand in the first line.
        if name and not _BAD_FIELD.search(name) and name not in but:
            fields[name] = re.sub(r"[\r\n]+", " ", value)
    if "mimeType" in body:
        fields.setdefault("content-type", re.sub(r"[\r\n]+", " ", str(body["mimeType"])))
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"


def _target(url: str) -> tuple[str, str]:
    """The target of a URL as it stands in a request, and the host."""
    found = re.fullmatch(r"(?:https?|wss?)://([^/?#\s]+)([^#\s]*)(?:#.*)?", url)
    if found is None:
        return "", ""
    path = found[2] if found[2].startswith("/") else f"/{found[2]}"
    return path, found[1].rpartition("@")[2]


def _address(said: str) -> str:
    return said.strip("[]")


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []
