# The examples run as their readers would run them, and say what they promise.
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from operations.departments import make_departments
from schema import Level

EXAMPLES = Path(__file__).parents[1] / "examples"


def run(name: str, *arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_kernel_alone_labels_a_batch(tmp_path):
    lines = run("label_a_batch.py", cwd=tmp_path).splitlines()
    assert lines[0].split() == ["zjhm", "cn.id18", "1.00"]
    assert any(line.startswith("lxfs") and "cn.mobile" in line for line in lines)
    assert any(line.split() == ["bz", "-", "0.00"] for line in lines)


def test_a_directory_is_scanned_and_the_gravest_comes_first(tmp_path):
    make_departments(tmp_path / "data", persons=300)
    lines = run("scan_a_directory.py", str(tmp_path / "data"), str(tmp_path / "home"), cwd=tmp_path)
    rows = [line.split() for line in lines.splitlines()]
    # Eleven data sets, and the site file as the text it is where nobody says whose it is.
    assert len(rows) == 12
    assert any("resident" in row[1] and "cn.id18" in row for row in rows)
    ranks = [Level(row[0]).rank for row in rows]
    assert ranks == sorted(ranks, reverse=True)
    assert (tmp_path / "home").is_dir()


def test_presidio_users_get_our_recognisers_in_three_lines(tmp_path):
    *found, masked = run("presidio_in_chinese.py", cwd=tmp_path).splitlines()
    assert [line.split()[1] for line in found] == [
        "PERSON",
        "PHONE_NUMBER",
        "IP_ADDRESS",
        "CN_ID18",
    ]
    assert masked == (
        "联系人：<PERSON>，电话<PHONE_NUMBER>，服务器<IP_ADDRESS>正常，身份证<CN_ID18>。"
    )


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_every_example_is_listed_and_says_how_it_is_started(path):
    assert f"({path.name})" in (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"examples/{path.name}" in path.read_text(encoding="utf-8").split("from __future__")[0]
