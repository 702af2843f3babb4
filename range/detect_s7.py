# What the small detector tells of S7: who asks a controller what it is and never did, who writes its
# memory and never did, who stops its program.
from __future__ import annotations

from collections.abc import Iterator

from . import s7
from .journal import Frame, Value

__all__ = ["S7_RULES", "S7Signs"]

S7_RULES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "s7-identification": (("T0888",), "illegal_access", "medium"),
    "s7-new-reader": (("T0861", "T0801", "T0802"), "illegal_access", "medium"),
    "s7-new-writer": (("T0836", "T1692.001", "T0831"), "tamper", "high"),
    "s7-mode-change": (("T0858", "T0816", "T0831"), "tamper", "high"),
}
_PORT = 102
_BY_FUNCTION = {s7.SZL: "s7-identification", s7.READ: "s7-new-reader", s7.WRITE: "s7-new-writer"}

_Sign = tuple[str, dict[str, Value]]


class S7Signs:
    """Signs in frames of S7, one after another."""

    def __init__(self) -> None:
        self._known: set[tuple[int, str, str]] = set()

    def look(self, frame: Frame, *, learning: bool) -> Iterator[_Sign]:
        """What a frame is a sign of; while it learns, it only remembers."""
        if frame.port != _PORT or frame.kind not in {"request", "dropped"} or not frame.payload:
            return
        function = s7.function_of(frame.payload)
        if function is None or function == s7.SETUP:
            return
        key = (function, frame.source, frame.destination)
        if learning:
            self._known.add(key)
            return
        evidence: dict[str, Value] = {"function": function}
        writer = (s7.WRITE, frame.source, frame.destination) in self._known
        # Those who may write start the program again when somebody stopped it.
        if function == s7.STOP or (function == s7.START and not writer):
            yield "s7-mode-change", evidence
        elif function in _BY_FUNCTION and key not in self._known:
            yield _BY_FUNCTION[function], evidence
