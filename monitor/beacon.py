# Machines that call home: a source that comes back to one destination at like intervals with like
# amounts, for hours, where hardly anybody else goes. Regular alone is not enough: pollers of
# services that many use, exact timers, and scanners that knock at many doors are regular too.
from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policies import Expected
from schema import Alert

from .column import as_numbers, as_places, column, taken
from .describe import described
from .expectation import expected_by, unexpected
from .modelled import Finding, alert_of_model

__all__ = ["BEACON_RULE", "Beacon", "Beacons", "ranked"]

BEACON_RULE: Final = "model.beacon"
_TECHNIQUES: Final = ("T1071", "T1029")
_US: Final = 1_000_000
_MOST_TIMES: Final = 4_000
_LEAST_TIMES: Final = 20
_LEAST_SPAN_S: Final = 2 * 3_600
# A clock of a machine's own keeps time to within this; whoever hides adds jitter.
_EXACT: Final = 0.02
_SCORE: Final = 0.75
_MANY_DOORS: Final = 20
_FEW: Final = 3
_MOST_GROUPS: Final = 200_000
# How long somebody may stay away who came once or twice, and who came often; and how often it is
# looked who did.
_RARE_US: Final = 4 * 3_600 * _US
_AWAY_US: Final = 72 * 3_600 * _US
_FORGET_US: Final = 900 * _US
_OUTWARD: Final = ("outbound", "external")

Group = tuple[str, str, int]


@dataclass(slots=True)
class _Calls:
    """When a source came to a destination's port and how much it sent."""

    times: array[int] = field(default_factory=lambda: array("q"))
    sent: array[int] = field(default_factory=lambda: array("q"))
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Beacon:
    """How much a source's calls look like a beacon, 0 to 1, and the figures that say so."""

    source: str
    destination: str
    port: int
    score: float
    interval_s: float
    because: tuple[str, ...]
    evidence: tuple[str, ...]
    first: int
    last: int


class Beacons:
    """Takes batches of enriched events; ranks who calls home."""

    def __init__(self, expected: Sequence[Expected] = ()) -> None:
        self._expected = expected_by(BEACON_RULE, expected)
        self._calls: dict[Group, _Calls] = {}
        self._visitors: dict[str, set[str]] = {}
        self._doors: dict[tuple[str, int], set[str]] = {}
        self._forgotten, self._most = 0, _MOST_GROUPS
        # What was judged stands until somebody calls again or others come to the same place.
        self._judgements: dict[Group, tuple[tuple[int, int, int], Beacon | None]] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Notes the flows of a batch that go out."""
        is_flow = pc.is_in(batch.column("event.action"), column(["flow"]))
        outward = pc.is_in(batch.column("network.direction"), column(list(_OUTWARD)))
        wanted = as_places(is_flow) & as_places(outward)
        places = np.flatnonzero(unexpected(batch, wanted, self._expected))
        if not len(places):
            return
        part = taken(batch, places)
        stamps = part.column("@timestamp").cast(pa.int64()).to_numpy().tolist()
        amounts = as_numbers(part.column("source.bytes")).tolist()
        ports = as_numbers(part.column("destination.port")).tolist()
        ends = (part.column(f"{end}.ip").to_pylist() for end in ("source", "destination"))
        fresh: dict[Group, int] = {}
        for place, (source, target) in enumerate(zip(*ends, strict=True)):
            if not source or not target:
                continue
            group = source, target, ports[place]
            calls = self._calls.setdefault(group, _Calls())
            if len(calls.times) >= _MOST_TIMES:
                # The earlier half of what is held goes: a beacon is judged by how it calls of late.
                del calls.times[: _MOST_TIMES // 2], calls.sent[: _MOST_TIMES // 2]
            calls.times.append(stamps[place])
            calls.sent.append(amounts[place])
            if len(calls.times) in (_LEAST_TIMES, 2 * _LEAST_TIMES):
                fresh[group] = place
            self._visitors.setdefault(target, set()).add(source)
            self._doors.setdefault((source, ports[place]), set()).add(target)
        self._forget(max(stamps))
        if fresh:
            told = described(taken(part, np.array(list(fresh.values()))))
            for group, (_, identifier, line) in zip(fresh, told, strict=True):
                self._calls[group].evidence.append(f"{identifier} {line}")

    def _forget(self, now: int) -> None:
        """Lets go of who came once or twice and not again since, and of who stays away for days."""
        if now - self._forgotten < _FORGET_US and len(self._calls) <= self._most:
            return
        self._forgotten = now
        gone = [
            group
            for group, calls in self._calls.items()
            if now - calls.times[-1] > (_RARE_US if len(calls.times) < _FEW else _AWAY_US)
        ]
        for group in gone:
            del self._calls[group]
            self._judgements.pop(group, None)
        # With so many left there is no telling them apart any more; it is not tried every time.
        self._most = max(_MOST_GROUPS, 2 * len(self._calls))
        self._visitors, self._doors = {}, {}
        for source, target, port in self._calls:
            self._visitors.setdefault(target, set()).add(source)
            self._doors.setdefault((source, port), set()).add(target)

    def ranked(self) -> list[Beacon]:
        """Everybody who calls often enough to judge, the likeliest beacon first."""
        found = [
            beacon
            for group, calls in self._calls.items()
            if len(calls.times) >= _LEAST_TIMES
            and (beacon := self._judgement(group, calls)) is not None
        ]
        return sorted(found, key=lambda each: (-each.score, each.source, each.destination))

    def alerts(self, since: int, *, unit: str, time: str) -> list[Alert]:
        """An alert for each beacon that called from `since` on (microseconds)."""
        return [
            alert_of_model(
                Finding(
                    rule=BEACON_RULE,
                    title="A machine that seems to call home",
                    risk_type="abnormal_flow",
                    technique=_TECHNIQUES,
                    confidence=0.5,
                    entities={"source": each.source, "destination": each.destination},
                    evidence=each.evidence,
                    because=each.because,
                    key=(each.source, each.destination, str(each.port)),
                    first=each.first,
                    last=each.last,
                ),
                unit=unit,
                time=time,
            )
            for each in self.ranked()
            if each.score >= _SCORE and each.last >= since
        ]

    def _judgement(self, group: Group, calls: _Calls) -> Beacon | None:
        source, destination, port = group
        state = (
            len(calls.times),
            len(self._visitors[destination]),
            len(self._doors[source, port]),
        )
        before = self._judgements.get(group)
        if before is None or before[0] != state:
            before = self._judgements[group] = state, self._judged(group, calls)
        return before[1]

    def _judged(self, group: Group, calls: _Calls) -> Beacon | None:
        source, destination, port = group
        times = np.sort(np.array(calls.times, np.int64)) / _US
        if times[-1] - times[0] < _LEAST_SPAN_S:
            return None
        gaps = np.diff(times)
        middle = float(np.median(gaps))
        spread = _spread(gaps)
        regular = max(0.0, 1 - spread)
        if spread < _EXACT:
            regular *= 0.4
        alike = max(0.0, 1 - _spread(np.array(calls.sent, float) + 1))
        hours = {int(each // 3_600) for each in times}
        steady = len(hours) / (int(times[-1] // 3_600) - int(times[0] // 3_600) + 1)
        visitors = len(self._visitors[destination])
        rare = 1.0 if visitors <= _FEW else 1 / math.log2(visitors)
        doors = len(self._doors[source, port])
        single = 1.0 if doors <= _MANY_DOORS else _MANY_DOORS / doors
        score = (0.6 * regular + 0.2 * alike + 0.2 * steady) * rare * single
        because = (
            f"interval_s={middle:.0f}", f"spread={spread:.2f}", f"visitors={visitors}",
            f"doors={doors}", f"calls={len(times)}",
        )  # fmt: skip
        return Beacon(
            source, destination, port, round(score, 4), middle, because, tuple(calls.evidence),
            int(times[0] * _US), int(times[-1] * _US),
        )  # fmt: skip


def ranked(batches: Iterable[pa.RecordBatch]) -> list[Beacon]:
    """The beacons of these events, the likeliest first."""
    held = Beacons()
    for batch in batches:
        held.add(batch)
    return held.ranked()


def _spread(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """How far half of the values lie from the middle one, as a share of it."""
    middle = float(np.median(values))
    return float(np.median(np.abs(values - middle)) / middle) if middle > 0 else 1.0
