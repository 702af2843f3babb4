# Device tests as a person types them.
from __future__ import annotations

from pathlib import Path

import pytest
from command_line import tongguan
from stock_server import stock_modbus


def test_a_device_that_fails_is_no_success_and_each_case_can_be_played_again(
    tmp_path: Path,
) -> None:
    with stock_modbus() as port:
        base = ("range", "test-device", f"127.0.0.1:{port}", "--protocol", "modbus", "--patience", "0.2")  # fmt: skip
        done = tongguan(*base, "--mutations", "0", home=tmp_path)
        one = tongguan(*base, "--case", "20", home=tmp_path, TONGGUAN_LANG="zh")
        page = tmp_path / "report.html"
        told = tongguan(*base, "--case", "20", "--json", "--page", page, home=tmp_path)
    assert done.code == 1
    assert "protocol id 7" in done.out
    assert "length 65535" in done.out
    assert "failed" in done.err
    assert one.code == 1
    assert "协议标识7" in one.out
    assert "010100070006010300000001" in one.out
    assert told.json["cases"][0]["id"] == "protocol-7"
    assert page.exists()


@pytest.mark.parametrize("target", ["8.8.8.8:502", "127.0.0.1", "10.77.3.10:502"])
def test_what_cannot_be_tested_is_misuse_in_one_line(tmp_path: Path, target: str) -> None:
    done = tongguan(
        "range", "test-device", target, "--protocol", "modbus", home=tmp_path, TONGGUAN_LANG="zh"
    )
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert "不" in done.err or "没有" in done.err
