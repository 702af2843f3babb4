# What the small detector tells of HTTP: failed sign-ins in a row, an account in a new place, far
# more read than ever while it learnt, uploads to where nothing was ever sent.
from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator

from .http import HttpError, parse_request, parse_response
from .journal import Frame, Value

__all__ = ["HTTP_RULES", "HttpSigns"]

HTTP_RULES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "sign-in-failures": (("T1110.003", "T1110"), "illegal_access", "medium"),
    "account-new-place": (
        ("T1078", "T1110.003", "T0859", "T1021", "T0886"),
        "illegal_access",
        "high",
    ),
    "bulk-read": (("T1213", "T1213.006"), "leak", "high"),
    "upload-new-place": (("T1048.003", "T1041", "T1030", "T1029"), "leak", "high"),
    "admin-new-place": (("T1485", "T1486", "T1490", "T1565.001"), "tamper", "high"),
    "open-search": (("T1190",), "leak", "high"),
}
_PORTS = frozenset({80, 8080})
_FAILURES, _FAILURES_WITHIN = 5, 120.0
_READ_WITHIN = 300.0
# How many times as much as ever was read while it learnt.
_TIMES = 5
_LEAST_READ = 20_000
_LEAST_UPLOAD = 2_000

_Sign = tuple[str, dict[str, Value]]


class HttpSigns:
    """Signs in HTTP frames, one after another."""

    def __init__(self) -> None:
        self._accounts: set[tuple[str, str]] = set()
        self._uploads: set[tuple[str, str]] = set()
        self._failures: dict[str, deque[float]] = {}
        self._read: dict[str, deque[tuple[float, int]]] = {}
        self._most_read = 0
        self._administrators: set[str] = set()
        self._searches: set[int] = set()

    def look(self, frame: Frame, *, learning: bool) -> Iterator[_Sign]:
        """What a frame is a sign of; while it learns, it only remembers."""
        if frame.port not in _PORTS or frame.kind not in {"request", "reply"}:
            return
        try:
            if frame.kind == "request":
                yield from self._request(frame, learning=learning)
            else:
                yield from self._reply(frame, learning=learning)
        except HttpError:
            return

    def _request(self, frame: Frame, *, learning: bool) -> Iterator[_Sign]:
        asked = parse_request(frame.payload)
        if asked.path == "/sign-in":
            key = (_account(asked.body), frame.source)
            if learning:
                self._accounts.add(key)
            elif key not in self._accounts:
                yield "account-new-place", {"at": key[0]}
        elif asked.path.startswith("/admin/"):
            if learning:
                self._administrators.add(frame.source)
            elif frame.source not in self._administrators:
                yield "admin-new-place", {"at": asked.path}
        elif asked.path == "/search":
            self._searches.add(frame.session)
        elif asked.method == "POST":
            place = (frame.source, frame.destination)
            if learning:
                self._uploads.add(place)
            elif place not in self._uploads and len(asked.body) >= _LEAST_UPLOAD:
                yield "upload-new-place", {"bytes": len(asked.body)}

    def _reply(self, frame: Frame, *, learning: bool) -> Iterator[_Sign]:
        answered = parse_response(frame.payload)
        if frame.session in self._searches:
            self._searches.discard(frame.session)
            if len(answered.body) > _LEAST_UPLOAD:
                yield "open-search", {"bytes": len(answered.body)}
        if answered.status == 401:
            times = self._failures.setdefault(frame.source, deque())
            times.append(frame.time)
            while times[0] < frame.time - _FAILURES_WITHIN:
                times.popleft()
            if len(times) >= _FAILURES:
                yield "sign-in-failures", {"failures": len(times)}
        reads = self._read.setdefault(frame.source, deque())
        reads.append((frame.time, len(answered.body)))
        while reads[0][0] < frame.time - _READ_WITHIN:
            reads.popleft()
        total = sum(size for _, size in reads)
        if learning:
            self._most_read = max(self._most_read, total)
        elif total > max(_TIMES * self._most_read, _LEAST_READ):
            yield "bulk-read", {"bytes": total, "usual": self._most_read}


def _account(body: bytes) -> str:
    try:
        return str(json.loads(body)["account"])
    except (ValueError, KeyError, TypeError):
        return ""
