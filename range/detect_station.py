# What the small detector tells of IEC 60870-5-104: a master that was never there, one that
# commands, values put in by hand, breakers worked in haste.
from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from . import iec104
from .journal import Frame, Value

__all__ = ["STATION_RULES", "StationSigns"]

STATION_RULES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "iec104-new-master": (("T0888", "T0861", "T0801", "T0848"), "illegal_access", "medium"),
    "iec104-new-commander": (
        ("T1692.001", "T0831", "T0806", "T1692.002", "T0832"),
        "tamper",
        "high",
    ),
    "iec104-substitution": (("T1692.002", "T0832"), "tamper", "high"),
    "iec104-command-burst": (("T0831", "T0806"), "tamper", "high"),
}
_PORT = 2404
_BURST, _BURST_WITHIN = 6, 30.0

_Sign = tuple[str, dict[str, Value]]


class StationSigns:
    """Signs in frames of IEC 104, one after another."""

    def __init__(self) -> None:
        self._masters: set[tuple[str, str]] = set()
        self._commanders: set[tuple[str, str]] = set()
        self._setpoints: set[tuple[str, str, int]] = set()
        self._commands: dict[tuple[str, str], deque[float]] = {}

    def look(self, frame: Frame, *, learning: bool) -> Iterator[_Sign]:
        """What a frame is a sign of; while it learns, it only remembers."""
        if frame.port != _PORT or frame.kind not in {"request", "dropped"} or not frame.payload:
            return
        try:
            asked = iec104.parse(frame.payload).information
        except (iec104.FrameError, IndexError):
            return
        if asked is None:
            return
        key = (frame.source, frame.destination)
        if asked.type == iec104.INTERROGATION:
            if learning:
                self._masters.add(key)
            elif key not in self._masters:
                yield "iec104-new-master", {"type": asked.type}
        elif asked.type in iec104.COMMANDS:
            yield from self._command(frame, asked, key, learning=learning)

    def _command(
        self, frame: Frame, asked: iec104.Information, key: tuple[str, str], *, learning: bool
    ) -> Iterator[_Sign]:
        at = asked.objects[0][0] if asked.objects else 0
        object_ = (*key, at)
        if learning:
            self._commanders.add(key)
            self._setpoints.add(object_)
            return
        evidence: dict[str, Value] = {"type": asked.type, "at": at}
        if key not in self._commanders:
            yield "iec104-new-commander", evidence
        if asked.type == iec104.SETPOINT and object_ not in self._setpoints:
            yield "iec104-substitution", evidence
        times = self._commands.setdefault(key, deque())
        times.append(frame.time)
        while times[0] < frame.time - _BURST_WITHIN:
            times.popleft()
        if len(times) >= _BURST:
            yield "iec104-command-burst", {"commands": len(times)}
