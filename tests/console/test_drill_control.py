# tongguan range drill control, running, invite: a drill that runs beside, handled from a terminal.
from __future__ import annotations

import pytest
from command_line import tongguan
from live_drill import eventually

from console.drill_control import clock

TALK = "leak-table-top"


@pytest.fixture
def run(tmp_path):
    begun = tongguan("range", "drill", "run", TALK, "--detach", home=tmp_path)
    assert begun.code == 0, begun.err
    yield begun.out.strip()
    tongguan("range", "down", "--all", home=tmp_path)


def control(home, run, *words):
    return tongguan("range", "drill", "control", run, *words, home=home)


def test_a_drill_is_paused_quickened_told_and_ended(tmp_path, run) -> None:
    assert "standing still" in control(tmp_path, run, "pause").err
    (row,) = tongguan("range", "drill", "running", "--json", home=tmp_path).json
    assert (row["id"], row["scenario"], row["state"]) == (run, TALK, "paused")
    table = tongguan("range", "drill", "running", home=tmp_path, TONGGUAN_LANG="zh").out
    assert "已暂停" in table
    assert run in table
    assert "50 times as fast" in control(tmp_path, run, "speed", "50").err
    assert control(tmp_path, run, "inject", "0").code == 0
    assert control(tmp_path, run, "inject", "--to", "assess", "the", "press", "calls").code == 0
    again = control(tmp_path, run, "inject", "0")
    assert (again.code, again.err.strip()) == (2, "tongguan: inject 0 was brought in already")
    assert control(tmp_path, run, "resume").code == 0
    assert control(tmp_path, run, "abort").code == 0
    eventually(lambda: not tongguan("range", "drill", "running", "--json", home=tmp_path).json)
    assert "no drill runs" in tongguan("range", "drill", "running", home=tmp_path).err
    shown = tongguan("ledger", "show", home=tmp_path).out
    assert shown.count("exercise control") == 6
    assert '"aborted": true' in tongguan("ledger", "show", "--json", home=tmp_path).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("speed",), "say how fast"),
        (("speed", "fast"), "say how fast"),
        (("speed", "0"), "from 0.1 to 1000"),
        (("inject",), "say which inject"),
        (("inject", "x"), "say which inject"),
        (("inject", "7"), "there is no inject 7"),
        (("inject", "--to", "assess"), "1 to 500 characters"),
        (("dance",), "dance"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path, run, words, said) -> None:
    done = control(tmp_path, run, *words)
    assert done.code == 2
    assert said in done.err


def test_an_invitation_is_a_link_on_stdout(tmp_path, run) -> None:
    done = tongguan("range", "drill", "invite", run, "--role", "command", home=tmp_path)
    assert done.out.startswith(f"/drills/{run}/join/")
    assert "once" in done.err


def test_a_drill_that_does_not_run_is_said(tmp_path) -> None:
    for words in (("control", "dr-0", "pause"), ("join", "dr-0", "--role", "command")):
        done = tongguan("range", "drill", *words, home=tmp_path)
        assert (done.code, done.err.strip()) == (
            2, "tongguan: no drill dr-0 runs here, there are none",
        )  # fmt: skip
    chinese = tongguan("range", "drill", "control", "dr-0", "pause", home=tmp_path, TONGGUAN_LANG="zh")  # fmt: skip
    assert "没有正在运行的演练dr-0" in chinese.err


def test_minutes_and_seconds() -> None:
    assert clock(59.9) == "0:59"
