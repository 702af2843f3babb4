# tongguan monitor report and flows, in both languages and as JSON.
import json
from pathlib import Path

import pytest
from command_line import tongguan
from sent_abroad import sent_abroad


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    settings = sent_abroad(tmp_path_factory.mktemp("duty"))
    return {"home": settings.home, "TONGGUAN_POLICIES": str(settings.policies)}


def incident(where: dict) -> str:
    shown = tongguan("monitor", "incidents", "--json", **where)
    found = [json.loads(line) for line in shown.out.splitlines()]
    return next(each["id"] for each in found if "leak" in each["risk_types"])


def test_flows_against_thresholds(where: dict) -> None:
    shown = tongguan("monitor", "flows", "--year", "2026", TONGGUAN_LANG="zh", **where)
    assert shown.code == 1, shown.err
    assert "境外" in shown.out
    assert "须申报数据出境安全评估" in shown.out
    lines = tongguan("monitor", "flows", "--year", "2026", "--json", **where).out.splitlines()
    assert any(json.loads(line)["reached"] for line in lines)
    none = tongguan("monitor", "flows", "--year", "2020", **where)
    assert (none.code, none.out) == (0, "")


def test_reports_of_an_incident(where: dict, tmp_path: Path) -> None:
    own = incident(where)
    shown = tongguan("monitor", "report", own, TONGGUAN_LANG="zh", **where)
    assert shown.code == 0, shown.err
    assert "个人信息泄露报告" in shown.out
    out = tmp_path / "report.md"
    asked = ("--duty", "pipl-57.persons", "--out", out)
    assert tongguan("monitor", "report", own, *asked, **where).out == ""
    assert out.read_text(encoding="utf-8").count("# ") > 2
    clocks = tongguan("monitor", "report", own, "--json", **where).out.splitlines()
    assert all(json.loads(line)["left_s"] > 0 for line in clocks)
    assert tongguan("monitor", "report", own, "--duty", "x", **where).code == 2
    assert "剩余" in tongguan("monitor", "incidents", TONGGUAN_LANG="zh", **where).out
