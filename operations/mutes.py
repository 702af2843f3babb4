# What people do not want to hear of, for a reason and until a day: alerts of one rule, of one account
# or machine, or both. A muted alert stays on record, names its mute, and makes no incident.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from schema import Alert, MisuseError, Mute

from .recording import Book, new_id
from .settings import Settings, open_book, read_site

__all__ = ["add_mute", "list_mutes", "mute_json", "muted", "withdraw_mute"]

_LONGEST = dt.timedelta(days=366)


def add_mute(
    settings: Settings, *, rule: str, entities: Mapping[str, str], reason: str, until: dt.date
) -> Mute:
    """The acting person's mute, recorded.

    Raises MisuseError where it would mute everything, has no reason, or no end within a year.
    """
    if not rule and not entities:
        raise MisuseError("a mute names a rule, or whom it is about")
    if not reason.strip():
        raise MisuseError("a mute needs a reason")
    with open_book(settings) as book:
        now = book.now()
        today = dt.datetime.fromisoformat(now).date()
        if not today <= until <= today + _LONGEST:
            raise MisuseError(f"a mute ends between today and {today + _LONGEST}")
        made = Mute(
            id=new_id("mu"),
            unit=read_site(settings).unit,
            time=now,
            rule=rule,
            entities=dict(entities),
            reason=reason,
            person=settings.actor,
            until=until.isoformat(),
        )
        book.record([made], action="monitor.mute", actor=settings.actor, unit=made.unit)
    return made


def withdraw_mute(settings: Settings, identifier: str, *, reason: str) -> Mute:
    """The mute of that id ended now. Raises MisuseError where there is none in force."""
    with open_book(settings) as book:
        found = book.latest(Mute, identifier)
        if found is None or found.withdrawn:
            raise MisuseError(f"no mute is in force as {identifier}")
        ended = replace(found, withdrawn=reason, time=book.now())
        book.record([ended], action="monitor.unmute", actor=settings.actor, unit=ended.unit)
    return ended


def list_mutes(settings: Settings) -> list[tuple[Mute, bool]]:
    """All mutes, the newest first, each with whether it is in force."""
    with open_book(settings) as book:
        now = book.now()
        held = sorted(book.list(Mute), key=lambda each: (each.until, each.id), reverse=True)
        return [(each, _is_in_force(each, now)) for each in held]


def mute_json(mute: Mute, *, in_force: bool) -> dict[str, object]:
    """A mute as it is printed."""
    return {
        "id": mute.id,
        "rule": mute.rule or None,
        "entities": dict(mute.entities),
        "reason": mute.reason,
        "person": mute.person,
        "until": mute.until,
        "withdrawn": mute.withdrawn or None,
        "in_force": in_force,
    }


def muted(book: Book, alerts: Iterable[Alert], now: str) -> list[Alert]:
    """The alerts, each with the mute that it falls under, if any is in force now."""
    held = [each for each in book.list(Mute) if _is_in_force(each, now)]
    found = []
    for alert in alerts:
        mute = next((each for each in held if _covers(each, alert)), None)
        found.append(alert if mute is None else replace(alert, muted=mute.id))
    return found


def _is_in_force(mute: Mute, now: str) -> bool:
    return not mute.withdrawn and now[:10] <= mute.until


def _covers(mute: Mute, alert: Alert) -> bool:
    if mute.rule and mute.rule != alert.rule:
        return False
    return all(alert.entities.get(name) == value for name, value in mute.entities.items())
