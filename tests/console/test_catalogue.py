# Look, decide, export, as a person types it.
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


def test_the_list_has_every_data_set_and_agrees_with_the_scan(scanned) -> None:
    listed = catalogue(scanned.home, "list", "--json").json["datasets"]
    lives = [each.pop("life") for each in listed]
    assert listed == scanned.done.json["datasets"]
    assert {life["state"] for life in lives} == {"found", "candidate"}
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
    assert {name: value for name, value in shown.json.items() if name != "life"} == pipes


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
    assert done.err.count("  SHA-256 ") == 3
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


def review(home: Path, *arguments: object, **more: str) -> Done:
    return catalogue(home, "review", "household", *arguments, "--reason", "looked at it", **more)


LOWERING = ("HZSFZH", "--overrule", "--label", "none", "--level", "general-1")


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        (
            "en",
            "Resident identity number is validated in 100.0% of 147 cells, its floor is general 4",
        ),
        ("zh", "147个非空单元格中100.0%校验为居民身份证号，其最低级别为一般4级"),
    ],
)
def test_lowering_is_refused_and_told_why(scanned, tongue: str, said: str) -> None:
    before = tongguan("ledger", "show", "--head", home=scanned.home).out
    done = review(scanned.home, *LOWERING, TONGGUAN_LANG=tongue)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "--lower" in done.err
    whole = review(scanned.home, "--overrule", "--level", "general-1", TONGGUAN_LANG=tongue)
    assert whole.code == 2
    assert "HZSFZH" in whole.err
    assert tongguan("ledger", "show", "--head", home=scanned.home).out == before


def test_lowering_knowingly_shows_wherever_the_level_does(home: Path, tmp_path: Path) -> None:
    done = review(home, *LOWERING, "--lower")
    assert done.code == 0, done.err
    assert "Lowered against: Resident identity number" in done.out
    listed = catalogue(home, "list").out
    (row,) = [line for line in listed.splitlines() if "household" in line]
    assert "lowered 1" in row
    assert "Lowered against: Resident" in catalogue(home, "show", "household").out
    assert "下调" in catalogue(home, "show", "household", TONGGUAN_LANG="zh").out
    (entry,) = tongguan("ledger", "show", "--last", "1", "--json", home=home).out.splitlines()
    assert json.loads(entry)["action"] == "field.lower"
    outputs = [tmp_path / "c.html", tmp_path / "c.xlsx", tmp_path / "c.json"]
    assert catalogue(home, "export", *outputs).code == 0
    assert "Lowered against" in outputs[0].read_text(encoding="utf-8")
    workbook = openpyxl.load_workbook(outputs[1], read_only=True)
    cells = {str(c) for s in workbook for row in s.iter_rows(values_only=True) for c in row if c}
    workbook.close()
    assert any("Lowered against: Resident identity number" in cell for cell in cells)
    (found,) = [
        each
        for each in json.loads(outputs[2].read_bytes())["datasets"]
        if each["name"] == "household"
    ]
    assert found["decisions"] == {"reviewed": 0, "lowered": 1, "overtaken": 0}


def test_a_decision_prints_what_it_changed_and_no_more(home: Path) -> None:
    done = review(home, "HZXM", "--overrule", "--level", "important")
    assert done.code == 0, done.err
    heading, field, whole, said = done.out.splitlines()
    assert heading.split() == ["field", "before", "now"]
    assert "HZXM" in field
    assert "important data, Name of a person (person.name)" in field
    assert whole.startswith("the whole data set")
    assert said.startswith("  Review: tester on ")
    again = review(home, "HZXM", "--overrule", "--level", "important")
    assert again.out.splitlines()[0] == "neither level nor label changed"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["HB", "--confirm", "--overrule"], "not both"),
        (["HB"], "--confirm or --overrule"),
        (["HB", "--confirm", "--label", "cn.id18"], "to give another label, overrule"),
        (["HB", "--confirm", "--level", "general-3"], "to give general 3, overrule"),
        (["--confirm", "--level", "important"], "to give important data, overrule"),
        (["HB", "--overrule", "--level", "general-3", "--lower"], "leave --lower out"),
    ],
    ids=[
        "both",
        "neither",
        "confirmed otherwise",
        "another level",
        "no candidate",
        "nothing lower",
    ],
)
def test_what_contradicts_itself_is_misuse(scanned, arguments: list[str], said: str) -> None:
    done = review(scanned.home, *arguments)
    assert done.code == 2
    assert said in done.err


def identity_number(n: int) -> str:
    body = f"610102{1950 + n}0101{n:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def test_a_mixed_column_shows_everything_it_holds(tmp_path: Path) -> None:
    numbers = [identity_number(n) for n in range(60)]
    rows = [*numbers, *(f"138001{n:05}" for n in range(0, 80_000, 2_000))]
    path = tmp_path / "mixed.csv"
    path.write_text("\n".join(["联系信息", *rows]), encoding="utf-8")
    home = tmp_path / "home"
    assert tongguan("classify", "scan", path, "--workers", "1", home=home).code == 0
    (row,) = [
        line
        for line in catalogue(home, "show", "mixed.csv").out.splitlines()
        if line.startswith("联系信息  ")
    ]
    assert "(cn.id18) + " in row
    assert "(cn.mobile)" in row
    assert "60.0% validated + 40.0% matched" in row
