# From events to alerts: content looked into, events joined with the catalogue, rules put to
# them and counts kept. Nothing here reads or writes; who feeds it decides where events come
# from and where they are kept.
from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import numpy as np
import pyarrow as pa

from policies import Detections
from schema import Alert

from .aggregate import Counter, told_once
from .alert import alert_of
from .attribution import Readings, attributed
from .border import Borders
from .column import as_places, same_as, taken
from .content import Content, Scanner
from .describe import described
from .enrich import Enricher
from .event import events_of
from .noted import Noted
from .sigma import SigmaRule, detection_of

__all__ = ["Model", "Pipeline"]


_MOST_CITED: Final = 5


class Model(Protocol):
    """What takes events and says which alerts they are worth, like a detection."""

    def add(self, batch: pa.RecordBatch) -> None:
        """Takes the events of a batch in."""

    def alerts(self, since: int, *, unit: str, time: str) -> list[Alert]:
        """The alerts of what was taken in, whose last event is from `since` on (microseconds)."""


class Pipeline:
    """Takes events in batches; at any time it says which alerts they are worth.

    `crossed` describes the last events in which graded data went abroad.
    """

    def __init__(
        self,
        detections: Detections,
        enricher: Enricher,
        scanner: Scanner,
        sigma: Sequence[SigmaRule] = (),
        *,
        borders: Borders | None = None,
        models: Sequence[Model] = (),
    ) -> None:
        expected = tuple(detections.expected.values())
        self._counters = [Counter(each, expected) for each in detections.detections.values()]
        self._counters += [
            Counter(detection_of(each), expected, fits=each.matches) for each in sigma
        ]
        self._enricher = enricher
        self._scanner = scanner
        self._borders = borders
        self._models = tuple(models)
        self.crossed: deque[str] = deque(maxlen=_MOST_CITED)
        self._readings = Readings()
        self.events = 0
        self.first: int | None = None
        self.last: int | None = None

    def noted(
        self, noted: Sequence[Noted], observer: str, beside: pa.RecordBatch | None = None
    ) -> pa.RecordBatch:
        """What a sensor noted, as enriched events; its content was looked into and let go.

        Events `beside` are taken in with them: of few the most costs what is done for each batch.
        """
        batch = events_of(noted, observer)
        contents = {
            str(identifier): found
            for identifier, each in zip(batch.column("event.id").to_pylist(), noted, strict=True)
            if each.bodies and (found := self._scanner.scan(each.bodies)).is_graded
        }
        if beside is not None:
            (batch,) = pa.Table.from_batches([batch, beside]).combine_chunks().to_batches()
        return self.events_seen(batch, contents)

    def events_seen(
        self, batch: pa.RecordBatch, contents: Mapping[str, Content] | None = None
    ) -> pa.RecordBatch:
        """The batch enriched, and counted by every detection."""
        enriched = self._enricher.enrich(batch, contents)
        if self._borders is not None:
            enriched = self._borders.judged(enriched)
            abroad = np.flatnonzero(
                as_places(same_as(enriched.column("tongguan.border"), "abroad"))
            )
            shown = taken(enriched, abroad[-_MOST_CITED:])
            self.crossed.extend(f"{identifier} {line}" for _, identifier, line in described(shown))
        if enriched.num_rows:
            first = int(enriched.column("@timestamp").cast(pa.int64()).to_numpy().min())
            self.first = first if self.first is None else min(first, self.first)
            last = int(enriched.column("@timestamp").cast(pa.int64()).to_numpy().max())
            self.last = last if self.last is None else max(last, self.last)
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
        raised = [each for counter in self._counters for each in counter.raised(since)]
        found = [
            attributed(alert_of(each, unit=unit, time=time), readings) for each in told_once(raised)
        ]
        for model in self._models:
            found += model.alerts(since, unit=unit, time=time)
        return sorted(found, key=lambda each: (each.first_seen, each.id))

    def forget(self) -> None:
        """Lets go of what was counted and judged and nothing more can be added to."""
        if self.last is not None:
            for counter in self._counters:
                counter.forget(self.last)

    def _count(self, batch: pa.RecordBatch) -> None:
        if batch.num_rows:
            for counter in self._counters:
                counter.add(batch)
            for model in self._models:
                model.add(batch)
