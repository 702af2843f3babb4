# Device tests as operations see them: recorded, told as JSON and as a page, pointed into a lab.
from __future__ import annotations

from pathlib import Path

import pytest
from lab_network import needs_namespaces

from operations import (
    Book,
    Settings,
    device_json,
    lab_up,
    labs_down,
    run_device_test_of,
    write_device_page,
)
from schema import MisuseError

pytestmark = pytest.mark.usefixtures("loopback_lab")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="李检测")


@pytest.mark.parametrize("fidelity", ["loopback", pytest.param("netns", marks=needs_namespaces)])
def test_a_device_of_a_lab_is_tested_by_its_own_address(settings: Settings, fidelity: str) -> None:
    lab = lab_up(settings, "water-setpoint", fidelity=fidelity)  # type: ignore[arg-type]
    try:
        port = 502
        report = run_device_test_of(settings, f"10.77.3.10:{port}", "modbus", mutations=5)
    finally:
        labs_down(settings, lab.id)
    assert report.failures == 0
    with Book(settings.home) as book:
        entry = list(book.entries())[1]
        assert (entry.action, entry.actor) == ("device.test", "李检测")
        assert entry.body["detail"]["cases"] == len(report.tried)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("10.77.3.10:502", "no lab with a host at 10.77.3.10 is up"),
        ("127.0.0.1", "127.0.0.1 is no HOST:PORT"),
        ("127.0.0.1:0", "is no HOST:PORT"),
        ("8.8.8.8:502", "no other address is taken"),
    ],
)
def test_where_it_cannot_be_pointed(settings: Settings, target: str, said: str) -> None:
    with pytest.raises(MisuseError, match=said):
        run_device_test_of(settings, target, "modbus")


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ["设备安全检测报告", "不通过", "协议标识7"]), ("en", ["Device security test", "fails", "protocol id 7"])],
)  # fmt: skip
def test_the_page_says_it_in_its_language(
    settings: Settings, tmp_path: Path, language: str, words: list[str]
) -> None:
    from stock_server import stock_modbus

    path = tmp_path / "report.html"
    with stock_modbus() as port:
        report = run_device_test_of(settings, f"127.0.0.1:{port}", "modbus", only=20, patience=0.2)
    write_device_page(settings, path, report, language=language)
    page = path.read_text(encoding="utf-8")
    assert [word for word in words if word not in page] == []
    assert "010100070006" in page
    assert f"--protocol modbus --seed {report.seed}" in page
    assert "<script" not in page
    assert "://" not in page
    told = device_json(report)
    assert told["failures"] == 1
    with pytest.raises(MisuseError, match="exists already"):
        write_device_page(settings, path, report, language=language)
