# Alerts on record with their incidents, once.
from pathlib import Path

from kept_alerts import alert

from operations import Settings
from operations.alert_book import record_alerts
from operations.settings import open_book
from schema import Incident


def test_news_make_incidents_and_what_is_known_makes_none(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", actor="x")
    with open_book(settings) as book:
        first = record_alerts(
            settings, book, [alert()], action="t", detail={}, now=book.now(), always=False
        )
        assert (len(first.news), len(first.incidents)) == (1, 1)
        again = record_alerts(
            settings, book, [alert()], action="t", detail={}, now=book.now(), always=False
        )
        assert again.news == ()
        assert [each.action for each in book.entries()] == ["t"]
        (incident,) = book.list(Incident)
        assert incident.alerts == ("al-1",)
