# A scan as a person types it: what it says, what it leaves unsaid, how it ends.
from pathlib import Path

import pytest
from command_line import tongguan


def test_a_scan_of_good_data_ends_with_0_and_pure_json(scanned) -> None:
    assert scanned.done.code == 0, scanned.done.err
    assert scanned.done.json["skipped"] == []
    assert len(scanned.done.json["datasets"]) == 11
    assert "skipped" not in scanned.done.err


def test_the_site_file_says_whose_the_data_is(scanned) -> None:
    assert {each["unit"] for each in scanned.done.json["datasets"]} == {"shaanxi/demo"}


def test_no_cell_of_the_data_is_in_what_a_scan_says_or_keeps(scanned) -> None:
    lines = (scanned.data / "卫生健康委/门诊登记.csv").read_text("gb18030").splitlines()[1:40]
    kept = b"".join(path.read_bytes() for path in scanned.home.rglob("*") if path.is_file())
    for line in lines:
        for cell in line.split(","):
            if len(cell) >= 11 and cell.isalnum():
                assert cell not in scanned.done.out
                assert cell.encode() not in kept


def test_a_scan_prints_the_gravest_data_set_first(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "a-colours.csv").write_text("colour\nred\ngreen\nblue\n", encoding="utf-8")
    rows = [f"11010519491231002X,1380013800{each}" for each in range(5)]
    (data / "b-people.csv").write_text("身份证号,手机号\n" + "\n".join(rows), encoding="utf-8")
    done = tongguan("classify", "scan", data, "--workers", "1", home=tmp_path / "home")
    assert done.code == 0, done.err
    heading, *rows = done.out.splitlines()
    assert heading.split()[:2] == ["level", "data"]
    assert [row.split("  ")[1] for row in rows] == ["b-people.csv", "a-colours.csv"]


def test_what_was_skipped_is_said_and_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    done = tongguan("classify", "scan", tmp_path / "empty.csv", "--resume", home=tmp_path / "home")
    assert done.code == 1
    assert "empty.csv: is empty" in done.err
    assert "nothing to go on with" in done.err


@pytest.mark.parametrize(
    "arguments",
    [["--workers", "-1"], ["--workers", "100000"], ["--seed", "-1"], ["--seed", str(2**63)]],
    ids=" ".join,
)
def test_a_number_out_of_its_range_is_misuse(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n")
    done = tongguan("classify", "scan", tmp_path / "a.csv", *arguments, home=tmp_path / "home")
    assert (done.code, done.out) == (2, "")
    assert f"Invalid value for '{arguments[0]}'" in done.err
    assert "is not in the range" in done.err


@pytest.mark.parametrize("target", ["", "gone.csv"])
def test_a_scan_of_nothing_is_misuse(
    tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("a\n1\n")
    done = tongguan("classify", "scan", target, home=tmp_path / "home")
    assert (done.code, done.out) == (2, "")
