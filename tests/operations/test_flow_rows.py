# Transfers as rows in either language.
from pathlib import Path

from monitor import exports_of
from operations import Sent, Settings, duty_word, export_rows, sent_rows
from policies import load_flow_policy

GROUP = {
    "tongguan.border": "abroad", "tongguan.level": "general-4", "tongguan.persons": 300,
    "tongguan.records": 300, "tongguan.recipient": None, "url.domain": "a", "destination.ip": "b",
}  # fmt: skip


def test_rows_in_either_language(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, actor="tester")
    sent = [Sent("abroad", "general-4", "out.example", 1, 1300, 1300)]
    assert sent_rows(settings, sent, "zh") == [
        ["境外", "out.example", "一般4级", "1", "1,300", "1,300"]
    ]
    assert sent_rows(settings, sent, "en")[0][:3] == ["abroad", "out.example", "general 4"]
    exports = exports_of([GROUP], load_flow_policy().exports, 2026)
    rows = export_rows(exports, "zh")
    assert [
        "须申报数据出境安全评估（敏感个人信息）",
        "全部接收方",
        "10,000",
        "300",
        "未达到",
    ] in rows
    assert duty_word("so_far", "en") == "This year"
