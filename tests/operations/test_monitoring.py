# Alerts and incidents as they are shown: JSON with fixed keys, titles in both languages.

import pytest
from leaking_capture import leaking

from operations import (
    Settings,
    alert_json,
    alert_title,
    incident_json,
    incident_title,
    label_names,
    list_alerts,
    list_incidents,
    replay,
    risk_word,
    severity_word,
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    root = tmp_path_factory.mktemp("monitoring")
    settings = Settings(home=root / "home", actor="tester")
    replay(settings, [str(leaking(root / "a.pcap"))])
    return settings


def test_an_alert_has_the_keys_that_others_rely_on(settings: Settings) -> None:
    (alert,) = list_alerts(settings)
    found = alert_json(alert)
    assert {
        "id", "time", "rule", "technique", "risk_type", "severity", "confidence", "entities",
        "evidence", "data", "first_seen", "last_seen",
    } <= set(found)  # fmt: skip
    assert found["entities"] == {"source": "10.0.0.7", "destination": "203.0.113.9"}
    assert found["data"]["labels"] == {"cn.id18": 300, "person.name": 300}
    assert "token=abc" not in str(found)


def test_an_incident_says_how_much_of_what(settings: Settings) -> None:
    (incident,) = list_incidents(settings)
    found = incident_json(incident)
    assert found["state"] == "open"
    assert (found["data"]["records"], found["data"]["persons"]) == (300, 300)
    assert incident_title(settings, incident, "en") == (
        "300 records of 300 persons, level general 4, left through 10.0.0.7 to 203.0.113.9"
    )
    assert incident_title(settings, incident, "zh") == (
        "300人的300条记录（一般4级）经10.0.0.7流向203.0.113.9"
    )
    assert list(label_names(settings, incident.labels, "zh")) == ["居民身份证号 300", "姓名 300"]


def test_words_in_both_languages(settings: Settings) -> None:
    (alert,) = list_alerts(settings)
    assert alert_title(settings, alert, "zh") == "批量传出分级数据"
    assert alert_title(settings, alert, "en") == "Graded data sent out in bulk"
    assert (risk_word("leak", "zh"), risk_word("own", "zh")) == ("数据泄露", "own")
    assert (severity_word("high", "zh"), severity_word("high", "en")) == ("高", "high")
