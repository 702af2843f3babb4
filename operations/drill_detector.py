# The monitor as a drill's detector: what passed between the lab's hosts goes through the same sensor,
# content scanner, detections and models as a capture does, and is joined with what a catalogue would know of
# the drill's data. It sees frames and nothing else of the drill; what it tells drives the playbooks.
#
# The time in which the defence team may learn stands for the day before: what is usual then is a habit.
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa

from monitor import (
    Assets,
    CopyFinder,
    DnsTunnels,
    Enricher,
    Model,
    Pipeline,
    Scanner,
    Sensed,
    Sensor,
    SharedCopy,
    flow_events,
    shipped_trees,
)
from policies import Drill, load_detections, load_policies
from range.alert import Detector, RangeAlert
from range.detector import SmallDetector
from range.journal import Frame, Value
from schema import Alert, Level

from .drill_catalogue import DrillCatalogue, drill_catalogue
from .drill_packets import DrillPackets
from .lint import compiled
from .range_copies import DrillCopies

__all__ = ["DetectorName", "MonitorDetector", "detector_of", "usual_detector"]

DetectorName = Literal["monitor", "range", "both"]

# How often, in the drill's time, alerts are looked for: a batch of few events costs as much as one of many.
_LOOKS_S: Final = 30.0
_DAY_S: Final = 86_400.0
# The same is told again after so long, where it goes on.
_AGAIN_S: Final = 300.0
_DNS: Final = 53
_NS: Final = 1_000_000_000
_PROFILE: Final = "gbt-43697"
_SEED_MASK: Final = (1 << 62) - 1
# What an alert may be a sign of, finer than the techniques that its detection names.
_SIGNS: Final[Mapping[str, tuple[str, ...]]] = {
    "data.sent-out": ("T1048.003", "T1041", "T1030", "T1029"),
    "data.masked-copy-sent": ("T1048.003", "T1041", "T1030", "T1029"),
    "data.interface-returns-too-much": ("T1213", "T1213.006", "T1190"),
    "dns.tunnel": ("T1071.004", "T1132.001", "T1048.003"),
    "model.dns-tunnel": ("T1071.004", "T1132.001", "T1048.003"),
    "sign-in.guessing": ("T1110.003", "T1110"),
    "sign-in.guessed": ("T1110.003", "T1078", "T0859", "T1021", "T0886"),
    "sign-in.new-place": ("T1078", "T0859", "T1021", "T0886"),
    "plant.write-from-new-master": (
        "T1692.001",
        "T0836",
        "T0838",
        "T0848",
        "T0831",
        "T1692.002",
        "T0806",
    ),
    "plant.probing": ("T0846", "T0888"),
}


class MonitorDetector:
    """A Detector of the range that is the monitor."""

    def __init__(
        self, drill: Drill, seed: int, *, copies: DrillCopies, policies: Path | None = None
    ) -> None:
        self._learn = drill.defence.learn
        self._start = drill.clock.start.timestamp()
        loaded = load_policies(policies)
        catalogue = drill_catalogue(drill, seed, loaded)
        detections = load_detections(policies)
        models: list[Model] = [DnsTunnels(shipped_trees("dns-tunnel"), ())]
        self._pipeline = Pipeline(
            detections,
            Enricher(Assets(catalogue.findings)),
            Scanner(
                loaded, loaded.profiles[_PROFILE], lambda: compiled(loaded), key=catalogue.key,
                known=catalogue.holdings, copies=_finder(drill, copies, catalogue),
            ),
            models=models,
        )  # fmt: skip
        # The day before, and the day: connections of one do not go on in the other.
        self._before = _Reader(self._start - _DAY_S, seed)
        self._now = _Reader(self._start, seed)
        self._held: list[Frame] = []
        self._looked = 0.0
        # When each alert was told, by its rule and of whom; how many were.
        self._told: dict[str, float] = {}
        self._count = 0
        # Servers of names that are usual, and the last that was not, by who asks.
        self._resolvers: set[str] = set()
        self._strange: dict[str, str] = {}

    def __call__(self, frames: Sequence[Frame]) -> list[RangeAlert]:
        """What is news in these frames and those held since the last look."""
        self._held += frames
        now = self._held[-1].time if self._held else self._looked
        if now < self._looked + _LOOKS_S:
            return []
        self._looked = now
        held, self._held = self._held, []
        usual = [each for each in held if each.time < self._learn]
        later = [each for each in held if each.time >= self._learn]
        self._note_servers(usual, later)
        if usual:
            self._seen(self._before, usual)
        if not later:
            return []
        self._seen(self._now, later)
        return [self._as_told(each, now) for each in self._news(now)]

    def _seen(self, reader: _Reader, frames: Sequence[Frame]) -> None:
        sensed = reader.read(frames)
        flows = sensed.flows
        told = None if flows is None or not len(flows.first) else flow_events(flows, "lab")
        if sensed.noted:
            self._pipeline.noted(sensed.noted, "lab", told)
        elif told is not None:
            self._pipeline.events_seen(told)

    def _note_servers(self, usual: Sequence[Frame], later: Sequence[Frame]) -> None:
        self._resolvers |= {each.destination for each in usual if each.port == _DNS}
        self._strange |= {
            each.source: each.destination
            for each in later
            if each.port == _DNS and each.destination not in self._resolvers
        }

    def _news(self, now: float) -> list[Alert]:
        """Alerts of the day itself that were not told of a short while ago, and have gone on."""
        found = []
        for each in self._pipeline.alerts(unit="drill", time=""):
            last = _seconds(each.last_seen) - self._start
            key = " ".join([each.rule, *sorted(each.entities.values())])
            told = self._told.get(key)
            if last < self._learn or (told is not None and last < told + _AGAIN_S):
                continue
            self._told[key] = now
            found.append(each)
        return found

    def _as_told(self, alert: Alert, now: float) -> RangeAlert:
        entities = alert.entities
        self._count += 1
        source = entities.get("source", "")
        techniques = (*alert.technique, *_SIGNS.get(alert.rule, ()))
        evidence: dict[str, Value] = {}
        if alert.records:
            evidence = {
                "records": alert.records, "persons": alert.persons, "level": alert.level.value,
                "labels": ", ".join(alert.labels), "datasets": ", ".join(alert.datasets),
            }  # fmt: skip
        if alert.shares:
            evidence["copies"] = ", ".join(alert.shares)
        return RangeAlert(
            id=f"m{self._count}",
            time=now,
            rule=alert.rule,
            techniques=tuple(dict.fromkeys(techniques)),
            risk_type=alert.risk_type,
            severity=alert.severity,
            source=source,
            # What is known of a tunnel is a domain; where its questions go is seen.
            destination=entities.get("destination") or self._strange.get(source, ""),
            evidence=evidence,
        )


def usual_detector(drill: Drill, *, live: bool) -> DetectorName:
    """Whose alerts a drill is played with: both where there is graded data to be told of, and time
    that stands still while it is looked into.
    """
    return "both" if drill.data and not live else "range"


def detector_of(
    name: DetectorName, drill: Drill, seed: int, *, copies: DrillCopies, policies: Path | None
) -> Detector:
    """The detector of that name for a drill; `both` is one beside the other."""
    small = SmallDetector(drill.defence.learn)
    if name == "range":
        return small
    watching = MonitorDetector(drill, seed, copies=copies, policies=policies)
    if name == "monitor":
        return watching

    def together(frames: Sequence[Frame]) -> list[RangeAlert]:
        return [*small(frames), *watching(frames)]

    return together


class _Reader:
    """Frames of one day through the sensor."""

    def __init__(self, start: float, seed: int) -> None:
        self._packets = DrillPackets(round(start * _NS))
        self._sensor = Sensor(seed=seed & _SEED_MASK)

    def read(self, frames: Sequence[Frame]) -> Sensed:
        """The events that these frames complete."""
        return self._sensor.feed(self._packets.batch(frames))


def _finder(drill: Drill, copies: DrillCopies, catalogue: DrillCatalogue) -> CopyFinder | None:
    """Knows the masked copies that the drill's platforms serve, by the mark in their pseudonyms."""
    accounts = [
        each.name for host in drill.lab.hosts.values() for each in host.accounts if each.masked
    ]
    most = max((len(host.accounts) for host in drill.lab.hosts.values()), default=0)
    if not accounts:
        return None
    names = [each.name for host in drill.lab.hosts.values() for each in host.accounts][:most]
    datasets = tuple(each.id for each in catalogue.findings)

    def found(_octets: bytes, rows: pa.RecordBatch | None) -> SharedCopy | None:
        if rows is None or not rows.num_rows or "id_number" not in rows.schema.names:
            return None
        values = [str(each) for each in rows.column("id_number").to_pylist()]
        if not all(len(each) == 32 for each in values):
            return None
        known = copies.account_of([{"id_number": each} for each in values], most)
        who = () if known is None else (names[known],)
        return SharedCopy(
            tuple(f"copy of {each}" for each in who) or ("copy",), who,
            "form" if known is None else "watermark", Level.GENERAL_2, datasets, rows=rows.num_rows,
        )  # fmt: skip

    return found


def _seconds(moment: str) -> float:
    return dt.datetime.fromisoformat(moment).timestamp()
