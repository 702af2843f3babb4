# Adapters on the command line: secrets from files and the environment, never from an argument.
from __future__ import annotations

import json
from pathlib import Path

from command_line import tongguan


def test_an_adapter_is_added_listed_and_removed(tmp_path: Path) -> None:
    address = tmp_path / "robot.url"
    address.write_text(
        "https://oapi.dingtalk.com/robot/send?access_token=SECRET\n", encoding="utf-8"
    )
    done = tongguan(
        "monitor", "adapter", "add", "duty", "dingtalk", "--address-file", address,
        "--key-env", "ROBOT_KEY", home=tmp_path / "home", ROBOT_KEY="SEC-1",
    )  # fmt: skip
    assert done.code == 0
    listed = tongguan("monitor", "adapter", "list", "--json", home=tmp_path / "home")
    assert json.loads(listed.out)["sealed"] is True
    shown = tongguan("monitor", "adapter", "list", home=tmp_path / "home", TONGGUAN_LANG="zh")
    assert "已封存" in shown.out
    assert "SECRET" not in listed.out + shown.out
    assert tongguan("monitor", "adapter", "remove", "duty", home=tmp_path / "home").code == 0
    assert tongguan("monitor", "adapter", "list", "--json", home=tmp_path / "home").out == ""


def test_a_setting_that_is_none_is_told(tmp_path: Path) -> None:
    done = tongguan("monitor", "adapter", "add", "log", "syslog", "--set", "host", home=tmp_path)
    assert done.code == 2
    assert "expected KEY=VALUE" in done.err
    done = tongguan("monitor", "adapter", "add", "log", "syslog", "--set", "host=a", home=tmp_path, TONGGUAN_LANG="zh")  # fmt: skip
    assert done.code == 2
    assert "syslog适配器须配置port" in done.err
