# Decisions about incidents: each on record, and in an order that makes sense.
from pathlib import Path

import pytest
from kept_alerts import alert

from operations import Settings, handle_incident, handlings_of, ledger_entries
from operations.alert_book import record_alerts
from operations.settings import open_book
from schema import Incident, MisuseError, RefusedError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = Settings(home=tmp_path / "home", actor="王敏")
    told(found)
    return found


def told(settings: Settings) -> list[Incident]:
    with open_book(settings) as book:
        record_alerts(
            settings, book, [alert()], action="t", detail={}, now=book.now(), always=False
        )
        return book.list(Incident)


def test_states_follow_one_another_with_reasons(settings: Settings) -> None:
    assert handle_incident(settings, "in-", "acknowledged", reason="seen").state == "acknowledged"
    # What is being looked into keeps its state when it is seen again.
    assert [each.state for each in told(settings)] == ["acknowledged"]
    handle_incident(settings, "in-", "closed", reason="moved", verdict="false-alarm")
    assert [each.state for each in told(settings)] == ["closed"]
    with pytest.raises(RefusedError, match="is in that state already"):
        handle_incident(settings, "in-", "acknowledged", reason="seen")
    handle_incident(settings, "in-", "open", reason="again")
    ((_, decided),) = handlings_of(settings).items()
    assert [(each.state, each.verdict) for each in decided] == [
        ("acknowledged", ""), ("closed", "false-alarm"), ("open", ""),
    ]  # fmt: skip
    assert {each.person for each in decided} == {"王敏"}
    entries = [each["action"] for each in ledger_entries(settings)]
    assert entries[-3:] == ["incident.acknowledge", "incident.close", "incident.reopen"]


def test_a_decision_needs_a_reason_and_an_incident(settings: Settings) -> None:
    with pytest.raises(MisuseError, match="needs a reason"):
        handle_incident(settings, "in-", "closed", reason=" ")
    with pytest.raises(MisuseError, match="no incident is recorded"):
        handle_incident(settings, "in-none", "closed", reason="x")
