# A drill in a real browser: exercise control signs in, stops and quickens it, gives out a link; in
# another browser a role takes it and decides; both see it happen without loading a page anew.
from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from browser import browser, needs_browser
from free_port import free_port
from live_drill import eventually

from operations import (
    Settings,
    add_token,
    ask_drill,
    control_drill,
    running_drills,
    start_drill_of,
)

pytestmark = needs_browser


@pytest.fixture
def served(tmp_path):
    settings = Settings(home=tmp_path / "home", actor="tester")
    token = add_token(
        settings, "control", recipient="赵导调", purposes=(), scopes=("drill",), approver="Li"
    ).token
    run = start_drill_of(settings, "leak-table-top", seed=7)
    control_drill(settings, run, "pause")
    port = free_port()
    front = "from console.entry import main; main()"
    command = [sys.executable, "-c", front, "serve", "--port", str(port)]
    environment = {**os.environ, "TONGGUAN_HOME": str(settings.home), "TONGGUAN_LANG": "en"}
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    urllib.request.urlopen(f"{address}/v1/health", timeout=5).close()
                    break
                except urllib.error.URLError:
                    assert time.monotonic() < until
                    time.sleep(0.1)
            yield settings, token, run, address
        finally:
            process.terminate()
            if running_drills(settings):
                control_drill(settings, run, "abort")
    eventually(lambda: running_drills(settings) == [])


def test_exercise_control_and_a_role_in_two_browsers(served) -> None:
    settings, token, run, address = served
    with browser("zh-CN") as control, browser("en-US") as role:
        control.open(f"{address}/drills")
        control.type("input[name=token]", token)
        control.click("#sign-in")
        control.until("h1", "演练")
        control.click(f"a[href='/drills/{run}']")
        control.until("#part-clock", "已暂停")

        control.click("#act-invite")
        link = control.until("#link", "/join/")
        role.open(link)
        role.type("input[name=who]", "Wang Wei")
        role.click("#join")
        role.until("h1", "A leak of personal data")
        assert role.address.endswith("/seat/command")
        control.until("#part-roles", "Wang Wei")

        # What happens shows without a page being loaded anew.
        control.run("window.stays = 1; return 0")
        role.run("window.stays = 1; return 0")
        control_drill(settings, run, "inject", number=1)
        role.until("#part-questions", "Begin the emergency plan")
        assert role.until("#part-questions b", "10:00")
        control.until("#part-events", "受托处理")
        assert control.run("return window.stays") == role.run("return window.stays") == 1

        role.click("button[id$='-plan']")
        role.until("#part-questions", "Nothing waits for a decision")
        control.until("#part-events", "指挥 (Wang Wei): 启动应急预案")
        control.click("#act-resume")
        control.until("#part-clock", "进行中")
        assert ask_drill(settings, run, do="look", since=0)["paused"] is False
        control.click("input[name=sure]")
        control.click("#act-abort")
        role.until("#live", "The drill is over")
        # Its own policy kept nothing out, and no script failed; 410 is how a page learns of the end.
        said = [each for each in control.complaints() + role.complaints() if "410" not in each]
        assert [each for each in said if "404" not in each] == []
        eventually(lambda: running_drills(settings) == [])
        control.open(f"{address}/drills/{run}")
        control.until("h1", "演练复盘报告")
