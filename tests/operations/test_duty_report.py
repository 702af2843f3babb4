# Drafts of reports: what the evidence knows is filled in, what people know is left open.
import pytest
from sent_abroad import sent_abroad

from operations import (
    Settings,
    clock_line,
    due_reports,
    incident_clocks,
    incident_json,
    list_incidents,
    report_text,
)
from schema import Incident, RefusedError


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return sent_abroad(tmp_path_factory.mktemp("duties"))


def leak(settings: Settings) -> Incident:
    (found,) = [each for each in list_incidents(settings) if "leak" in each.risk_types]
    return found


def test_a_draft_is_filled_in_from_the_evidence(settings: Settings) -> None:
    authority, persons = due_reports(settings, leak(settings).id)
    assert (authority.duty.id, persons.duty.id) == ("pipl-57.authority", "pipl-57.persons")
    text = report_text(settings, authority, language="zh")
    for said in (
        "# 个人信息泄露报告（报告草稿）".replace("（", " (").replace("）", ")"),
        "单位: 某市卫健委", "11610000016000000F", "信息科 王某 029-88880000", "居民身份证号 300",
        "300条记录，300人", "去向: 203.0.113.9", "最高级别: 一般4级", "（待填写）",
        "批量传出分级数据", "本系统参数",
    ):  # fmt: skip
        assert said in text, said
    english = report_text(settings, persons, language="en")
    assert "300 records, 300 persons" in english
    assert "(to be written)" in english
    assert "token=abc" not in text + english


def test_clocks_are_shown_with_incidents(settings: Settings) -> None:
    incident = leak(settings)
    told = incident_clocks(settings, incident, "zh")
    assert len(told) == 2
    assert "剩余" in told[0]
    assert {each["duty"] for each in incident_json(incident)["duties"]} == {
        "pipl-57.authority",
        "pipl-57.persons",
    }
    (first, _) = due_reports(settings, incident.id)
    over = clock_line(first.clock, "en", now="2099-01-01T00:00:00.000000Z")
    assert "min over" in over


def test_what_makes_nothing_due_says_so(settings: Settings) -> None:
    quiet = [each for each in list_incidents(settings) if not each.duties]
    for each in quiet:
        with pytest.raises(RefusedError, match="makes nothing due"):
            due_reports(settings, each.id)
