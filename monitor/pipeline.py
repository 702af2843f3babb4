# From events to alerts: content looked into, events joined with the catalogue, rules put to
# them and counts kept. Nothing here reads or writes; who feeds it decides where events come
# from and where they are kept.
from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from policies import Detections
from schema import Alert

from .aggregate import Counter
from .alert import alert_of
from .attribution import Readings, attributed
from .content import Content, Scanner
from .enrich import Enricher
from .event import events_of
from .noted import Noted
from .sigma import SigmaRule, detection_of

__all__ = ["Pipeline"]


class Pipeline:
    """Takes events in batches; at any time it says which alerts they are worth."""

    def __init__(
        self,
        detections: Detections,
        enricher: Enricher,
        scanner: Scanner,
        sigma: Sequence[SigmaRule] = (),
    ) -> None:
        expected = tuple(detections.expected.values())
        self._counters = [Counter(each, expected) for each in detections.detections.values()]
        self._counters += [
            Counter(detection_of(each), expected, fits=each.matches) for each in sigma
        ]
        self._enricher = enricher
        self._scanner = scanner
        self._readings = Readings()
        self.events = 0
        self.first: int | None = None

    def noted(self, noted: Sequence[Noted], observer: str) -> pa.RecordBatch:
        """What a sensor noted, as enriched events; its content was looked into and let go."""
        batch = events_of(noted, observer)
        contents = {
            str(identifier): found
            for identifier, each in zip(batch.column("event.id").to_pylist(), noted, strict=True)
            if each.bodies and (found := self._scanner.scan(each.bodies)).is_graded
        }
        return self.events_seen(batch, contents)

    def events_seen(
        self, batch: pa.RecordBatch, contents: Mapping[str, Content] | None = None
    ) -> pa.RecordBatch:
        """The batch enriched, and counted by every detection."""
        enriched = self._enricher.enrich(batch, contents)
        if enriched.num_rows:
            first = int(enriched.column("@timestamp").cast(pa.int64()).to_numpy().min())
            self.first = first if self.first is None else min(first, self.first)
            self.events += enriched.num_rows
        self._count(enriched)
        self._readings.add(enriched)
        return enriched

    def remembered(self, batch: pa.RecordBatch) -> None:
        """Events of earlier days, enriched then: the habits that others are held against."""
        self._count(batch)

    def alerts(self, *, unit: str, time: str) -> list[Alert]:
        """The alerts that the events seen are worth, by time."""
        since = self.first or 0
        readings = self._readings.all()
        found = [
            attributed(alert_of(raised, unit=unit, time=time), readings)
            for counter in self._counters
            for raised in counter.raised(since)
        ]
        return sorted(found, key=lambda each: (each.first_seen, each.id))

    def _count(self, batch: pa.RecordBatch) -> None:
        if batch.num_rows:
            for counter in self._counters:
                counter.add(batch)
