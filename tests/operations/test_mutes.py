# Mutes: what they cover, for how long, and that muted alerts stay on record.
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from kept_alerts import alert

from operations import Settings, add_mute, list_mutes, mute_json, withdraw_mute
from operations.alert_book import record_alerts
from operations.settings import open_book
from schema import Alert, Incident, MisuseError

TODAY = dt.datetime.now(dt.UTC).date()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="王敏")


def recorded(settings: Settings, *alerts: Alert) -> tuple[int, int, int]:
    with open_book(settings) as book:
        settled = record_alerts(
            settings, book, alerts, action="t", detail={}, now=book.now(), always=False
        )
        return len(settled.alerts), len(settled.news), len(book.list(Incident))


def test_a_muted_alert_is_kept_and_makes_no_incident(settings: Settings) -> None:
    entities = {"source": "10.0.0.7"}
    made = add_mute(settings, rule="data.sent-out", entities=entities, reason="known", until=TODAY)
    assert recorded(settings, alert()) == (0, 0, 0)
    other = alert(id="al-2", entities={"source": "10.0.0.8"})
    assert recorded(settings, other, alert(id="al-3", rule="other")) == (2, 2, 2)
    with open_book(settings) as book:
        kept = book.latest(Alert, "al-1")
        assert kept is not None
        assert kept.muted == made.id
    # Once it is withdrawn the same events are told.
    withdraw_mute(settings, made.id, reason="over")
    assert recorded(settings, alert()) == (1, 1, 3)


def test_a_mute_ends_with_its_day(settings: Settings) -> None:
    made = add_mute(settings, rule="data.sent-out", entities={}, reason="known", until=TODAY)
    with open_book(settings) as book:
        past = replace(made, until="2020-01-01")
        book.record([past], action="t", actor="x", unit=past.unit)
    assert recorded(settings, alert()) == (1, 1, 1)
    ((found, in_force),) = list_mutes(settings)
    assert not in_force
    assert mute_json(found, in_force=in_force)["until"] == "2020-01-01"


@pytest.mark.parametrize(
    ("rule", "reason", "until", "said"),
    [
        ("", "why", TODAY, "names a rule"),
        ("a", " ", TODAY, "needs a reason"),
        ("a", "why", TODAY - dt.timedelta(days=1), "ends between"),
        ("a", "why", TODAY + dt.timedelta(days=400), "ends between"),
    ],
)
def test_what_would_hide_too_much_is_refused(
    settings: Settings, rule: str, reason: str, until: dt.date, said: str
) -> None:
    with pytest.raises(MisuseError, match=said):
        add_mute(settings, rule=rule, entities={}, reason=reason, until=until)
    with pytest.raises(MisuseError, match="no mute is in force"):
        withdraw_mute(settings, "mu-1", reason="x")
