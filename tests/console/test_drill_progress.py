# How far a drill is stands on one line of a terminal, with what is left by the machine's clock; where there
# is no terminal nothing is said.
from __future__ import annotations

from pathlib import Path

import pytest

from console.drill_progress import DrillProgress
from operations import Settings

TOLD = {"time_s": 90.0, "length_s": 3600.0, "speed": 20.0, "paused": True}


def test_a_line_says_when_and_what_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = DrillProgress(Settings(home=tmp_path, actor="li"), "en")
    progress._say(TOLD, steps=2, alerts=3, responses=1)
    said = capsys.readouterr().err
    assert said.endswith("1:30 of 60:00, about 2:55 left: 2 steps of attack, 3 alerts, 1 responses, standing still")  # fmt: skip
    assert said.startswith("\r")


def test_where_there_is_no_terminal_nothing_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = DrillProgress(Settings(home=tmp_path, actor="li"), "zh")
    progress.begin("dr-0")
    progress.end()
    assert capsys.readouterr().err == ""
