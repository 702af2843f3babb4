# Drills as a person types them.
from __future__ import annotations

from pathlib import Path

import pytest
from command_line import tongguan
from drill_files import changed

RUN = ("range", "drill", "run", "water-setpoint", "--seed", "7", "--fidelity", "memory")


def test_the_same_seed_gives_the_same_hash_and_another_another(tmp_path: Path) -> None:
    first, second = (tongguan(*RUN, "--json", home=tmp_path).json for _ in range(2))
    other = tongguan(
        "range", "drill", "run", "water-setpoint", "--seed", "8", "--json", home=tmp_path
    ).json
    assert first["replay_hash"] == second["replay_hash"] != other["replay_hash"]
    assert first["id"] != second["id"]
    done = tongguan("range", "drill", "compare", first["id"], other["id"], "--json", home=tmp_path)
    assert done.json["same"] is False
    assert done.json["figures"]["total"] == [first["total"], other["total"]]
    verified = tongguan("ledger", "verify", home=tmp_path)
    assert verified.code == 0


@pytest.mark.parametrize(
    ("tongue", "words"),
    [
        ("zh", ["总分", "修改告警设置", "溢出水量", "误报", "防守队  ", "不参加"]),
        ("en", ["total", "Modify Alarm Settings", "water spilt", "false alarms", "defence team"]),
    ],
)
def test_people_read_a_table_in_their_language(
    tmp_path: Path, tongue: str, words: list[str]
) -> None:
    done = tongguan(*RUN, "--no-defence", home=tmp_path, TONGGUAN_LANG=tongue)
    assert done.code == 0, done.err
    assert [word for word in words if word not in done.out] == []
    assert "dr-" in done.err


def test_an_ordinary_day_has_no_steps(tmp_path: Path) -> None:
    done = tongguan(*RUN, "--no-attack", home=tmp_path)
    assert done.code == 0
    assert "T0846" not in done.out


def test_two_runs_stand_side_by_side(tmp_path: Path) -> None:
    ids = [tongguan(*RUN, "--json", home=tmp_path).json["id"] for _ in range(2)]
    done = tongguan("range", "drill", "compare", *ids, home=tmp_path)
    assert "the same, byte for byte" in done.err
    assert all(each in done.out for each in ids)
    page = tmp_path / "both.html"
    done = tongguan("range", "drill", "compare", *ids, "--out", page, home=tmp_path)
    assert done.code == 0, done.err
    assert "Two drills compared" in page.read_text(encoding="utf-8")


def test_drills_are_listed(tmp_path: Path) -> None:
    done = tongguan("range", "drill", "list", home=tmp_path)
    assert "water-setpoint" in done.out
    assert "60:00" in done.out
    listed = tongguan("range", "drill", "list", "--json", home=tmp_path).json
    assert {"id", "title", "fidelity", "length_s", "maturity"} == set(listed[0])


def test_a_template_is_valid_and_a_fault_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    made = tongguan("range", "drill", "new", "mine", "--out", path, home=tmp_path)
    assert made.code == 0, made.err
    done = tongguan("range", "drill", "validate", path, home=tmp_path)
    assert done.code == 0
    assert "8 steps of attack" in done.err
    wrong = changed(tmp_path, "it: 10.77.1.0/24", "it: 192.168.0.0/24")
    done = tongguan("range", "drill", "validate", wrong, home=tmp_path, TONGGUAN_LANG="zh")
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert f"{wrong}:" in done.err
    assert "在靶场地址10.77.0.0/16之外" in done.err


@pytest.mark.parametrize(
    "arguments",
    [("run", "nothing"), ("compare", "a", "b")],
)
def test_what_cannot_be_is_misuse_in_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = tongguan("range", "drill", *arguments, home=tmp_path)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1


def test_a_run_has_its_report(tmp_path: Path) -> None:
    identifier = tongguan(*RUN, "--json", home=tmp_path).json["id"]
    page = tmp_path / "report.html"
    made = tongguan("range", "drill", "report", identifier, "--out", page, home=tmp_path)
    assert made.code == 0, made.err
    assert "After-action report" in page.read_text(encoding="utf-8")
    again = tongguan("range", "drill", "report", identifier, "--out", page, home=tmp_path)
    assert again.code == 2
