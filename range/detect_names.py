# What the small detector tells of DNS: a name server that was never asked, and names so long and
# so many that they carry something else than names.
from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from .dns import DNS, DnsError, parse
from .journal import Frame, Value

__all__ = ["NAME_RULES", "NameSigns"]

NAME_RULES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "dns-new-server": (("T1071.004",), "abnormal_flow", "medium"),
    "dns-tunnel": (("T1071.004", "T1132.001", "T1048.003"), "leak", "high"),
}
# Names of people's services are shorter.
_LONG = 60
_BYTES, _WITHIN = 4000, 600.0

_Sign = tuple[str, dict[str, Value]]


class NameSigns:
    """Signs in questions of DNS, one after another."""

    def __init__(self) -> None:
        self._servers: set[tuple[str, str]] = set()
        self._long: dict[tuple[str, str], deque[tuple[float, int]]] = {}

    def look(self, frame: Frame, *, learning: bool) -> Iterator[_Sign]:
        """What a frame is a sign of; while it learns, it only remembers."""
        if frame.port != DNS or frame.kind not in {"request", "dropped"} or not frame.payload:
            return
        try:
            name = parse(frame.payload).name
        except DnsError:
            return
        key = (frame.source, frame.destination)
        if learning:
            self._servers.add(key)
            return
        if key not in self._servers:
            yield "dns-new-server", {"server": frame.destination}
        if len(name) > _LONG:
            sizes = self._long.setdefault(key, deque())
            sizes.append((frame.time, len(name)))
            while sizes[0][0] < frame.time - _WITHIN:
                sizes.popleft()
            carried = sum(size for _, size in sizes)
            if carried >= _BYTES:
                yield "dns-tunnel", {"names": len(sizes), "bytes": carried}
