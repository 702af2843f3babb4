# Much sent to where this machine never sent before and hardly anybody else does. How much is much is
# each machine's own: many times the most it ever sent to a new place in a day. What is learnt are the
# days before; a machine nobody knows yet is not judged.
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policies import Expected
from schema import Alert

from .column import as_numbers, as_places, column, same_as, taken
from .describe import described
from .expectation import expected_by, unexpected
from .modelled import Finding, alert_of_model

__all__ = ["RARE_RULE", "Rare", "RareDestinations"]

RARE_RULE: Final = "model.rare-destination"
_TECHNIQUES: Final = ("T1048", "T1567")
_DAY_US: Final = 86_400_000_000
_LOCAL_US: Final = 8 * 3_600_000_000
_KNOWN_DAYS: Final = 5
_LEAST_BYTES: Final = 5_000_000
# Times the most that the machine sent to a new place on any day before, as a power of ten.
_BEYOND: Final = 1.0
_FEW: Final = 2
_MOST_PAIRS: Final = 300_000
_WORTH_CITING: Final = 1_000_000


@dataclass(slots=True)
class _Pair:
    """A machine and a place: the first day, what was sent on it, and the heaviest event of it."""

    day: int
    sent: int
    heaviest: int = 0
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Rare:
    """What a machine sent on a day to a place that was new to it; `times` is over its own most."""

    source: str
    destination: str
    day: int
    sent: int
    visitors: int
    times: float
    evidence: str

    @property
    def is_odd(self) -> bool:
        """Whether it is worth an alert."""
        return (
            self.sent >= _LEAST_BYTES and self.visitors <= _FEW and math.log10(self.times) > _BEYOND
        )


class RareDestinations:
    """Takes batches of enriched events; says who sent much to a new and rare place."""

    def __init__(self, expected: Sequence[Expected] = ()) -> None:
        self._expected = expected_by(RARE_RULE, expected)
        self._pairs: dict[tuple[str, str], _Pair] = {}
        self._visitors: dict[str, set[str]] = {}
        self._known: dict[str, int] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Adds up the flows of a batch that go out."""
        wanted = as_places(same_as(batch.column("event.action"), "flow"))
        wanted &= as_places(same_as(batch.column("network.direction"), "outbound"))
        wanted &= as_places(pc.is_valid(batch.column("destination.ip")))
        places = np.flatnonzero(unexpected(batch, wanted, self._expected))
        if not len(places):
            return
        part = taken(batch, places)
        sent = as_numbers(part.column("source.bytes"))
        stamps = part.column("@timestamp").cast(pa.int64()).to_numpy()
        heavy = np.argsort(np.argsort(-sent, kind="stable"), kind="stable")
        table = pa.table(
            {
                "source": part.column("source.ip"),
                "target": part.column("destination.ip"),
                "day": column((stamps + _LOCAL_US) // _DAY_US),
                "sent": column(sent),
                "row": column(heavy),
            }
        )
        sums: list[Any] = [("sent", "sum"), ("sent", "max"), ("row", "min")]
        by_weight = np.argsort(-sent, kind="stable")
        for row in table.group_by(["source", "target", "day"]).aggregate(sums).to_pylist():
            self._take(row, part, int(by_weight[row["row_min"]]))
        if len(self._pairs) > _MOST_PAIRS:
            # Little that was sent once is nobody's leak; that the place was visited is still known.
            self._pairs = {k: v for k, v in self._pairs.items() if v.sent >= _WORTH_CITING}

    def _take(self, row: dict[str, object], part: pa.RecordBatch, place: int) -> None:
        source, target, day = str(row["source"]), str(row["target"]), int(str(row["day"]))
        amount, heaviest = int(str(row["sent_sum"])), int(str(row["sent_max"]))
        self._known[source] = min(self._known.get(source, day), day)
        visitors = self._visitors.setdefault(target, set())
        if len(visitors) <= _FEW + 1:
            visitors.add(source)
        pair = self._pairs.get((source, target))
        if pair is None or day < pair.day:
            pair = self._pairs[source, target] = _Pair(day, 0)
        if day > pair.day:
            return
        pair.sent += amount
        if heaviest > max(pair.heaviest, _WORTH_CITING):
            _, identifier, line = described(taken(part, np.array([place])))[0]
            pair.heaviest, pair.evidence = heaviest, f"{identifier} {line}"

    def judged(self, least: int = _WORTH_CITING) -> list[Rare]:
        """What every machine that is known sent to each place on its first day with it, from so
        many bytes on.
        """
        most: dict[str, list[tuple[int, int]]] = {}
        for (source, target), pair in self._pairs.items():
            # What everybody begins to use says nothing about one machine's own ways.
            if len(self._visitors[target]) <= _FEW:
                most.setdefault(source, []).append((pair.day, pair.sent))
        return [
            Rare(
                source, target, pair.day, pair.sent, len(self._visitors[target]),
                (1 + pair.sent) / (1 + max((s for d, s in most.get(source, ()) if d < pair.day), default=0)),
                pair.evidence,
            )
            for (source, target), pair in self._pairs.items()
            if pair.sent >= least and pair.day - self._known[source] >= _KNOWN_DAYS
        ]  # fmt: skip

    def alerts(self, since: int, *, unit: str, time: str) -> list[Alert]:
        """An alert for each machine and place, of days from `since` on (microseconds)."""
        return [
            alert_of_model(
                Finding(
                    rule=RARE_RULE,
                    title="Much was sent to a place that is new and rare",
                    risk_type="leak",
                    technique=_TECHNIQUES,
                    confidence=0.4,
                    entities={"source": each.source, "destination": each.destination},
                    evidence=(each.evidence,) if each.evidence else (),
                    because=(
                        f"sent_bytes={each.sent}", f"times_own_most={each.times:.1f}",
                        f"visitors={each.visitors}",
                    ),
                    key=(each.source, each.destination, str(each.day)),
                    first=each.day * _DAY_US - _LOCAL_US,
                    last=(each.day + 1) * _DAY_US - _LOCAL_US - 1,
                ),
                unit=unit,
                time=time,
            )
            for each in self.judged()
            if each.is_odd and (each.day + 1) * _DAY_US - _LOCAL_US > since
        ]  # fmt: skip
