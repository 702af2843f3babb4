# A role played from another terminal: told, asked with the time left, answered by number; a
# terminal that is killed leaves the drill as it is.
from __future__ import annotations

import os
import signal
import subprocess
import sys

from command_line import tongguan
from live_drill import eventually

from operations import Settings, ask_drill, control_drill, running_drills, start_drill_of

TALK = "leak-table-top"


def seat(home, run: str, *roles: str) -> subprocess.Popen:
    front = "from console.entry import main; main()"
    command = [sys.executable, "-c", front, "range", "drill", "join", run]
    for role in roles:
        command += ["--role", role]
    environment = {
        **os.environ, "TONGGUAN_HOME": str(home), "TONGGUAN_LANG": "en", "TONGGUAN_ACTOR": "wang",
    }  # fmt: skip
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def until(process: subprocess.Popen, words: str) -> str:
    said = ""
    for line in process.stderr:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


def test_a_role_is_played_from_another_terminal(tmp_path) -> None:
    settings = Settings(home=tmp_path, actor="zhao")
    run = start_drill_of(settings, TALK, seed=7)
    control_drill(settings, run, "pause")
    with seat(tmp_path, run, "assess", "command") as process:
        until(process, "wang plays command")
        control_drill(settings, run, "say", role="assess", text="stay calm")
        control_drill(settings, run, "inject", number=0)
        said = until(process, "  3. Take it for a swindle")
        assert "exercise control -> assessment: stay calm" in said
        assert "[assessment] 1: A caller bought" in said
        assert "(15:00 left, about 45 s)" in said
        process.stdin.write("9\nnonsense\n1 1\n")
        assert "answered: Keep the evidence" in until(process, "answered")
        control_drill(settings, run, "inject", number=1)
        until(process, "[command] 2:")
        process.stdin.write("plan\n")
        until(process, "answered: Begin the emergency plan")
        control_drill(settings, run, "abort")
        until(process, "the drill is over")
        assert process.wait(20) == 0
    eventually(lambda: running_drills(settings) == [])
    shown = tongguan("ledger", "show", home=tmp_path).out
    assert shown.count("decision in a drill") == 2


def test_a_terminal_that_is_killed_does_not_stop_the_drill(tmp_path) -> None:
    settings = Settings(home=tmp_path, actor="zhao")
    run = start_drill_of(settings, TALK, seed=7)
    control_drill(settings, run, "pause")
    with seat(tmp_path, run, "assess") as process:
        until(process, "wang plays assessment")
        process.kill()
    with seat(tmp_path, run, "command") as process:
        until(process, "wang plays command")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    told = ask_drill(settings, run, do="look", since=0)
    assert told["roles"]["command"]["players"] == []
    assert told["paused"]
    control_drill(settings, run, "abort")
    eventually(lambda: running_drills(settings) == [])
