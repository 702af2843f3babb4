# Tunnels in DNS by a model that looks at minutes: `dns_window` says what it looks at, training made
# its trees (docs/models.md). One minute may be chance, unless nothing everyday comes near it; several
# of a client and a domain are not.
from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from policies import Expected
from schema import Alert

from .column import taken
from .dns_window import (
    WINDOW_S,
    DnsWindow,
    Windows,
    dns_features,
    dns_windows,
    is_judged,
    merge_windows,
)
from .expectation import as_expected, expected_by
from .modelled import Finding, alert_of_model
from .tree_model import TreeModel

__all__ = ["DNS_RULE", "DnsTunnels"]

DNS_RULE: Final = "model.dns-tunnel"
_TECHNIQUES: Final = ("T1048.003", "T1071.004", "T1572")
_US: Final = 1_000_000
# So many minutes of a day that look like a tunnel are one, since a burst may lie across two and chance
# may make another; or a single one of which the model is sure.
_LEAST_MINUTES: Final = 3
# Minutes that may still grow, since logs and captures come in pieces.
_OPEN_MINUTES: Final = 15
_MINUTES_PER_DAY: Final = 1_440


class DnsTunnels:
    """Takes batches of enriched events; says which clients tunnel through which domains."""

    def __init__(self, model: TreeModel, expected: Sequence[Expected] = ()) -> None:
        self._model = model
        self._expected = expected_by(DNS_RULE, expected)
        self._open: Windows = {}
        self._hot: dict[tuple[str, str, int], tuple[DnsWindow, float, tuple[str, ...]]] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Counts the questions of a batch."""
        for each in self._expected:
            batch = taken(batch, np.flatnonzero(~as_expected(batch, each)))
        found = dns_windows(batch) if batch.num_rows else {}
        if not found:
            return
        merge_windows(self._open, found)
        newest = max(minute for _, _, minute in self._open)
        self._close(newest - _OPEN_MINUTES)

    def alerts(self, since: int, *, unit: str, time: str) -> list[Alert]:
        """An alert for each client and domain with enough such minutes in a day."""
        hot = {**self._hot, **self._judged(self._open)}
        days: dict[tuple[str, str, int], list[tuple[int, DnsWindow, float, tuple[str, ...]]]] = {}
        for (client, domain, minute), (window, score, drivers) in hot.items():
            if minute * WINDOW_S * _US >= since - WINDOW_S * _US:
                group = client, domain, minute // _MINUTES_PER_DAY
                days.setdefault(group, []).append((minute, window, score, drivers))
        found = []
        for (client, domain, day), minutes in sorted(days.items()):
            minutes.sort(key=lambda each: each[0])
            _, _, score, drivers = max(minutes, key=lambda each: each[2])
            if len(minutes) < _LEAST_MINUTES and score <= self._model.sure:
                continue
            lines = [f"{name} {line}" for _, each, _, _ in minutes for name, line in each.evidence]
            finding = Finding(
                rule=DNS_RULE,
                title="What a model takes for a tunnel in DNS",
                risk_type="leak",
                technique=_TECHNIQUES,
                confidence=0.8,
                entities={"source": client, "domain": domain},
                evidence=tuple(lines),
                because=(*drivers, f"minutes={len(minutes)}", f"model={self._model.version}"),
                key=(client, domain, str(day)),
                first=minutes[0][0] * WINDOW_S * _US,
                last=(minutes[-1][0] + 1) * WINDOW_S * _US - 1,
            )
            found.append(alert_of_model(finding, unit=unit, time=time))
        return found

    def _close(self, before: int) -> None:
        """Minutes that grow no more are judged, and only those that look like tunnels are kept."""
        done = {group: each for group, each in self._open.items() if group[2] < before}
        self._hot |= self._judged(done)
        for group in done:
            del self._open[group]

    def _judged(
        self, windows: Windows
    ) -> dict[tuple[str, str, int], tuple[DnsWindow, float, tuple[str, ...]]]:
        groups = [group for group, window in windows.items() if is_judged(window)]
        if not groups:
            return {}
        rows = dns_features(windows[group] for group in groups)
        scores = self._model.scores(rows)
        return {
            groups[place]: (
                windows[groups[place]],
                float(scores[place]),
                self._model.drivers(rows[place]),
            )
            for place in np.flatnonzero(scores > self._model.threshold).tolist()
        }
