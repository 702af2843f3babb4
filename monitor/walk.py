# From an incident backwards: the events its alerts cite, and of the accounts and machines in
# them what they did before that may have led there: signing in, reading and fetching the same
# data, asking for the address. Time only decreases, hops and fan-out are capped.
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schema import Alert, Incident

from .column import as_places, column, taken

__all__ = ["BACK", "Row", "Walked", "cited", "walked"]

BACK: Final = dt.timedelta(hours=24)
_HOPS: Final = 3
_FAN_OUT: Final = 20
_COLUMNS: Final = (
    "@timestamp", "event.id", "event.category", "event.action", "event.outcome", "user.name",
    "source.ip", "source.port", "destination.ip", "destination.port", "network.protocol",
    "db.name", "db.statement", "db.rows", "http.request.method", "url.domain", "url.path",
    "dns.question.name", "dns.answers.data", "file.name", "tongguan.datasets",
    "tongguan.labels", "tongguan.way", "tongguan.records", "tongguan.shares",
    "tongguan.recipient", "tongguan.copy", "tongguan.operation", "tongguan.target",
    "destination.domain",
)  # fmt: skip

Row = Mapping[str, Any]
Scan = Callable[[], Iterable[pa.RecordBatch]]
Entity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Walked:
    """The events of a chain by time, those cited that are gone, and whether more was left out."""

    rows: tuple[Row, ...]
    missing: tuple[str, ...]
    cut: bool


def cited(alerts: Iterable[Alert]) -> dict[str, tuple[Alert, ...]]:
    """The ids of events that alerts cite, each with those alerts."""
    found: dict[str, list[Alert]] = {}
    for alert in alerts:
        for line in alert.evidence:
            identifier = line.partition(" ")[0]
            if identifier and alert not in found.setdefault(identifier, []):
                found[identifier].append(alert)
    return {identifier: tuple(named) for identifier, named in found.items()}


def walked(incident: Incident, alerts: Sequence[Alert], scan: Scan) -> Walked:
    """The events that led to the incident, of those that `scan` gives anew at each call."""
    wanted = set(cited(alerts))
    seeds = [row for batch in scan() for row in _rows(batch, _with_id(batch, wanted))]
    held = {row["event.id"]: row for row in seeds}
    missing = tuple(sorted(wanted - set(held)))
    data = _Data(
        frozenset(incident.datasets),
        frozenset(incident.labels),
        frozenset(incident.entities.get("destination", ())),
    )
    reached: dict[Entity, dt.datetime] = {}
    frontier = _entities(held.values(), reached)
    for address in data.destinations:
        last = dt.datetime.fromisoformat(incident.last_seen)
        frontier["address", address] = reached["address", address] = last
    cut = False
    for _ in range(_HOPS):
        if not frontier:
            break
        found, more = _before(scan(), frontier, held, data)
        cut |= more
        held |= {row["event.id"]: row for row in found}
        frontier = _entities(found, reached)
    ordered = sorted(held.values(), key=lambda row: (row["@timestamp"], row["event.id"]))
    return Walked(tuple(ordered), missing, cut)


@dataclass(frozen=True, slots=True)
class _Data:
    """What the incident is about."""

    datasets: frozenset[str]
    labels: frozenset[str]
    destinations: frozenset[str]

    def is_in(self, row: Row) -> bool:
        """Whether an event touched some of it."""
        if not row["tongguan.records"]:
            return False
        own = set(row["tongguan.datasets"] or ())
        if own and self.datasets:
            return bool(own & self.datasets)
        return bool(set(row["tongguan.labels"] or ()) & self.labels)


def _before(
    batches: Iterable[pa.RecordBatch],
    frontier: Mapping[Entity, dt.datetime],
    held: Mapping[str, Row],
    data: _Data,
) -> tuple[list[Row], bool]:
    """For each entity the latest events before it was reached that lead on, and if there are more."""
    by_entity: dict[Entity, list[Row]] = {}
    cut = False
    for batch in batches:
        for row in _rows(batch, _touching(batch, frontier)):
            if row["event.id"] in held:
                continue
            for entity in _leading(row, frontier, data):
                own = by_entity.setdefault(entity, [])
                own.append(row)
                if len(own) > 2 * _FAN_OUT:
                    own.sort(key=lambda each: each["@timestamp"])
                    del own[:-_FAN_OUT]
                    cut = True
    found: dict[str, Row] = {}
    for own in by_entity.values():
        own.sort(key=lambda each: each["@timestamp"])
        cut |= len(own) > _FAN_OUT
        found |= {row["event.id"]: row for row in own[-_FAN_OUT:]}
    return list(found.values()), cut


def _leading(row: Row, frontier: Mapping[Entity, dt.datetime], data: _Data) -> Iterator[Entity]:
    """The entities of the frontier that an event leads to."""
    when, source = row["@timestamp"], row["source.ip"]
    signed_in = row["event.category"] == "authentication" and row["event.outcome"] == "success"
    touched = data.is_in(row)
    candidates: list[tuple[Entity, bool]] = [
        (("account", row["user.name"] or ""), signed_in or touched),
        (("host", source or ""), touched),
        (("host", row["destination.ip"] or ""), signed_in),
    ]
    candidates += [(("address", each), True) for each in row["dns.answers.data"] or ()]
    for entity, leads in candidates:
        if leads and entity in frontier and when <= frontier[entity]:
            yield entity


def _entities(rows: Iterable[Row], reached: dict[Entity, dt.datetime]) -> dict[Entity, dt.datetime]:
    """The accounts and machines of these events that were not met before, with the last time."""
    new: dict[Entity, dt.datetime] = {}
    for row in rows:
        for kind, name in (("account", row["user.name"]), ("host", row["source.ip"])):
            if name and (kind, name) not in reached:
                new[kind, name] = max(row["@timestamp"], new.get((kind, name), row["@timestamp"]))
    reached |= new
    return new


def _with_id(batch: pa.RecordBatch, wanted: set[str]) -> Any:
    known = column(sorted(wanted), pa.string())
    return as_places(pc.is_in(batch.column("event.id"), known))


def _touching(batch: pa.RecordBatch, frontier: Mapping[Entity, dt.datetime]) -> Any:
    places = np.zeros(batch.num_rows, np.bool_)
    by_kind: dict[str, list[str]] = {}
    for kind, name in frontier:
        by_kind.setdefault(kind, []).append(name)
    if hosts := by_kind.get("host"):
        for name in ("source.ip", "destination.ip"):
            places |= as_places(pc.is_in(batch.column(name), column(hosts, pa.string())))
    if users := by_kind.get("account"):
        places |= as_places(pc.is_in(batch.column("user.name"), column(users, pa.string())))
    # What never leads on is not made into rows: a machine may have a million events a day.
    signs = as_places(pc.is_in(batch.column("event.category"), column(["authentication"])))
    places &= signs | as_places(pc.is_valid(batch.column("tongguan.records")))
    if "address" in by_kind:
        places |= as_places(pc.is_valid(batch.column("dns.answers.data")))
    return places


def _rows(batch: pa.RecordBatch, places: Any) -> list[Row]:
    chosen = np.flatnonzero(places)
    return [*taken(batch, chosen).select(list(_COLUMNS)).to_pylist()] if len(chosen) else []
