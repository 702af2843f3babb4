# Scan, look, decide, export, as a person types it.
import json
import os
import shutil
from pathlib import Path

import openpyxl
import pytest
from command_line import Done, tongguan

PIPES = "供水管网.csv"


def catalogue(home: Path, *arguments: object, **more: str) -> Done:
    return tongguan("classify", "catalogue", *arguments, home=home, **more)


def level_of(home: Path, name: str) -> str:
    shown = catalogue(home, "show", name, "--json")
    assert shown.code == 0, shown.err
    return str(shown.json["level"])


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


def test_the_list_has_every_data_set_and_agrees_with_the_scan(scanned) -> None:
    listed = catalogue(scanned.home, "list", "--json").json["datasets"]
    assert listed == scanned.done.json["datasets"]
    table = catalogue(scanned.home, "list").out
    assert all(each["id"] in table for each in listed)


@pytest.mark.parametrize("by", ["id", "name", "source", "source#name", "relative path"])
def test_a_data_set_is_found_by(scanned, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pipes = scanned.find(PIPES)
    monkeypatch.chdir(scanned.data)
    wanted = {
        "source#name": f"{pipes['source']}#{pipes['name']}",
        "relative path": os.path.relpath(pipes["source"], scanned.data),
    }
    shown = catalogue(scanned.home, "show", wanted.get(by) or pipes[by], "--json")
    assert shown.json == pipes


def test_a_name_that_fits_several_is_answered_with_their_ids(scanned) -> None:
    done = catalogue(scanned.home, "show", scanned.data / "人口信息中心" / "人口库.db")
    assert done.code == 2
    assert scanned.find("resident")["id"] in done.err
    assert scanned.find("household")["id"] in done.err


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("en", ["general 4", "Resident identity number", "Check:"]),
        ("zh", ["一般4级", "居民身份证号", "校验"]),
    ],
)
def test_a_data_set_is_shown_with_reasons_in_the_readers_language(
    scanned, tongue: str, said: list[str]
) -> None:
    shown = catalogue(scanned.home, "show", "resident", TONGGUAN_LANG=tongue).out
    for word in said:
        assert word in shown
    assert shown.count("GMSFHM") >= 2


def test_a_machines_important_data_is_called_a_candidate(scanned) -> None:
    assert scanned.find(PIPES)["level"] == "important-candidate"
    shown = catalogue(scanned.home, "show", PIPES, TONGGUAN_LANG="zh").out
    assert shown.splitlines()[0] == f"{PIPES}  重要数据（候选）"


def test_confirming_a_candidate_makes_it_important_and_a_rescan_keeps_it(
    scanned, home: Path
) -> None:
    done = catalogue(home, "review", PIPES, "--confirm", "--reason", "declared in 2026", "--json")
    assert done.code == 0, done.err
    assert done.json["level"] == "important"
    again = tongguan(
        *("classify", "scan", scanned.find(PIPES)["source"], "--headers-only", "--workers", "1"),
        *("--json",),
        home=home,
    )
    (rescanned,) = again.json["datasets"]
    assert (rescanned["sampled"], rescanned["level"]) == (0, "important")
    assert level_of(home, PIPES) == "important"
    assert level_of(scanned.home, PIPES) == "important-candidate"


def test_a_field_that_was_overruled_is_what_the_person_said(home: Path) -> None:
    done = catalogue(
        home, "review", "household", "HB", "--overrule", "--label", "none", "--level", "general-1",
        "--reason", "kind of household, four words",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "tester" in done.out
    (field,) = [
        each
        for each in catalogue(home, "show", "household", "--json").json["fields"]
        if each["name"] == "HB"
    ]
    assert (field["label"], field["level"]) == (None, "general-1")
    assert field["reasons"][-1]["kind"] == "review"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["HB", "--overrule", "--reason", "x"], "a label or a level"),
        (["HB", "--confirm", "--reason", " "], "needs its reason"),
        (["HB", "--overrule", "--label", "cn.id81", "--reason", "x"], "no recogniser 'cn.id81'"),
        (["nowhere", "--confirm", "--reason", "x"], "no field 'nowhere'"),
        (["--overrule", "--label", "none", "--reason", "x"], "name the field"),
        (["HB", "--confirm", "--level", "grave", "--reason", "x"], "general-1"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_decision_that_says_nothing_is_refused(scanned, arguments: list[str], said: str) -> None:
    before = tongguan("ledger", "show", "--head", home=scanned.home).out
    done = catalogue(scanned.home, "review", "household", *arguments)
    assert done.code == 2, done.err
    assert said in done.err
    assert tongguan("ledger", "show", "--head", home=scanned.home).out == before


def test_the_catalogue_goes_out_as_workbook_page_and_json(scanned, tmp_path: Path) -> None:
    outputs = [tmp_path / "new" / f"catalogue.{each}" for each in ("xlsx", "html", "json")]
    done = catalogue(scanned.home, "export", *outputs)
    assert done.code == 2
    assert f"there is no directory {tmp_path / 'new'}; make it first" in done.err
    (tmp_path / "new").mkdir()
    done = catalogue(scanned.home, "export", *outputs)
    assert done.code == 0, done.err
    assert not done.out
    assert done.err.count("11 data sets -> ") == 3
    workbook = openpyxl.load_workbook(outputs[0], read_only=True)
    cells = {str(c) for s in workbook for row in s.iter_rows(values_only=True) for c in row if c}
    workbook.close()
    page = outputs[1].read_text(encoding="utf-8")
    for each in scanned.done.json["datasets"]:
        assert each["name"] in cells or each["name"].partition("#")[2] in cells, each["name"]
        assert each["name"].partition("#")[2] or each["name"] in page
    assert json.loads(outputs[2].read_bytes()) == scanned.done.json
    assert sorted(path.name for path in outputs[0].parent.iterdir()) == sorted(
        path.name for path in outputs
    )


def test_an_export_overwrites_only_when_told_to(scanned, tmp_path: Path) -> None:
    output = tmp_path / "catalogue.json"
    output.write_text("mine")
    assert catalogue(scanned.home, "export", tmp_path / "a.html", output).code == 2
    assert output.read_text() == "mine"
    assert not (tmp_path / "a.html").exists(), "all or none"
    assert catalogue(scanned.home, "export", output, "--overwrite").code == 0
    assert json.loads(output.read_bytes()) == scanned.done.json


def test_an_export_of_another_kind_is_refused(scanned, tmp_path: Path) -> None:
    done = catalogue(scanned.home, "export", tmp_path / "catalogue.docx")
    assert done.code == 2
    assert ".xlsx, .html, .json" in done.err


def test_data_that_is_gone_stays_in_the_catalogue(home: Path, tmp_path: Path) -> None:
    (tmp_path / "colours.csv").write_text("colour\nred\ngreen\n", encoding="utf-8")
    asked = ("classify", "scan", tmp_path / "colours.csv", "--workers", "1")
    assert tongguan(*asked, home=home).code == 0
    (tmp_path / "colours.csv").unlink()
    assert tongguan(*asked, home=home).code == 2
    assert level_of(home, "colours.csv") == "general-2"
    shutil.rmtree(home)
