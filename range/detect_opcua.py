# What the small detector tells of OPC UA and of historians: a client that was never there, one that
# writes and never did, one that asks for what was collected and never did.
from __future__ import annotations

from collections.abc import Iterator

from .historian import HISTORIAN
from .http import HttpError, parse_request
from .journal import Frame, Value
from .opcua import SERVICES, WRITES, service_of

__all__ = ["OPCUA_RULES", "OpcuaSigns"]

OPCUA_RULES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "opcua-new-client": (("T0861", "T0801", "T0888"), "illegal_access", "medium"),
    "opcua-new-writer": (("T0836", "T0838", "T1692.001", "T0831"), "tamper", "high"),
    "history-new-reader": (("T0802", "T0811"), "illegal_access", "medium"),
}
_PORT = 4840
_SESSION = SERVICES["session"]

_Sign = tuple[str, dict[str, Value]]


class OpcuaSigns:
    """Signs in frames of OPC UA and of historians, one after another."""

    def __init__(self) -> None:
        self._known: set[tuple[str, str, str]] = set()

    def look(self, frame: Frame, *, learning: bool) -> Iterator[_Sign]:
        """What a frame is a sign of; while it learns, it only remembers."""
        if frame.kind not in {"request", "dropped"} or not frame.payload:
            return
        found = _found(frame)
        if found is None:
            return
        rule, at = found
        key = (rule, frame.source, frame.destination)
        if learning:
            self._known.add(key)
        elif key not in self._known:
            yield rule, {"at": at}


def _found(frame: Frame) -> tuple[str, int | str] | None:
    """The rule that a frame falls under, and what it asked."""
    if frame.port == _PORT:
        service = service_of(frame.payload)
        if service in WRITES:
            return "opcua-new-writer", service or 0
        return ("opcua-new-client", _SESSION) if service == _SESSION else None
    if frame.port == HISTORIAN:
        try:
            return "history-new-reader", parse_request(frame.payload).path
        except HttpError:
            return None
    return None
