# Backwards from an incident: what led there is found, what came later or is others' is not.
import datetime as dt
from dataclasses import replace

from graded_events import events, read
from traced_incident import TABLE, ids, later, night, told

from monitor.walk import cited, walked


def test_what_led_there_is_found_and_nothing_else() -> None:
    batch = night()
    incident, alerts = told(batch)
    found = walked(incident, alerts, lambda: [batch])
    names = ids(batch)
    assert [row["event.id"] for row in found.rows] == [
        names[5], names[0], names[1], names[2], names[3], names[4],
    ]  # fmt: skip
    assert found.missing == ("ev-gone",)
    assert not found.cut


def test_of_very_many_the_latest_are_followed() -> None:
    batch = night()
    incident, alerts = told(batch)
    busy = read(records=5, **{"@timestamp": later(-300), "times": 500, "every_s": 1,
                              "tongguan.datasets": (TABLE,)})  # fmt: skip
    found = walked(incident, alerts, lambda: [batch, events([busy])])
    assert found.cut
    assert len(found.rows) < 60
    latest = max(row["@timestamp"] for row in found.rows if row["tongguan.records"] == 5)
    assert latest == later(-300) + dt.timedelta(seconds=499)


def test_an_alert_without_evidence_leads_nowhere() -> None:
    incident, alerts = told(night())
    bare = [replace(each, evidence=()) for each in alerts]
    assert cited(bare) == {}
    assert walked(replace(incident, entities={}), bare, list).rows == ()
