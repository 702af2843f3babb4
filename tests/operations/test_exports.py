# What went abroad is counted by the archive, alerted once, and shown against the thresholds.
from pathlib import Path

import pytest
from sent_abroad import sent_abroad

from operations import Settings, export_json, list_alerts, list_exports, list_sent, replay

YEAR = 2026


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return sent_abroad(tmp_path_factory.mktemp("exports"))


def test_a_year_is_added_up(settings: Settings) -> None:
    (sent,) = list_sent(settings, YEAR)
    assert (sent.border, sent.level, sent.receiver) == ("abroad", "general-4", "out.example")
    assert (sent.events, sent.records, sent.persons) == (1, 300, 300)
    found = {str(each["id"]): each for each in map(export_json, list_exports(settings, YEAR))}
    assert found["export.standard-contract-sensitive"]["reached"]
    assert not found["export.assessment-sensitive"]["reached"]
    assert found["export.assessment-sensitive"]["persons"] == 300
    assert list_sent(settings, YEAR - 1) == []


def test_it_is_alerted_once(settings: Settings) -> None:
    rules = sorted(each.rule for each in list_alerts(settings))
    assert rules == ["data.sent-out", "export.standard-contract-sensitive", "flow.not-allowed"]
    capture: Path = settings.home.parent / "a.pcap"
    replay(settings, [str(capture)])
    assert sorted(each.rule for each in list_alerts(settings)) == rules
    (own,) = [each for each in list_alerts(settings) if each.rule.startswith("export.")]
    assert own.evidence[0].startswith("ev-")
    assert "POST out.example/drop" in own.evidence[0]
