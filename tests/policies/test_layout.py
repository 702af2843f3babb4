# The layout of the workbook as data: the shipped one whole, wrong ones refused with a place.
from pathlib import Path

import pytest

from policies import Layout, load_layout
from schema import PolicyError

GOOD = """\
header: {id: mine, title: {zh: 表, en: sheet}, owner: us, created: 2026-01-01,
  maturity: sandbox, source: none, gaps: all}
sheets:
  - id: one
    title: {zh: 表, en: sheet}
    rows: fields
    columns:
      - {letter: A, title: {zh: 甲, en: a}, parts: [{value: field.name}], basis: {zh: 无, en: none}, status: O}
      - {letter: B, title: {zh: 乙, en: b}, parts: [], basis: {zh: 无, en: none}, status: V}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_layout_has_the_prescribed_columns() -> None:
    catalogue, fields, *lists = load_layout().sheets
    assert (catalogue.title.zh, catalogue.rows) == ("重要数据目录", "important-datasets")
    assert (fields.title.zh, fields.rows) == ("数据分类分级清单", "fields")
    assert "".join(column.letter for column in catalogue.columns) == "ABCDEFGHIJKLMNOPQRSTU"
    assert "".join(column.letter for column in fields.columns) == "ABCDEFGHIJKLMNOP"
    assert [(each.title.zh, each.rows, len(each.columns)) for each in lists] == [
        ("数据责任清单", "datasets", 14),
        ("系统数据清单", "systems", 15),
        ("数据需求清单", "demands", 15),
        ("变更对比", "changes", 11),
    ]


def test_every_shipped_title_and_choice_is_in_both_languages() -> None:
    for sheet in load_layout().sheets:
        for column in sheet.columns:
            for title in (column.title, column.basis, *column.choices):
                assert title.zh != title.en or title is column.basis
                assert title.en.isascii() or set(title.en) - set(map(chr, range(128))) <= {
                    "–",
                    "×",
                    "·",
                }


def test_an_operators_own_layout_is_read(tmp_path: Path) -> None:
    layout = load_layout(written(tmp_path, GOOD))
    assert [column.letter for column in layout.sheets[0].columns] == ["A", "B"]


def test_letters_pass_z() -> None:
    column = load_layout().sheets[0].columns[0].model_dump()
    letters = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "AA", "AB"]
    content = load_layout().model_dump()
    content["sheets"][0]["columns"] = [column | {"letter": letter} for letter in letters]
    assert len(Layout.model_validate(content).sheets[0].columns) == 28


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param("letter: B", "letter: C", "letter C, expected B", id="a letter left out"),
        pytest.param("status: V", "status: X", "'V', 'R' or 'O'", id="an unknown status"),
        pytest.param("rows: fields", "rows: cells", "rows", id="rows of nothing"),
        pytest.param("basis: {zh: 无, en: none}, status: V", "status: V", "basis", id="no basis"),
        pytest.param("    rows:", "    colour: red\n    rows:", "colour", id="an unknown key"),
    ],
)
def test_a_wrong_layout_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    with pytest.raises(PolicyError, match=problem):
        load_layout(written(tmp_path, GOOD.replace(old, new)))
