# Labs as a person types them.
from __future__ import annotations

from pathlib import Path

import pytest
from command_line import tongguan
from lab_network import needs_namespaces

pytestmark = pytest.mark.usefixtures("loopback_lab")


@pytest.mark.parametrize("fidelity", ["loopback", pytest.param("netns", marks=needs_namespaces)])
def test_a_lab_is_up_seen_and_down(tmp_path: Path, fidelity: str) -> None:
    made = tongguan(
        "range", "up", "water-setpoint", "--fidelity", fidelity, "--json", home=tmp_path
    )
    assert made.code == 0, made.err
    lab = made.json
    assert f"7 hosts, 4 services, all answering after {lab['seconds']} s" in made.err
    assert lab["hosts"]["plc1"][0] == "10.77.3.10"
    assert ("captures in" in made.err) == (fidelity == "netns")
    seen = tongguan("range", "status", home=tmp_path)
    assert lab["id"] in seen.out
    assert "yes" in seen.out
    (row,) = tongguan("range", "status", "--json", home=tmp_path).json
    assert row["alive"] is True
    done = tongguan("range", "down", lab["id"], home=tmp_path)
    assert f"taken down: {lab['id']}" in done.err
    assert tongguan("range", "status", "--json", home=tmp_path).json == []
    again = tongguan("range", "down", "--all", home=tmp_path, TONGGUAN_LANG="zh")
    assert "没有靶场在运行" in again.err


@needs_namespaces
def test_what_the_machine_gives_is_shown(tmp_path: Path) -> None:
    done = tongguan("range", "status", "--features", home=tmp_path)
    assert done.code == 0
    assert "network namespaces" in done.out
    names = [each["name"] for each in tongguan("range", "status", "--features", "--json", home=tmp_path).json]  # fmt: skip
    assert names == ["namespaces", "bridge", "veth", "nft", "policy", "capture"]


def test_what_is_missing_is_a_line_and_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("range.namespaces._unshare", lambda _flags: "Operation not permitted")
    done = tongguan("range", "status", "--features", home=tmp_path, TONGGUAN_LANG="zh")
    assert done.code == 1
    assert "本机无法创建网络命名空间（Operation not permitted）" in done.out
    made = tongguan("range", "up", "water-setpoint", home=tmp_path)
    assert made.code == 2
    assert len(made.err.splitlines()) == 1
    assert "run as root" in made.err


def test_a_lab_that_is_not_there_is_misuse(tmp_path: Path) -> None:
    done = tongguan("range", "down", "lab-0", home=tmp_path)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("form", "said"), [("containerlab", "topology:"), ("compose", "internal: true")]
)
def test_a_lab_is_exported(tmp_path: Path, form: str, said: str) -> None:
    done = tongguan("range", "export", "water-setpoint", "--format", form, home=tmp_path)
    assert done.code == 0, done.err
    assert said in done.out
    assert tongguan("range", "export", "nothing", "--format", form, home=tmp_path).code == 2
