# Drills by the clock from the command line: a window that is closed does not end one, and roles are
# played on the same terminal.
from __future__ import annotations

import os
import signal
import subprocess
import sys

from command_line import tongguan
from live_drill import eventually

from operations import Settings, control_drill, running_drills


def test_a_closed_window_does_not_end_the_drill_and_a_role_is_played_in_it(tmp_path) -> None:
    settings = Settings(home=tmp_path, actor="zhao")
    front = "from console.entry import main; main()"
    command = [sys.executable, "-c", front, "range", "drill", "run", "leak-table-top", "--live", "--play", "assess"]  # fmt: skip
    environment = {**os.environ, "TONGGUAN_HOME": str(tmp_path), "TONGGUAN_LANG": "en", "TONGGUAN_ACTOR": "li"}  # fmt: skip
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        said = ""
        for line in process.stderr:
            said += line
            if "li plays assessment" in line:
                break
        assert "join in: tongguan range drill join dr-" in said
        (running,) = running_drills(settings)
        assert not running.detached
        control_drill(settings, running.id, "inject", number=0)
        for line in process.stderr:
            if "  3. Take it for a swindle" in line:
                break
        process.stdin.write("1 verify\n")
        for line in process.stderr:
            if "answered: Keep the evidence" in line:
                break
        process.send_signal(signal.SIGHUP)
        control_drill(settings, running.id, "abort")
        said = process.stderr.read()
        assert process.wait(30) == 0
    assert f"recorded as {running.id}" in said
    eventually(lambda: running_drills(settings) == [])


def test_what_is_detached_is_not_played_here(tmp_path) -> None:
    done = tongguan(
        "range", "drill", "run", "leak-table-top", "--detach", "--play", "command", home=tmp_path
    )
    assert done.code == 2
    assert "join it" in done.err
