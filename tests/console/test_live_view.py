# The live view drawn into a text by rich's own recording console: what it was shown is there, in either
# language, and nothing that comes from outside changes the terminal.
from __future__ import annotations

import datetime as dt
import io

import pytest
from rich.console import Console

from console.live_view import LiveView, ShownAlert

NOW = dt.datetime(2026, 11, 28, 2, 14, 30, tzinfo=dt.UTC)
ALERT = ShownAlert(
    "02:13:30", "critical", "紧急", "批量传出分级数据", "一般4级", 1204, "li", "203.0.113.9"
)


def text(view: LiveView, now: dt.datetime = NOW, width: int = 110) -> str:
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True)
    console.print(view.drawn(now))
    return console.export_text()


def test_what_was_shown_is_drawn() -> None:
    view = LiveView("zh")
    for minute in range(3):
        view.took(NOW + dt.timedelta(minutes=minute - 2), 100 * (minute + 1))
    view.took(NOW, 0, [ALERT])
    view.incidents |= {"in-1"}
    view.waiting, view.packets, view.messages = 2, (1_000, 7), (1, 0)
    view.clocks = ("in-1  向省级网信部门报告: 还剩3小时",)
    view.lost("a.log: 可能缺少若干行")
    drawn = text(view)
    for part in (
        "▃▆█  300", "事件600", "预警1", "待人工2", "02:13:30", "紧急", "批量传出分级数据", "一般4级",
        "1,204", "203.0.113.9", "还剩3小时", "数据包1,000，丢失7", "事件库最近写入 02:14:30",
        "待重试消息1", "可能缺少若干行", "2026-11-28 02:14:30",
    ):  # fmt: skip
        assert part in drawn, part


def test_nothing_yet_is_said_so_in_either_language() -> None:
    assert text(LiveView("en")).count("none") == 4
    assert "newest alerts" in text(LiveView("en"))
    assert text(LiveView("zh")).count("  无") == 4


def test_minutes_pass_out_of_the_view() -> None:
    view = LiveView("en")
    view.took(NOW, 50)
    later = NOW + dt.timedelta(minutes=31)
    view.took(later, 1)
    assert "█" not in text(view, later)
    assert "events 51" in text(view, later)


def test_whoever_has_most_records_stands_first() -> None:
    view = LiveView("en")
    for number, (who, records) in enumerate((("a", 10), ("b", 900), ("c", 50)), 1):
        for _ in range(number):
            view.took(NOW, 0, [ShownAlert("t", "low", "low", "x", "", records, who, "")])
    drawn = text(view)
    part = drawn[drawn.index("who stands out") :].splitlines()[2:5]
    assert [line.strip("│ ").split()[0] for line in part] == ["b", "c", "a"]
    assert part[0].split()[-3:-1] == ["2", "900"]


@pytest.mark.parametrize("strange", ["\x1b[2J", "[bold red]x[/]", "\u202eab"])
def test_what_comes_from_outside_is_shown_and_not_obeyed(strange: str) -> None:
    view = LiveView("en")
    view.took(NOW, 1, [ShownAlert("t", "low", "low", f"a{strange}", "", 1, f"u{strange}", "")])
    view.lost(strange)
    drawn = text(view, width=160)
    assert "\x1b" not in drawn
    assert "\u202e" not in drawn
    if strange.startswith("["):
        assert strange in drawn


def test_a_narrow_terminal_cuts_and_does_not_wrap() -> None:
    view = LiveView("zh")
    view.took(NOW, 1, [ALERT])
    assert len([each for each in text(view, width=40).splitlines() if "02:13" in each]) <= 1
