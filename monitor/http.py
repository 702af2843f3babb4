# Requests and answers of HTTP/1 (RFC 9112) from the two directions of a connection, paired in
# order. llhttp, by httptools, reads the messages; here is what a capture needs besides: gaps,
# beginnings that were not seen, and bodies that are bounded.
from __future__ import annotations

import contextlib
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httptools

from .credential import credentials_of
from .elasticsearch import as_engine, call_of
from .hidden import Hidden
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
_HEAD_END: Final = b"\r\n\r\n"
# What may be held of a client that asked for another protocol and was not answered yet.
_MOST_HELD: Final = 1 << 20


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
        self._parser = _lenient(kind(self))
        self._lost = False
        self._in_gap = False
        self._time = 0
        self._now: _Message | None = None
        self._headed = False
        self._tail = b""
        self._held = b""
        # Whether the message that is being read has no body, whatever it says of one.
        self.bodiless: Callable[[], bool] | None = None
        self.done: list[_Message] = []
        self.upgraded = False

    def feed(self, time: int, data: bytes | Gap) -> None:
        self._time = time
        if self.upgraded:
            if not isinstance(data, Gap) and len(self._held) < _MOST_HELD:
                self._held += data
            return
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

    @property
    def status(self) -> int:
        """The status of the answer that is being read."""
        return self._now.status if self._now is not None else 0

    def close(self) -> None:
        """The connection's end, which ends a message that had no length of its own."""
        if self._now is not None and (self._now.url or self._now.status):
            self.on_message_complete()

    def cut(self) -> None:
        """Ends a message that was begun, and reads on from the next that begins."""
        if self._now is not None and self._now.headers:
            self.close()
            self._lost = True

    def go_on(self) -> None:
        """The other protocol was refused: what was held is read."""
        held, self._held, self.upgraded = self._held, b"", False
        self._again()
        if held:
            self._parse(held)

    def taken(self) -> bytes:
        """What was held, since it is of another protocol."""
        held, self._held = self._held, b""
        return held

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
        if self.bodiless is None:
            self._put(data)
            return
        # In pieces that end where a head may end, so that what follows it is a message of its own.
        while data and not self._lost:
            seen = self._tail + data
            end = seen.find(_HEAD_END)
            size = len(data) if end < 0 else end + len(_HEAD_END) - len(self._tail)
            self._tail = seen[-3:] if end < 0 else b""
            piece, data = data[:size], data[size:]
            self._put(piece)
            if self._headed and self._now is not None and self.bodiless():
                self.on_message_complete()
                self._again()

    def _put(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self.upgraded = True
            self._held = data[upgrade.args[0] :] if upgrade.args else b""
        except httptools.HttpParserError:
            self.close()
            self._lost = True

    def _again(self) -> None:
        self._parser, self._lost, self._now = _lenient(self._kind(self)), False, None
        self._headed, self._tail = False, b""

    # What the parser calls; names are its own.

    def on_message_begin(self) -> None:
        self._now = _Message(self._time)
        self._headed = False

    def on_url(self, url: bytes) -> None:
        if self._now is not None:
            self._now.url += url
            # Now, as the rest of the head may never come.
            self._now.method = self._parser.get_method().decode("latin-1")

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._now is not None:
            if self._kind is httptools.HttpResponseParser:
                # Now, as the rest of the head may never come, or be refused.
                self._now.status = self._parser.get_status_code()
            key = name.decode("latin-1").lower()
            self._now.headers.setdefault(key, value.decode("utf-8", "replace"))

    def on_headers_complete(self) -> None:
        if self._now is None:
            return
        self._headed = True
        if self._kind is httptools.HttpResponseParser:
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
        self._hidden: Hidden | None = None

    @property
    def over(self) -> bool:
        """Whether it speaks another protocol from here on, and that has no more to tell."""
        if self._hidden is not None:
            return self._hidden.over
        return self._server.upgraded

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the client sent; exchanges that this completes."""
        if self._hidden is not None:
            return self._hidden.forth(time, data)
        self._client.feed(time, data)
        self._asked()
        noted = []
        while len(self._requests) > _MOST_WAITING:
            noted.append(_exchange(self._requests.popleft(), None))
        return noted

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the server sent; exchanges that this completes."""
        if self._hidden is not None:
            return self._hidden.back(time, data)
        heads = any(each.method in ("HEAD", "CONNECT") for each in self._requests)
        self._server.bodiless = self._has_no_body if heads else None
        self._server.feed(time, data)
        return self._paired()

    def end(self) -> list[Noted]:
        """Exchanges that were never completed."""
        if self._hidden is not None:
            return self._hidden.end()
        self._client.close()
        self._server.close()
        self._asked()
        noted = self._paired()
        noted += [_exchange(each, None) for each in self._requests]
        self._requests.clear()
        return noted

    def _asked(self) -> None:
        self._requests += self._client.done
        self._client.done.clear()

    def _has_no_body(self) -> bool:
        """Whether the answer that is being read is to a request for its head, or opens a tunnel."""
        now = self._server.status
        place = sum(not _is_interim(each.status) for each in self._server.done)
        if _is_interim(now) or place >= len(self._requests):
            return False
        method = self._requests[place].method
        return method == "HEAD" or (method == "CONNECT" and now // 100 == 2)

    def _switched(self, request: _Message | None, answer: _Message) -> None:
        """After a client asked for another protocol: whether it got it."""
        if request is None or not self._client.upgraded:
            return
        if request.method == "CONNECT" and answer.status // 100 == 2:
            self._hidden = Hidden()
            if held := self._client.taken():
                self._hidden.forth(answer.time, held)
        elif answer.status != 101 and not self._requests:
            self._client.go_on()
            self._asked()

    def _paired(self) -> list[Noted]:
        noted = []
        for answer in self._server.done:
            if _is_interim(answer.status):
                continue
            if not self._requests:
                # Answered before its end was seen: the rest of it was not captured.
                self._client.cut()
                self._asked()
            request = self._requests.popleft() if self._requests else None
            noted.append(_exchange(request, answer))
            self._switched(request, answer)
        self._server.done.clear()
        return noted


def _lenient(parser: Any) -> Any:
    """Who watches reads what clients and servers read, be it written as the standard has it or not."""
    parser.set_dangerous_leniencies(
        lenient_headers=True,
        lenient_chunked_length=True,
        lenient_keep_alive=True,
        lenient_transfer_encoding=True,
        lenient_data_after_close=True,
        lenient_optional_lf_after_cr=True,
        lenient_optional_cr_before_lf=True,
        lenient_optional_crlf_after_chunk=True,
        lenient_spaces_after_chunk_size=True,
    )
    return parser


def _is_interim(status: int) -> bool:
    return status // 100 == 1 and status != 101


def _exchange(request: _Message | None, answer: _Message | None) -> Noted:
    values: dict[str, Value] = {
        "event.category": "web",
        "event.action": "http",
        "network.protocol": "http",
    }
    bodies: list[Body | None] = []
    if request is not None:
        kind, account = credentials_of(request.headers, request.url)
        if account is None and (said := request.headers.get("proxy-authorization")):
            account = credentials_of({"authorization": said}, b"")[1]
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
    call = call_of(request.method, str(values["url.path"])) if request is not None else None
    if call is not None and (told := as_engine(call, held)) is not None:
        more, held = told
        values |= more
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
