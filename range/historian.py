# A historian: what its polls brought is kept, point by point, and told over HTTP to whoever asks, as
# historians in a maintenance zone do for the whole office.
from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from .http import HttpError, parse_request, response

__all__ = ["HISTORIAN", "Historian"]

HISTORIAN = 8086
# Values of a point that are kept, and that one answer holds.
_KEPT, _AT_ONCE = 10_000, 500


class Historian:
    """A Service over what was collected."""

    def __init__(self) -> None:
        self._values: dict[str, deque[tuple[float, float]]] = {}
        # Values handed over, by who asked.
        self.served: dict[str, int] = {}

    def collect(self, controller: str, values: Mapping[str, float], now: float) -> None:
        """What a controller told at a moment."""
        for at, value in values.items():
            kept = self._values.setdefault(f"{controller} {at}", deque(maxlen=_KEPT))
            kept.append((round(now, 3), round(value, 4)))

    def history(self, point: str) -> list[tuple[float, float]]:
        """Times and values of a point, oldest first."""
        return list(self._values.get(point, ()))

    def reply(self, message: bytes, peer: str, _now: float) -> bytes | None:
        """The answer to one request; None where it is none."""
        try:
            asked = parse_request(message)
        except HttpError:
            return None
        if (asked.method, asked.path) == ("GET", "/"):
            return response(200, {"historian": "points at /points, values at /history?point="})
        if (asked.method, asked.path) == ("GET", "/points"):
            return response(200, {"points": sorted(self._values)})
        if (asked.method, asked.path) == ("GET", "/history"):
            found = self._values.get(asked.query.get("point", ""))
            if found is None:
                return response(404)
            values = [list(each) for each in found][-_AT_ONCE:]
            self.served[peer] = self.served.get(peer, 0) + len(values)
            return response(200, {"values": values})
        return response(404)
