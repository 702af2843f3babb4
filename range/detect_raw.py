# What the small detector tells of frames below TCP: who says that another's address is his, who asks
# for the addresses of a whole zone, who knocks at many and makes no connection.
from __future__ import annotations

import socket
from collections import deque
from collections.abc import Iterator

from .journal import Frame, Value

__all__ = ["RAW_RULES", "RawSigns"]

RAW_RULES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "arp-spoof": (
        ("T0830", "T1557.002", "T1692.002", "T0832", "T1565.002", "T1691.002", "T1691.001", "T0829", "T0815", "T0842", "T1040"),
        "tamper", "high",
    ),
    "arp-sweep": (("T0846", "T1018"), "abnormal_flow", "medium"),
    "half-open-scan": (("T0846", "T1046"), "abnormal_flow", "medium"),
}  # fmt: skip
_REPLY = 2
_MANY_ASKED, _MANY_KNOCKED, _WITHIN = 8, 3, 20.0

_Sign = tuple[str, dict[str, Value]]


class RawSigns:
    """Signs in ARP and in requests for connections, one after another."""

    def __init__(self) -> None:
        self._asked: dict[str, deque[tuple[float, str]]] = {}
        self._knocked: dict[str, deque[tuple[float, str]]] = {}
        self._usual: set[tuple[str, str]] = set()

    def look(self, frame: Frame, *, learning: bool) -> Iterator[_Sign]:
        """What a frame is a sign of; while it learns, it only remembers."""
        if frame.kind == "arp" and len(frame.payload) >= 12:
            told = int.from_bytes(frame.payload[:2], "big") == _REPLY
            claimed = socket.inet_ntoa(frame.payload[8:12])
            if claimed != frame.source and not learning:
                yield "arp-spoof", {"address": claimed}
            if not told and not learning:
                asked = _lately(self._asked, frame)
                if asked >= _MANY_ASKED:
                    yield "arp-sweep", {"addresses": asked}
        elif frame.kind == "syn":
            pair = (frame.source, frame.destination)
            if learning:
                self._usual.add(pair)
            elif pair not in self._usual:
                knocked = _lately(self._knocked, frame)
                if knocked >= _MANY_KNOCKED:
                    yield "half-open-scan", {"addresses": knocked}


def _lately(into: dict[str, deque[tuple[float, str]]], frame: Frame) -> int:
    """How many addresses a host turned to of late, this one among them."""
    held = into.setdefault(frame.source, deque())
    held.append((frame.time, frame.destination))
    while held[0][0] < frame.time - _WITHIN:
        held.popleft()
    return len({address for _, address in held})
