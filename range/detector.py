# The range's own small detector: it learns for some minutes who speaks to whom and what is
# written, then tells what is new. It sees frames and nothing else of the drill.
from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from .alert import NOTHING, Beside, RangeAlert
from .detect_http import HTTP_RULES, HttpSigns
from .detect_names import NAME_RULES, NameSigns
from .detect_opcua import OPCUA_RULES, OpcuaSigns
from .detect_raw import RAW_RULES, RawSigns
from .detect_s7 import S7_RULES, S7Signs
from .detect_station import STATION_RULES, StationSigns
from .journal import Frame, Value
from .modbus import READS, WRITES, IllegalValueError, Request, is_exception, parse, words_of

__all__ = ["RULES", "SmallDetector"]

# Rule -> the techniques it may be a sign of, its risk type, how grave.
RULES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "scan": (("T0846", "T1046"), "abnormal_flow", "medium"),
    "modbus-identification": (("T0888",), "illegal_access", "medium"),
    "modbus-new-reader": (("T0861", "T0801", "T0802", "T0848"), "illegal_access", "medium"),
    "modbus-new-writer": (("T1692.001", "T0836", "T0838", "T0848", "T0831"), "tamper", "high"),
    "modbus-value-jump": (("T0836", "T0838"), "tamper", "high"),
    "modbus-write-burst": (("T0806", "T0831"), "tamper", "high"),
    "session-flood": (("T0814", "T0815", "T1499"), "abnormal_flow", "high"),
    **HTTP_RULES,
    **STATION_RULES,
    **NAME_RULES,
    **S7_RULES,
    **OPCUA_RULES,
    **RAW_RULES,
}
_MODBUS = 502
# The same finding about the same two is told again after this long.
_AGAIN = 300.0
_SCAN_ADDRESSES, _SCAN_WITHIN = 5, 60.0
_BURST_WRITES, _BURST_WITHIN = 10, 10.0
_FLOOD_OPENS, _FLOOD_WITHIN = 10, 10.0
# How far beyond what was seen a value may go, as a share of the largest.
_MARGIN = 0.25

# Told for each cell, object, path or account.
_EACH = frozenset({
    "modbus-new-writer", "modbus-value-jump", "iec104-new-commander", "iec104-substitution",
    "admin-new-place", "account-new-place",
})  # fmt: skip

# Told once for whoever does it, whomever it turns to.
_OF_ALL = frozenset({"scan", "arp-spoof", "arp-sweep", "half-open-scan"})

_Key = tuple[str, str]


class SmallDetector:
    """A Detector: called with the frames since the last call."""

    def __init__(self, learn: float) -> None:
        self._learn = learn
        self._numbers = itertools.count(1)
        self._readers: set[_Key] = set()
        self._writers: set[_Key] = set()
        self._identifiers: set[_Key] = set()
        # Smallest and largest number seen in a holding register, by address and register.
        self._values: dict[tuple[str, int], tuple[int, int]] = {}
        self._asked: dict[int, Request] = {}
        self._targets: dict[str, deque[tuple[float, str]]] = {}
        self._writes: dict[_Key, deque[float]] = {}
        self._opens: dict[_Key, deque[float]] = {}
        self._signs = (
            HttpSigns(),
            StationSigns(),
            NameSigns(),
            S7Signs(),
            OpcuaSigns(),
            RawSigns(),
        )
        self._told: dict[tuple[str, str, str], float] = {}

    def __call__(self, frames: Sequence[Frame], _beside: Beside = NOTHING, /) -> list[RangeAlert]:
        """What is new in these frames; nothing while it learns."""
        found = []
        for frame in frames:
            learning = frame.time < self._learn
            for rule, evidence in self._look(frame, learning=learning):
                if not learning and self._is_news(rule, frame, evidence):
                    found.append(self._alert(rule, frame, evidence))
        return found

    def _look(self, frame: Frame, *, learning: bool) -> Iterator[tuple[str, dict[str, Value]]]:
        if frame.kind in {"open", "refused", "dropped"} and not frame.payload:
            yield from self._connection(frame)
        if frame.port == _MODBUS and frame.kind in {"request", "dropped"} and frame.payload:
            yield from self._request(frame, learning=learning)
        elif frame.port == _MODBUS and frame.kind == "reply":
            self._reply(frame, learning=learning)
        for signs in self._signs:
            yield from signs.look(frame, learning=learning)

    def _connection(self, frame: Frame) -> Iterator[tuple[str, dict[str, Value]]]:
        targets = self._targets.setdefault(frame.source, deque())
        targets.append((frame.time, frame.destination))
        while targets[0][0] < frame.time - _SCAN_WITHIN:
            targets.popleft()
        reached = len({address for _, address in targets})
        if reached >= _SCAN_ADDRESSES:
            yield "scan", {"addresses": reached}
        opens = _counted(self._opens, frame, _FLOOD_WITHIN)
        if opens >= _FLOOD_OPENS and frame.kind == "open":
            yield "session-flood", {"connections": opens}

    def _request(self, frame: Frame, *, learning: bool) -> Iterator[tuple[str, dict[str, Value]]]:
        try:
            asked = parse(frame.payload)
        except IllegalValueError:
            return
        self._asked[frame.session] = asked
        key = (frame.source, frame.destination)
        if asked.function in WRITES:
            evidence: dict[str, Value] = {"function": asked.function, "at": asked.at}
            if self._is_new(self._writers, key, learning=learning):
                yield "modbus-new-writer", evidence
            writes = _counted(self._writes, frame, _BURST_WITHIN)
            if writes >= _BURST_WRITES:
                yield "modbus-write-burst", {"writes": writes}
            if asked.function == 6:
                yield from self._value(frame, asked, learning=learning)
        elif asked.function == 43:
            if self._is_new(self._identifiers, key, learning=learning):
                yield "modbus-identification", {"function": 43}
        elif self._is_new(self._readers, key, learning=learning):
            yield "modbus-new-reader", {"function": asked.function, "at": asked.at}

    def _value(
        self, frame: Frame, asked: Request, *, learning: bool
    ) -> Iterator[tuple[str, dict[str, Value]]]:
        """A number written far from all that were seen in its register."""
        place, value = (frame.destination, asked.at), asked.values[0]
        if learning:
            self._note_value(place, value)
            return
        least, most = self._values.get(place, (value, value))
        slack = _MARGIN * max(most, 1)
        if not least - slack <= value <= most + slack:
            evidence: dict[str, Value] = {"at": asked.at, "value": value, "least": least}
            yield "modbus-value-jump", evidence | {"most": most}

    def _reply(self, frame: Frame, *, learning: bool) -> None:
        asked = self._asked.pop(frame.session, None)
        if not learning or asked is None or is_exception(frame.payload):
            return
        if READS.get(asked.function) == "holding":
            for offset, value in enumerate(words_of(frame.payload)):
                self._note_value((frame.destination, asked.at + offset), value)

    def _note_value(self, place: tuple[str, int], value: int) -> None:
        least, most = self._values.get(place, (value, value))
        self._values[place] = (min(least, value), max(most, value))

    @staticmethod
    def _is_new(known: set[_Key], key: _Key, *, learning: bool) -> bool:
        if learning:
            known.add(key)
        return key not in known

    def _is_news(self, rule: str, frame: Frame, evidence: Mapping[str, Value]) -> bool:
        """Whether this was not told of these two and this cell a short while ago."""
        about = "" if rule in _OF_ALL else frame.destination
        if rule in _EACH:
            about += f" {evidence['at']}"
        key = (rule, frame.source, about)
        last = self._told.get(key)
        if last is not None and frame.time - last < _AGAIN:
            return False
        self._told[key] = frame.time
        return True

    def _alert(self, rule: str, frame: Frame, evidence: dict[str, Value]) -> RangeAlert:
        techniques, risk_type, severity = RULES[rule]
        return RangeAlert(
            id=f"a{next(self._numbers)}",
            time=frame.time,
            rule=rule,
            techniques=techniques,
            risk_type=risk_type,
            severity=severity,
            source=frame.source,
            destination=frame.destination,
            evidence=evidence,
        )


def _counted(into: dict[_Key, deque[float]], frame: Frame, within: float) -> int:
    """How many such frames there were between these two of late, this one among them."""
    times = into.setdefault((frame.source, frame.destination), deque())
    times.append(frame.time)
    while times[0] < frame.time - within:
        times.popleft()
    return len(times)
