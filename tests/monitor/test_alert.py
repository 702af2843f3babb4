# Alerts from what was raised: the same ids every time, severity by level, records and confidence.
import pytest
from graded_events import events, sent

from monitor import Counter
from monitor.alert import SEVERITIES, alert_of, moment, severity
from policies import load_detections
from schema import Level

SENT = load_detections().detections["data.sent-out"]


def alert(*short):
    counter = Counter(SENT)
    counter.add(events(short))
    (raised,) = counter.raised()
    return alert_of(raised, unit="xian", time="2026-11-28T00:00:00Z")


def test_an_alert_says_what_was_detected() -> None:
    found = alert(sent(), sent(96, **{"tongguan.datasets": ("ds-1",)}))
    assert found.entities == {"source": "10.0.0.7", "destination": "203.0.113.9"}
    assert (found.records, found.persons, found.level) == (1300, 1300, Level.GENERAL_4)
    assert found.labels == {"cn.id18": 1300}
    assert found.datasets == ("ds-1",)
    assert found.first_seen == "2026-11-27T18:13:00.000000Z"
    assert "POST out.example/up" in found.evidence[0]
    assert (found.title, found.risk_type) == ("Graded data sent out in bulk", "leak")


def test_the_same_events_make_the_same_id_and_others_another() -> None:
    assert alert(sent()).id == alert(sent()).id
    assert alert(sent()).id != alert(sent(**{"source.ip": "10.0.0.8"})).id


@pytest.mark.parametrize(
    ("level", "records", "confidence", "wanted"),
    [
        (Level.GENERAL_1, 0, 0.6, "low"),
        (Level.GENERAL_2, 100, 0.5, "low"),
        (Level.GENERAL_3, 100, 0.8, "medium"),
        (Level.GENERAL_4, 1_204, 0.8, "high"),
        (Level.CORE, 1_000_000, 0.9, "critical"),
    ],
)
def test_severity(level, records, confidence, wanted) -> None:
    assert severity(level, records, confidence) == wanted


def test_severity_only_grows_with_each_of_the_three() -> None:
    def rank(level: Level, records: int, confidence: float) -> int:
        return SEVERITIES.index(severity(level, records, confidence))

    for level in Level:
        assert rank(level, 10**6, 0.8) >= rank(level, 10, 0.8) >= rank(level, 10, 0.2)
    assert [rank(each, 1_000, 0.8) for each in Level] == sorted(
        rank(each, 1_000, 0.8) for each in Level
    )


def test_moments_keep_microseconds() -> None:
    assert moment(1_795_803_180_000_001) == "2026-11-27T18:13:00.000001Z"
