# The risk of a table and its anonymous copy, as a person types them.
import csv
from pathlib import Path

import pytest
from command_line import Done, tongguan

CLINIC = "卫生健康委/门诊登记.csv"


def anonymise(scanned, home: Path, out: Path, *more: object, tongue: str = "en") -> Done:
    return tongguan(
        *("mask", "anonymise", scanned.data / CLINIC, "--k", "5", "--out", out, *more),
        home=home,
        TONGGUAN_LANG=tongue,
    )


def test_labels_tell_what_leads_to_a_person(scanned, home: Path) -> None:
    done = tongguan("mask", "risk", scanned.data / CLINIC, "--json", home=home)
    assert done.code == 1
    found = done.json
    assert found["columns"]["direct"] == ["患者姓名", "身份证号", "联系电话", "接诊医师"]
    assert found["columns"]["quasi"] == ["性别", "年龄"]
    assert found["columns"]["sensitive"] == ["诊断"]
    assert found["level"] == 1
    assert found["risk"]["uniques"] > 0


@pytest.mark.parametrize(("tongue", "word"), [("zh", "准标识符"), ("en", "quasi-identifiers")])
def test_figures_are_told_in_both_languages(scanned, home: Path, tongue: str, word: str) -> None:
    done = tongguan("mask", "risk", scanned.data / CLINIC, home=home, TONGGUAN_LANG=tongue)
    assert word in done.out


def test_a_copy_with_its_page(scanned, home: Path, tmp_path: Path) -> None:
    out, page = tmp_path / "copy.csv", tmp_path / "copy.html"
    done = anonymise(scanned, home, out, "--report", page, "--json")
    assert done.code == 0, done.err
    assert done.json["after"]["k"] >= 5
    assert done.json["level"] == {"before": 1, "after": 2}
    assert done.json["loss"]["gcp"] < 0.5
    assert "就诊科室" in done.err
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["性别", "年龄", "诊断"]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    again = tongguan("mask", "risk", out, "--quasi", "性别", "--quasi", "年龄", "--json", home=home)
    assert again.json["risk"]["k"] >= 5


def test_both_figures_stand_side_by_side(scanned, home: Path, tmp_path: Path) -> None:
    done = anonymise(scanned, home, tmp_path / "a.csv", "--keep", "就诊科室", tongue="zh")
    assert done.code == 0, done.err
    assert "信息损失GCP" in done.out
    assert "就诊科室" not in done.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--hierarchy", "年龄"), "is not COLUMN=FILE"),
        (("--keep", "身份证号"), "names persons"),
        (("--l", "500"), "fewer than l"),
        (("--quasi", "无"), "has no column"),
    ],
    ids=["no file", "kept though it names persons", "too few values", "no such column"],
)
def test_what_cannot_be_asked(scanned, home: Path, tmp_path: Path, more: tuple, said: str) -> None:
    done = anonymise(scanned, home, tmp_path / "copy.csv", *more)
    assert done.code == 2
    assert said in done.err
    assert not (tmp_path / "copy.csv").exists()
