# The monitor as a drill's detector: what passed between the lab's hosts goes through the same sensor,
# content scanner, detections and models as a capture does, and is joined with what a catalogue would know of
# the drill's data. It sees what passed on the bridges (in netns packets, elsewhere what sockets carried) and
# what hosts wrote in their logs, and nothing else of the drill; what it tells drives the playbooks.
#
# The time in which the defence team may learn stands for the day before: what is usual then is a habit.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
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
    SharedCopy,
    flow_events,
    shipped_trees,
)
from policies import Drill, load_detections, load_policies
from range.alert import NOTHING, Beside, Captured, Detector, RangeAlert
from range.detector import SmallDetector
from range.host_log import Line
from range.journal import Frame, Value
from schema import Alert, Level

from .drill_catalogue import DrillCatalogue, drill_catalogue
from .drill_reading import DayReader, asked_for_names
from .lint import compiled
from .range_copies import DrillCopies

__all__ = ["DetectorName", "MonitorDetector", "detector_of", "usual_detector"]

DetectorName = Literal["monitor", "range", "both"]

# How often, in the drill's time, alerts are looked for: a batch of few events costs as much as one of many.
# For a minute after somebody spoke to whom he never spoke before, sooner.
_LOOKS_S: Final = 30.0
_SOONER_S: Final = 10.0
_STRANGE_S: Final = 60.0
_DAY_S: Final = 86_400.0
# The same is told again after so long, where it goes on.
_AGAIN_S: Final = 300.0
_DNS: Final = 53
# Who used the platform from an alert's source so long before is named with it.
_ACCOUNT_S: Final = 3600.0
_PROFILE: Final = "gbt-43697"
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
        self._before = DayReader(self._start - _DAY_S, seed, shift=-_DAY_S)
        self._now = DayReader(self._start, seed)
        self._held: list[Frame | Captured] = []
        self._lines: list[Line] = []
        # When each account was last answered, by where it was used from.
        self._accounts: dict[str, dict[str, float]] = {}
        self._looked = 0.0
        # Who ever spoke to whom, and when somebody last did for the first time.
        self._speaking: set[tuple[str, str, int]] = set()
        self._stranger = -_STRANGE_S
        # When each alert was told, by its rule and of whom; how many were.
        self._told: dict[str, float] = {}
        self._count = 0
        # Servers of names that are usual, and the last that was not, by who asks.
        self._resolvers: set[str] = set()
        self._strange: dict[str, str] = {}

    def __call__(self, frames: Sequence[Frame], beside: Beside = NOTHING, /) -> list[RangeAlert]:
        """What is news in what passed, this time and since the last look."""
        self._held += frames if beside.packets is None else beside.packets
        self._lines += beside.lines
        now = self._held[-1].time if self._held else self._looked
        speaking = {(each.source, each.destination, each.port) for each in frames}
        if not speaking <= self._speaking and now >= self._learn:
            self._stranger = now
        self._speaking |= speaking
        looks = _SOONER_S if now < self._stranger + _STRANGE_S else _LOOKS_S
        if now < self._looked + looks:
            return []
        self._looked = now
        held, self._held = self._held, []
        lines, self._lines = self._lines, []
        usual = [each for each in held if each.time < self._learn]
        later = [each for each in held if each.time >= self._learn]
        self._note_servers(usual, later)
        self._read(self._before, usual, [each for each in lines if each.time < self._learn])
        if not later:
            return []
        self._read(self._now, later, [each for each in lines if each.time >= self._learn])
        return [self._as_told(each, now) for each in self._news(now)]

    def _read(
        self, day: DayReader, passed: Sequence[Frame | Captured], lines: Sequence[Line]
    ) -> None:
        """What passed and was written on a day, taken in."""
        if frames := [each for each in passed if isinstance(each, Frame)]:
            self._sensed(day.frames(frames))
        if packets := [each for each in passed if isinstance(each, Captured)]:
            self._sensed(day.packets(packets))
        for batch in day.lines(lines):
            self._note_accounts(self._pipeline.events_seen(batch))

    def _sensed(self, sensed: Sensed) -> None:
        flows = sensed.flows
        told = None if flows is None or not len(flows.first) else flow_events(flows, "lab")
        if sensed.noted:
            self._pipeline.noted(sensed.noted, "lab", told)
        elif told is not None:
            self._pipeline.events_seen(told)

    def _note_servers(
        self, usual: Sequence[Frame | Captured], later: Sequence[Frame | Captured]
    ) -> None:
        self._resolvers |= {server for _, server in _askings(usual)}
        self._strange |= {
            source: server for source, server in _askings(later) if server not in self._resolvers
        }

    def _note_accounts(self, events: pa.RecordBatch) -> None:
        """Whom a platform's log names as answered, and where it was asked from."""
        names = ("@timestamp", "source.ip", "user.name", "event.outcome")
        for each in events.select(list(names)).to_pylist():
            if each["user.name"] and each["source.ip"] and each["event.outcome"] == "success":
                known = self._accounts.setdefault(each["source.ip"], {})
                known[each["user.name"]] = each["@timestamp"].timestamp() - self._start

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
        if alert.records and (users := self._used(source, now)):
            evidence["accounts"] = ", ".join(users)
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

    def _used(self, source: str, now: float) -> list[str]:
        """The accounts that were used from there of late."""
        known = self._accounts.get(source, {})
        return sorted(name for name, last in known.items() if last >= now - _ACCOUNT_S)


def _askings(passed: Sequence[Frame | Captured]) -> Iterator[tuple[str, str]]:
    """Who asked which server for a name."""
    for each in passed:
        if isinstance(each, Frame) and each.port == _DNS:
            yield each.source, each.destination
    yield from asked_for_names([each for each in passed if isinstance(each, Captured)])


def usual_detector(drill: Drill) -> DetectorName:
    """Whose alerts a drill is played with: both where there is graded data to be told of."""
    return "both" if drill.data else "range"


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

    def together(frames: Sequence[Frame], beside: Beside = NOTHING, /) -> list[RangeAlert]:
        return [*small(frames), *watching(frames, beside)]

    return together


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
