# Hours that lie far from the bureau's own history, as alerts; and whether the history still is what
# it was when the model was learnt.
from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from policies import Expected
from schema import Alert

from .column import taken
from .expectation import as_expected, expected_by
from .history_model import FEATURES, HistoryModel, Matrix, weeks_of
from .history_window import HOUR_US, Hours, hours_of, merge_hours
from .modelled import Finding, alert_of_model

__all__ = ["HISTORY_RULE", "HistoryWatch", "drift_of", "stability"]

HISTORY_RULE: Final = "model.own-history"
_TECHNIQUES: Final = ("T1213", "T1078", "T1030")
_HOURS_PER_DAY: Final = 24
_KEPT_HOURS: Final = 24 * 21
_MANY: Final = 50_000
# A model of which so many of later hours would be alerts is of another time.
_DRIFTED: Final = 0.02
# Above a quarter the index is commonly taken for a change.
_UNSTABLE: Final = 0.25
_LEAST_TO_COMPARE: Final = 100
# Those that do not hang on how much of a week was seen, or on what an account is known to do.
_COMPARED: Final = ("records", "events", "times_usual")


class HistoryWatch:
    """Takes batches of enriched events; says which hours of whom are unlike all before."""

    def __init__(self, model: HistoryModel, expected: Sequence[Expected] = ()) -> None:
        self._model = model
        self._expected = expected_by(HISTORY_RULE, expected)
        self._hours: Hours = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Counts what of a batch touched graded data."""
        for each in self._expected:
            batch = taken(batch, np.flatnonzero(~as_expected(batch, each)))
        if batch.num_rows:
            merge_hours(self._hours, hours_of(batch))
        if len(self._hours) > _MANY:
            oldest = max(hour for _, hour in self._hours) - _KEPT_HOURS
            self._hours = {key: own for key, own in self._hours.items() if key[1] >= oldest}

    def alerts(self, since: int, *, unit: str, time: str) -> list[Alert]:
        """An alert for each account and day with an hour that lies too far out."""
        weeks = weeks_of(self._hours)
        keys = [key for key in self._hours if (key[1] + 1) * HOUR_US > since]
        rows = [self._model.figures(*key, self._hours[key], weeks[key]) for key in keys]
        worst: dict[tuple[str, int], tuple[float, int, tuple[str, ...]]] = {}
        for (entity, hour), row, score in zip(
            keys, rows, self._model.scores(rows).tolist(), strict=True
        ):
            day = entity, hour // _HOURS_PER_DAY
            if score > self._model.threshold and score > worst.get(day, (0.0, 0, ()))[0]:
                worst[day] = score, hour, self._model.drivers(row)
        return [
            alert_of_model(self._finding(entity, day, hour, score, drivers), unit=unit, time=time)
            for (entity, day), (score, hour, drivers) in sorted(worst.items())
        ]

    def stale(self) -> str:
        """Why the model is out of date by the hours seen, "" where it is not."""
        share, moved = drift_of(self._model, self._hours)
        if not moved:
            return ""
        weeks = weeks_of(self._hours)
        rows = [self._model.figures(*key, own, weeks[key]) for key, own in self._hours.items()]
        figure, index = stability(self._model, rows)
        return f"alerts={share:.3f}" if share > _DRIFTED else f"{figure}: {index:.2f}"

    def _finding(
        self, entity: str, day: int, hour: int, score: float, drivers: tuple[str, ...]
    ) -> Finding:
        own = self._hours[entity, hour]
        is_machine = entity.replace(".", "").isdigit() or ":" in entity
        return Finding(
            rule=HISTORY_RULE,
            title="Data is used as never before",
            risk_type="abuse",
            technique=_TECHNIQUES,
            confidence=0.5,
            entities={"source" if is_machine else "user": entity},
            evidence=tuple(line for _, line in own.evidence),
            because=(
                *drivers, f"distance={score:.2f}", f"threshold={self._model.threshold:.2f}",
                f"model={self._model.version}",
            ),
            key=(entity, str(day)),
            first=hour * HOUR_US,
            last=(hour + 1) * HOUR_US - 1,
            records=own.records,
            datasets=tuple(sorted(own.datasets)),
        )  # fmt: skip


def drift_of(model: HistoryModel, hours: Hours) -> tuple[float, bool]:
    """The share of these hours that the model would alert on, and whether the history has moved:
    too many, or a figure whose spread is another than it was.
    """
    weeks = weeks_of(hours)
    rows = [model.figures(*key, own, weeks[key]) for key, own in hours.items()]
    share = float((model.scores(rows) > model.threshold).mean()) if rows else 0.0
    moved = share > _DRIFTED or stability(model, rows)[1] > _UNSTABLE
    return share, moved and len(rows) >= _HOURS_PER_DAY


def stability(model: HistoryModel, rows: Sequence[Matrix]) -> tuple[str, float]:
    """The figure whose spread has changed most, and by how much: the population stability index
    over tenths of the history that the model keeps. Fewer than a hundred hours say nothing.
    """
    if len(rows) < _LEAST_TO_COMPARE:
        return "", 0.0
    # Kept figures are rounded.
    now, then = np.round(np.array(rows), 4), np.array(model.rows)
    found = []
    for name in _COMPARED:
        place = FEATURES.index(name)
        edges = np.unique(np.quantile(then[:, place], np.linspace(0.1, 0.9, 9)))
        shares = [
            (np.bincount(np.searchsorted(edges, each[:, place]), minlength=len(edges) + 1) + 0.5)
            / (len(each) + 0.5 * (len(edges) + 1))
            for each in (then, now)
        ]
        found.append((float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum()), name))
    most, name = max(found)
    return name, round(most, 4)
