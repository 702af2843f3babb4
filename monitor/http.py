# Requests and answers of HTTP/1 (RFC 9112) from the two directions of a connection, paired in
# order. llhttp, by httptools, reads the messages; here is what a capture needs besides: gaps,
# beginnings that were not seen, and bodies that are bounded.
from __future__ import annotations

import contextlib
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

import httptools

from .credential import credentials_of
from .noted import Body, Noted, Value, Way
from .stream import Gap

__all__ = ["METHODS", "Http"]

METHODS: Final = (
    b"GET ", b"POST ", b"PUT ", b"HEAD ", b"DELETE ", b"OPTIONS ", b"PATCH ", b"PROPFIND ",
    b"CONNECT ", b"TRACE ", b"MKCOL ", b"MOVE ", b"COPY ",
)  # fmt: skip
_MOST_BODY: Final = 32 << 20
_MOST_WAITING: Final = 256
_REQUEST: Final = re.compile(rb"(?:%s)[^\r\n]{0,8192} HTTP/1\.[01]\r?\n" % b"|".join(METHODS))
_ANSWER: Final = re.compile(rb"HTTP/1\.[01] [1-5]\d\d")
_FILLED: Final = 1 << 16


@dataclass(slots=True)
class _Message:
    """One message as it comes in."""

    time: int
    url: bytes = b""
    method: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    parts: list[bytes] = field(default_factory=list)
    kept: int = 0
    size: int = 0

    def body(self, way: Way) -> Body | None:
        if not self.size:
            return None
        return Body(
            way,
            b"".join(self.parts),
            media=self.headers.get("content-type", ""),
            coding=self.headers.get("content-encoding", ""),
            name=_file_name(self.headers.get("content-disposition", "")),
            missing=self.size - self.kept,
        )


class _Side:
    """One direction: bytes in, whole messages out. Called back by the parser."""

    def __init__(self, kind: type[Any], begins: re.Pattern[bytes], most_body: int) -> None:
        self._kind = kind
        self._begins = begins
        self._most_body = most_body
        self._parser = kind(self)
        self._lost = False
        self._in_gap = False
        self._time = 0
        self._now: _Message | None = None
        self.done: list[_Message] = []
        self.upgraded = False

    def feed(self, time: int, data: bytes | Gap) -> None:
        self._time = time
        if isinstance(data, Gap):
            self._fill(data.size)
            return
        if self._lost:
            found = self._begins.search(data)
            if found is None:
                return
            data = data[found.start() :]
            self._again()
        self._parse(data)

    def close(self) -> None:
        """The connection's end, which ends a message that had no length of its own."""
        if self._now is not None and (self._now.url or self._now.status):
            self.on_message_complete()

    def cut(self) -> None:
        """Ends a message that was begun, and reads on from the next that begins."""
        if self._now is not None and self._now.headers:
            self.close()
            self._lost = True

    def _fill(self, size: int) -> None:
        """A gap inside a body is counted and filled, so that the next message is found."""
        if self._now is None or not (self._now.headers or self._now.size):
            self._lost = True
            return
        self._in_gap = True
        while size and not self._lost:
            step = min(size, _FILLED)
            self._parse(b"\0" * step)
            size -= step
        self._in_gap = False

    def _parse(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.upgraded = True
        except httptools.HttpParserError:
            self.close()
            self._lost = True

    def _again(self) -> None:
        self._parser, self._lost, self._now = self._kind(self), False, None

    # What the parser calls; names are its own.

    def on_message_begin(self) -> None:
        self._now = _Message(self._time)

    def on_url(self, url: bytes) -> None:
        if self._now is not None:
            self._now.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._now is not None:
            key = name.decode("latin-1").lower()
            self._now.headers.setdefault(key, value.decode("utf-8", "replace"))

    def on_headers_complete(self) -> None:
        if self._now is None:
            return
        if self._kind is httptools.HttpRequestParser:
            self._now.method = self._parser.get_method().decode("latin-1")
        else:
            self._now.status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        now = self._now
        if now is None:
            return
        now.size += len(body)
        if not self._in_gap and now.kept + len(body) <= self._most_body:
            now.parts.append(body)
            now.kept += len(body)

    def on_message_complete(self) -> None:
        if self._now is not None:
            self.done.append(self._now)
            self._now = None


class Http:
    """A connection that speaks HTTP/1, from both sides."""

    def __init__(self, most_body: int = _MOST_BODY) -> None:
        self._client = _Side(httptools.HttpRequestParser, _REQUEST, most_body)
        self._server = _Side(httptools.HttpResponseParser, _ANSWER, most_body)
        self._requests: deque[_Message] = deque()

    @property
    def over(self) -> bool:
        """Whether it speaks another protocol from here on."""
        return self._client.upgraded or self._server.upgraded

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the client sent; exchanges that this completes."""
        self._client.feed(time, data)
        self._requests += self._client.done
        self._client.done.clear()
        noted = []
        while len(self._requests) > _MOST_WAITING:
            noted.append(_exchange(self._requests.popleft(), None))
        return noted

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the server sent; exchanges that this completes."""
        self._server.feed(time, data)
        return self._paired()

    def end(self) -> list[Noted]:
        """Exchanges that were never completed."""
        self._client.close()
        self._server.close()
        self._requests += self._client.done
        self._client.done.clear()
        noted = self._paired()
        noted += [_exchange(each, None) for each in self._requests]
        self._requests.clear()
        return noted

    def _paired(self) -> list[Noted]:
        noted = []
        for answer in self._server.done:
            if answer.status // 100 == 1 and answer.status != 101:
                continue
            if not self._requests:
                # Answered before its end was seen: the rest of it was not captured.
                self._client.cut()
                self._requests += self._client.done
                self._client.done.clear()
            request = self._requests.popleft() if self._requests else None
            noted.append(_exchange(request, answer))
        self._server.done.clear()
        return noted


def _exchange(request: _Message | None, answer: _Message | None) -> Noted:
    values: dict[str, Value] = {
        "event.category": "web",
        "event.action": "http",
        "network.protocol": "http",
    }
    bodies: list[Body | None] = []
    if request is not None:
        kind, account = credentials_of(request.headers, request.url)
        values |= {
            "tongguan.credentials": kind,
            "user.name": account,
            "http.request.method": request.method,
            "http.request.body.bytes": request.size,
            "http.request.referrer": request.headers.get("referer"),
            "user_agent.original": request.headers.get("user-agent"),
            **_url(request),
        }
        bodies.append(request.body("forth"))
    if answer is not None:
        values |= {
            "http.response.status_code": answer.status,
            "http.response.body.bytes": answer.size,
            "http.response.mime_type": answer.headers.get("content-type", "").partition(";")[0],
            "event.outcome": "failure" if answer.status >= 400 else "success",
        }
        bodies.append(answer.body("back"))
    first = request or answer
    assert first is not None
    held = tuple(each for each in bodies if each is not None)
    return Noted(first.time, values, held)


def _url(request: _Message) -> dict[str, Value]:
    """The target's parts; a proxy's request carries host and scheme in it."""
    host = request.headers.get("host", "")
    path, query = request.url, b""
    with contextlib.suppress(httptools.HttpParserInvalidURLError):
        parsed = httptools.parse_url(request.url)
        path, query = parsed.path or b"", parsed.query or b""
        if parsed.host:
            host = parsed.host.decode("latin-1")
    original = request.url.decode("utf-8", "replace")
    return {
        "url.domain": re.sub(r":\d+$", "", host).lower() or None,
        "url.original": original,
        "url.path": path.decode("utf-8", "replace"),
        "url.query": query.decode("utf-8", "replace") or None,
    }


def _file_name(disposition: str) -> str:
    found = re.search(r'filename="?([^";]+)', disposition)
    return found[1] if found else ""
