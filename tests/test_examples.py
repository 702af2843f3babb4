# The examples run as their readers would run them, and say what they promise.
from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from masking import output_schema
from operations.departments import make_departments
from schema import Level

EXAMPLES = Path(__file__).parents[1] / "examples"


def run(name: str, *arguments: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
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


def test_data_frames_are_masked_and_join(tmp_path):
    # Where pandas is installed pyarrow loads it into every process, so it was tried by hand.
    *rows, last = run("mask_a_data_frame.py", cwd=tmp_path).splitlines()
    assert [row.split()[1:] for row in rows] == [["张**", "12.5"], ["李**", "9.0"]]
    assert "11010519491231002X" not in str(rows)
    assert last == "2 of 2 rows join"


def test_a_part_in_spark_is_masked_as_the_whole_is(tmp_path, monkeypatch):
    # What Spark itself does with it was tried by hand: it is too large for every run.
    (tmp_path / "key").write_bytes(bytes(range(32)))
    monkeypatch.setenv("MASKING_KEY", str(tmp_path / "key"))
    monkeypatch.syspath_prepend(EXAMPLES)
    example = importlib.import_module("mask_with_spark")
    rows = pa.record_batch(
        {"sfzh": [f"11010519491231{n:04d}" for n in range(9)], "je": [n / 4 for n in range(9)]}
    )
    whole = pa.Table.from_batches(example.masked([rows]))
    parts = pa.Table.from_batches(example.masked([rows.slice(0, 4), rows.slice(4)]))
    assert whole.schema == output_schema(example.COLUMNS, example.PLAN)
    assert parts == whole
    assert len(set(whole["sfzh"].to_pylist())) == 9


def test_a_stream_is_masked_on_its_way_through(tmp_path):
    source, target = tmp_path / "in.arrows", tmp_path / "out.arrows"
    rows = pa.table({"sfzh": ["11010519491231002X"], "ip": ["10.20.30.40"], "je": [1.5]})
    with pa.ipc.new_stream(source, rows.schema) as writer:
        for _ in range(3):
            writer.write_table(rows)
    assert run("mask_a_stream.py", str(source), str(target), cwd=tmp_path) == ""
    with pa.ipc.open_stream(target) as reader:
        masked = reader.read_all()
    assert masked["ip"].to_pylist() == ["10.20.*.*"] * 3
    assert masked["je"].to_pylist() == [1.5] * 3
    (number,) = set(masked["sfzh"].to_pylist())
    assert number != "11010519491231002X"


def test_a_nightly_share_is_made_once_and_names_its_recipient(tmp_path):
    make_departments(tmp_path / "data", persons=300)
    (source,) = (tmp_path / "data").rglob("*.tsv")
    told = ("nightly_share.py", str(source), "卫健委", str(tmp_path / "out"), "hpzl", "ccdjrq")
    environment = {"TONGGUAN_HOME": str(tmp_path / "home")}
    assert run(*told, cwd=tmp_path, **environment) == "卫健委\n"
    (copy,) = (tmp_path / "out").iterdir()
    before = copy.stat().st_mtime_ns
    assert run(*told, cwd=tmp_path, **environment) == "卫健委\n"
    assert copy.stat().st_mtime_ns == before


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_every_example_is_listed_and_says_how_it_is_started(path):
    assert f"({path.name})" in (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"examples/{path.name}" in path.read_text(encoding="utf-8").split("from __future__")[0]
