# Alerts and the incidents they make, recorded with one ledger entry. Nothing is told twice: an
# alert that says what it said before is no news.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ledger import JSON
from monitor import correlated, owed
from policies import load_duties, load_regimes
from schema import Alert, Incident, Record

from .mutes import muted
from .recording import Book
from .settings import Settings, read_site

__all__ = ["Settled", "record_alerts"]


@dataclass(frozen=True, slots=True)
class Settled:
    """The alerts that the events were worth, those of them that are news, and their incidents;
    without those that are muted.
    """

    alerts: tuple[Alert, ...]
    news: tuple[Alert, ...]
    incidents: tuple[Incident, ...]


def record_alerts(
    settings: Settings,
    book: Book,
    alerts: Sequence[Alert],
    *,
    action: str,
    detail: Mapping[str, JSON],
    now: str,
    always: bool = True,
    also: Sequence[Record] = (),
) -> Settled:
    """These alerts on record, with the incidents that they make and the clocks those start.

    An entry is written in any case, or, unless `always`, only where there is news; `also` are
    records that go with it.
    """
    before = {each.id: each for each in book.list(Alert)}
    alerts = muted(book, alerts, now)
    changed = [each for each in alerts if _says_more(before.get(each.id), each)]
    whole = {**before, **{each.id: each for each in alerts}}
    heard = [each for each in alerts if not each.muted]
    mine = {each.id for each in heard}
    incidents = [
        _with_clocks(settings, each, now)
        for each in correlated(
            (each for each in whole.values() if not each.muted), book.list(Incident), time=now
        )
        if mine & set(each.alerts)
    ]
    if changed or also or always:
        book.record(
            [*also, *changed, *incidents],
            action=action,
            actor=settings.actor,
            unit=read_site(settings).unit,
            detail={
                **detail,
                "alerts": len(heard),
                "muted": len(alerts) - len(heard),
                "incidents": len(incidents),
            },
        )
    news = [each for each in changed if not each.muted]
    return Settled(tuple(heard), tuple(news), tuple(incidents))


def _with_clocks(settings: Settings, incident: Incident, now: str) -> Incident:
    """The incident with the clocks of what it makes due."""
    duties = load_duties(settings.policies)
    reporters = {*read_site(settings).reports_as, "handler"}
    return replace(incident, duties=owed(incident, duties, load_regimes(), reporters, now=now))


def _says_more(before: Alert | None, alert: Alert) -> bool:
    """Whether an alert is new, or has grown."""
    return before is None or replace(alert, time=before.time) != before
