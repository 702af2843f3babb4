# How data interfaces were used, added up by service, method, shape of the address and day: states
# of parts of the traffic merge into that of the whole, in any order. What is bounded keeps
# those whose hashes are smallest: whoever is dropped in a part would be dropped in the whole.
from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schema import Level, strictest

from .column import Column, as_numbers, as_places, column, same_as, taken
from .describe import DESCRIBED_COLUMNS, described
from .interface_path import Shape, is_static, shape_of

__all__ = ["INTERFACE_COLUMNS", "Use", "Uses", "merge_uses", "uses_of"]

INTERFACE_COLUMNS: Final = tuple(
    dict.fromkeys(
        (
            *DESCRIBED_COLUMNS,
            "observer.name",
            "network.direction",
            "tongguan.datasets",
            "tongguan.labels",
            "tongguan.level",
            "tongguan.way",
            "tongguan.persons",
            "tongguan.credentials",
        )
    )
)
_LOCAL_US: Final = 8 * 3_600_000_000
_DAY_US: Final = 86_400_000_000
_OWN: Final = ("inbound", "internal")
_USUAL_PORTS: Final = (80, 443)
_REFUSED: Final = (401, 403, 429)
_BAD: Final = 400
_MOST_SHAPES: Final = 5_000
_MOST_CALLERS: Final = 500
_MOST_EVIDENCE: Final = 4
_OTHERS: Final = "…"

Key = tuple[str, str]


@dataclass(slots=True)
class Use:
    """A day of one interface; `callers` hold calls and records, `labels` records."""

    calls: int = 0
    callers: dict[str, tuple[int, int]] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    datasets: set[str] = field(default_factory=set)
    level: Level = Level.GENERAL_1
    records: int = 0
    most_records: int = 0
    most_persons: int = 0
    received: int = 0
    open_calls: int = 0
    open_records: int = 0
    first: int = 1 << 62
    last: int = 0
    evidence: list[tuple[int, str]] = field(default_factory=list)

    def add(self, other: Use) -> None:
        """Takes another part of the same day, or another day, in."""
        self.calls += other.calls
        for name, (calls, records) in other.callers.items():
            mine = self.callers.get(name, (0, 0))
            self.callers[name] = mine[0] + calls, mine[1] + records
        self._bound()
        for label, count in other.labels.items():
            self.labels[label] = self.labels.get(label, 0) + count
        self.datasets |= other.datasets
        self.level = strictest([self.level, other.level])
        self.records += other.records
        self.most_records = max(self.most_records, other.most_records)
        self.most_persons = max(self.most_persons, other.most_persons)
        self.received += other.received
        self.open_calls += other.open_calls
        self.open_records += other.open_records
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        strongest = sorted({*self.evidence, *other.evidence}, key=lambda each: (-each[0], each[1]))
        self.evidence = strongest[:_MOST_EVIDENCE]

    def _bound(self) -> None:
        names = self.callers.keys() - {_OTHERS}
        if len(names) <= _MOST_CALLERS:
            return
        for name in sorted(names, key=_hashed)[_MOST_CALLERS:]:
            calls, records = self.callers.pop(name)
            mine = self.callers.get(_OTHERS, (0, 0))
            self.callers[_OTHERS] = mine[0] + calls, mine[1] + records


Days = dict[int, Use]
Uses = dict[Key, dict[Shape, Days]]


def uses_of(batch: pa.RecordBatch) -> Uses:
    """How a batch of enriched events uses interfaces of ours, by service and method."""
    status = as_numbers(batch.column("http.response.status_code"))
    wanted = as_places(same_as(batch.column("event.action"), "http"))
    wanted &= as_places(pc.is_valid(batch.column("url.path")))
    wanted &= (status < _BAD) | np.isin(status, _REFUSED)
    inside = as_places(pc.is_in(batch.column("network.direction"), column(list(_OWN))))
    wanted &= inside | ~as_places(pc.is_valid(batch.column("destination.ip")))
    places = np.flatnonzero(wanted)
    return _added(taken(batch, places)) if len(places) else {}


def merge_uses(one: Uses, other: Uses) -> Uses:
    """The first state with the second in it."""
    for key, shapes in other.items():
        mine = one.setdefault(key, {})
        for shape, days in shapes.items():
            own = mine.setdefault(shape, {})
            for day, use in days.items():
                if day in own:
                    own[day].add(use)
                else:
                    own[day] = use
        if len(mine) > _MOST_SHAPES:
            _fold(mine)
    return one


def _fold(shapes: dict[Shape, Days]) -> None:
    """Too many different addresses: the rest by their first segment alone."""
    whole = [shape for shape in shapes if shape[1:] != (_OTHERS,)]
    for shape in sorted(whole, key=lambda each: _hashed("/".join(each)))[_MOST_SHAPES:]:
        into = shapes.setdefault((*shape[:1], _OTHERS), {})
        for day, use in shapes.pop(shape).items():
            if day in into:
                into[day].add(use)
            else:
                into[day] = use


def _added(part: pa.RecordBatch) -> Uses:
    """The events added up before anything is looked at one by one."""
    stamps = part.column("@timestamp").cast(pa.int64()).to_numpy()
    graded = as_places(pc.is_valid(part.column("tongguan.records")))
    gives = graded & as_places(same_as(part.column("tongguan.way"), "back"))
    records = as_numbers(part.column("tongguan.records"))
    is_open = as_places(same_as(part.column("tongguan.credentials"), "none"))
    columns: dict[str, Column] = {
        "domain": part.column("url.domain"),
        "host": part.column("destination.ip"),
        "port": part.column("destination.port"),
        "observer": part.column("observer.name"),
        "method": part.column("http.request.method"),
        "path": part.column("url.path"),
        "user": part.column("user.name"),
        "source": part.column("source.ip"),
        "day": column((stamps + _LOCAL_US) // _DAY_US),
        "time": column(stamps),
        "given": column(np.where(gives, records, 0)),
        "taken": column(np.where(graded & ~gives, records, 0)),
        "persons": column(np.where(gives, as_numbers(part.column("tongguan.persons")), 0)),
        "open": column(np.where(is_open & gives, records, 0)),
        "open_call": column((is_open & gives).astype(np.int64)),
    }
    by = ["domain", "host", "port", "observer", "method", "path", "user", "source", "day"]
    sums: list[Any] = [
        ("given", "sum"), ("given", "max"), ("given", "count"), ("taken", "sum"),
        ("persons", "max"), ("open", "sum"), ("open_call", "sum"), ("time", "min"), ("time", "max"),
    ]  # fmt: skip
    found: Uses = {}
    for row in pa.table(columns).group_by(by).aggregate(sums).to_pylist():
        if is_static(row["path"]):
            continue
        caller = row["user"] or row["source"] or ""
        use = Use(
            row["given_count"], {caller: (row["given_count"], row["given_sum"])}, {}, set(),
            Level.GENERAL_1, row["given_sum"], row["given_max"], row["persons_max"],
            row["taken_sum"], row["open_call_sum"], row["open_sum"], row["time_min"],
            row["time_max"],
        )  # fmt: skip
        key = _service(row["domain"], row["host"], row["port"], row["observer"]), row["method"]
        merge_uses(found, {(key[0], key[1] or ""): {shape_of(row["path"]): {row["day"]: use}}})
    _graded(taken(part, np.flatnonzero(gives)), found)
    return found


def _graded(part: pa.RecordBatch, found: Uses) -> None:
    """What it was that was given: labels, data sets, levels, and the answers with most of it."""
    if not part.num_rows:
        return
    names = (
        "@timestamp", "url.domain", "destination.ip", "destination.port", "observer.name",
        "http.request.method", "url.path", "tongguan.labels", "tongguan.datasets",
        "tongguan.level", "tongguan.records",
    )  # fmt: skip
    stamps = part.column("@timestamp").cast(pa.int64()).to_numpy().tolist()
    told = described(part)
    for place, row in enumerate(part.select(list(names)).to_pylist()):
        if is_static(row["url.path"]):
            continue
        service = _service(
            row["url.domain"], row["destination.ip"], row["destination.port"], row["observer.name"]
        )
        records, identifier, line = told[place]
        use = Use(
            labels=dict.fromkeys(row["tongguan.labels"] or (), records),
            datasets=set(row["tongguan.datasets"] or ()),
            level=Level(row["tongguan.level"]) if row["tongguan.level"] else Level.GENERAL_1,
            evidence=[(records, f"{identifier} {line}")],
        )
        day = (stamps[place] + _LOCAL_US) // _DAY_US
        key = service, row["http.request.method"] or ""
        merge_uses(found, {key: {shape_of(row["url.path"]): {day: use}}})


def _service(domain: str | None, host: str | None, port: int | None, observer: str | None) -> str:
    """Who answers: a name or an address; of a log that names neither, the log."""
    name = domain or host
    if not name:
        return observer or ""
    return name if port is None or port in _USUAL_PORTS else f"{name}:{port}"


def _hashed(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
