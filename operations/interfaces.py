# tongguan monitor interfaces: which data interfaces there are, by the archived events and by the
# descriptions that were imported; who calls each, what it gives, and what is wrong with it. All of it
# is kept as records; findings about graded data are alerts too.
from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from classify import decide_by_headers
from monitor import (
    INTERFACE_COLUMNS,
    Description,
    Finding,
    Interface,
    Judge,
    Uses,
    alert_of_model,
    interfaces_of,
    merge_uses,
    moment,
    read_openapi,
    uses_of,
)
from policies import Policies
from schema import (
    Alert,
    ApiDescription,
    Caller,
    Column,
    DataInterface,
    InterfaceFinding,
    MisuseError,
    Operation,
    SourceError,
    Table,
)
from store import EventArchive

from .alert_book import record_alerts
from .event_archive import event_archive
from .interface_words import INTERFACE_RULES
from .lint import compiled
from .recording import Book
from .settings import Settings, open_book, read_policies, read_site

__all__ = ["INTERFACE_DAYS", "Inventory", "list_interfaces"]

INTERFACE_DAYS: Final = 90
_DORMANT: Final = 30
_ACTION: Final = "monitor.interfaces"
_MOST_CALLERS: Final = 20
_DAY_US: Final = 86_400_000_000
_LOCAL_US: Final = 8 * 3_600_000_000
_RISKS: Final = {
    "unauthenticated": "illegal_access",
    "over-returning": "abuse",
    "shadow": "other",
}
_CONFIDENCE: Final = {"unauthenticated": 0.7, "over-returning": 0.5, "shadow": 0.5}


@dataclass(frozen=True, slots=True)
class Inventory:
    """The interfaces, those with findings first, and the descriptions they were held against."""

    interfaces: tuple[DataInterface, ...]
    descriptions: tuple[ApiDescription, ...]
    alerts: tuple[Alert, ...]


def list_interfaces(
    settings: Settings,
    *,
    openapi: Sequence[Path] = (),
    withdraw: Sequence[str] = (),
    days: int = INTERFACE_DAYS,
    dormant_days: int = _DORMANT,
) -> Inventory:
    """The interfaces of the last `days`, recorded; `openapi` are descriptions to import first.

    Of one title the description imported last is in force; `withdraw` names titles that are no
    longer. Raises MisuseError for a file that is no description or a title nobody knows.
    """
    read = [_read(path) for path in openapi]
    with open_book(settings) as book, event_archive(settings, book) as archive:
        if read or withdraw:
            book.refuse_read_only()
        _withdraw(settings, book, withdraw)
        now = book.now()
        unit = read_site(settings).unit
        imported = _imported(settings, read, unit, now) if read else []
        known = {each.id: each for each in (*book.list(ApiDescription), *imported)}
        descriptions = [known[title] for title in sorted(known)]
        since = dt.datetime.fromisoformat(now) - dt.timedelta(days=days)
        found = interfaces_of(_uses(archive, since, now), descriptions)
        judge = Judge(_today(found, now), bool(descriptions), dormant_days)
        before = {each.id: each for each in book.list(DataInterface)}
        records = {
            each.id: each
            for each in (_record(one, judge.findings(one), unit, now) for one in found)
        }
        # Those seen before the days that are looked at, and not since.
        records |= {
            each.id: replace(each, findings=_silent(each, now), time=now)
            for each in before.values()
            if each.id not in records and each.last_seen and each.last_seen < since.isoformat()
        }
        alerts = [
            _alert(each, one, now)
            for each in records.values()
            for one in each.findings
            if each.records and one.kind in _RISKS
        ]
        if not book.read_only:
            _keep(settings, book, before, records, imported=imported, alerts=alerts)
    ordered = tuple(sorted(records.values(), key=_gravest))
    return Inventory(ordered, tuple(descriptions), tuple(alerts))


def _uses(archive: EventArchive, since: dt.datetime, now: str) -> Uses:
    """The use of interfaces since a day; of an archive that ends before it, all there is."""
    until = dt.datetime.fromisoformat(now) + dt.timedelta(days=1)
    for begin in (since, dt.datetime.fromtimestamp(0, dt.UTC)):
        uses: Uses = {}
        for batch in archive.scan(begin, until, INTERFACE_COLUMNS):
            merge_uses(uses, uses_of(batch))
        if uses:
            return uses
    return {}


def _keep(
    settings: Settings,
    book: Book,
    before: Mapping[str, DataInterface],
    records: Mapping[str, DataInterface],
    *,
    imported: Sequence[ApiDescription],
    alerts: Sequence[Alert],
) -> None:
    """What is new on record; interfaces that are part of another template now are taken away."""
    who = {"actor": settings.actor, "unit": read_site(settings).unit}
    for stale in sorted(before.keys() - records.keys()):
        book.delete(DataInterface, stale, **who, action=_ACTION)
    fresh = [
        each
        for each in records.values()
        if each.id not in before or replace(each, time=before[each.id].time) != before[each.id]
    ]
    record_alerts(
        settings,
        book,
        alerts,
        action=_ACTION,
        detail={
            "interfaces": len(records),
            "descriptions": [each.sha256 for each in imported],
        },
        now=book.now(),
        always=False,
        also=[*imported, *fresh],
    )


def _read(path: Path) -> Description:
    try:
        return read_openapi(path.read_bytes())
    except OSError:
        raise SourceError("cannot be read", source=str(path)) from None
    except ValueError as error:
        raise MisuseError(f"{path}: {error}") from None


def _imported(
    settings: Settings, read: Iterable[Description], unit: str, now: str
) -> list[ApiDescription]:
    policies = read_policies(settings)
    return [
        ApiDescription(
            id=each.title,
            unit=unit,
            time=now,
            version=each.version,
            sha256=each.sha256,
            hosts=each.hosts,
            bases=each.bases,
            operations=tuple(
                Operation(
                    method=one.method,
                    template=one.template,
                    title=one.title,
                    is_open=one.is_open,
                    labels=_labels(one.properties, policies),
                    most_records=one.most,
                )
                for one in each.operations
            ),
        )
        for each in read
    ]


def _labels(
    properties: tuple[tuple[str, str], ...] | None, policies: Policies
) -> tuple[str, ...] | None:
    """What an answer's properties are, by their names and descriptions alone."""
    if properties is None:
        return None
    columns = tuple(Column(name, "text", comment=said) for name, said in properties)
    table = Table("", "answer", columns, "")
    labels = (each.label for each in decide_by_headers(table, compiled(policies)))
    return tuple(sorted({label for label in labels if label}))


def _withdraw(settings: Settings, book: Book, titles: Sequence[str]) -> None:
    for title in titles:
        if book.latest(ApiDescription, title) is None:
            raise MisuseError(f"no description with the title {title} was imported")
        book.delete(
            ApiDescription,
            title,
            actor=settings.actor,
            unit=read_site(settings).unit,
            action=_ACTION,
        )


def _today(found: Iterable[Interface], now: str) -> int:
    """The newest day that anything was seen on: a silence counts while others speak."""
    days = [day for each in found for day in each.days]
    stamp = dt.datetime.fromisoformat(now).timestamp() * 1e6
    return max(days, default=int(stamp + _LOCAL_US) // _DAY_US)


def _record(
    interface: Interface, findings: tuple[InterfaceFinding, ...], unit: str, now: str
) -> DataInterface:
    use = interface.whole()
    name = "\0".join([interface.service, interface.method, interface.template])
    callers = sorted(use.callers.items(), key=lambda each: (-each[1][1], -each[1][0], each[0]))
    said = interface.operation
    return DataInterface(
        id=f"if-{hashlib.sha256(name.encode()).hexdigest()[:16]}",
        unit=unit,
        time=now,
        service=interface.service,
        method=interface.method,
        template=interface.template,
        described_by=interface.described_by,
        title=said.title if said else "",
        calls=use.calls,
        callers=tuple(
            Caller(name=caller, calls=calls, records=records)
            for caller, (calls, records) in callers[:_MOST_CALLERS]
        ),
        other_callers=max(0, len(callers) - _MOST_CALLERS),
        labels=dict(sorted(use.labels.items())),
        level=use.level,
        records=use.records,
        most_records=use.most_records,
        most_persons=use.most_persons,
        received=use.received,
        open_calls=use.open_calls,
        open_records=use.open_records,
        datasets=tuple(sorted(use.datasets)),
        first_seen=moment(use.first) if interface.days else "",
        last_seen=moment(use.last) if interface.days else "",
        evidence=tuple(line for _, line in use.evidence),
        findings=findings,
    )


def _silent(interface: DataInterface, now: str) -> tuple[InterfaceFinding, ...]:
    gone = dt.datetime.fromisoformat(now) - dt.datetime.fromisoformat(interface.last_seen)
    told = (f"silent_days={gone.days}",)
    return (InterfaceFinding(kind="dormant", severity="low", because=told),)


def _alert(interface: DataInterface, finding: InterfaceFinding, now: str) -> Alert:
    """A finding about graded data, as an alert like any other."""
    rule = f"interface.{finding.kind}"
    place = f"{interface.method} {interface.service}{interface.template}"
    made = alert_of_model(
        Finding(
            rule=rule,
            title=INTERFACE_RULES[rule].en,
            risk_type=_RISKS[finding.kind],
            technique=("T1190",) if finding.kind == "unauthenticated" else ("T1213",),
            confidence=_CONFIDENCE[finding.kind],
            entities={"server": interface.service, "interface": place},
            evidence=interface.evidence,
            because=finding.because,
            key=(interface.id,),
            first=_micros(interface.first_seen),
            last=_micros(interface.last_seen),
            severity_at_least=finding.severity,
            level=interface.level,
            records=interface.open_records or interface.records,
            datasets=interface.datasets,
            labels=interface.labels,
        ),
        unit=interface.unit,
        time=now,
    )
    return replace(made, persons=interface.most_persons)


def _micros(stamp: str) -> int:
    return round(dt.datetime.fromisoformat(stamp).timestamp() * 1e6)


def _gravest(interface: DataInterface) -> tuple[int, int, str, str, str]:
    worst = max(
        (("low", "medium", "high", "critical").index(one.severity) for one in interface.findings),
        default=-1,
    )
    records = -interface.records
    return -worst, records, interface.service, interface.template, interface.method
