# The notes name each column with its basis, in the language of the workbook.
import openpyxl
import pytest
import xlsxwriter

from operations.wording import wording
from operations.workbook_notes import footer, write_notes
from operations.workbook_style import styled
from policies import Policies, load_layout

NONE = Policies({}, {}, {}, {}, {}, digest="d")


@pytest.mark.parametrize(
    ("language", "sheet", "basis", "status"),
    [
        ("zh", "重要数据目录", "工信部网安〔2022〕166号第12条", "待核对"),
        ("en", "Important data catalogue", "MIIT 166-2022 art. 12", "recalled"),
    ],
)
def test_each_column_has_its_basis(tmp_path, language, sheet, basis, status) -> None:
    layout, words = load_layout(), wording(language, NONE)
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        write_notes(
            book.add_worksheet("n"), layout, [], words, styled(book, words), time="2026", blanks={}
        )
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["n"].iter_rows(values_only=True))
    listed = [
        row for row in rows if row[1] in {column.letter for column in layout.sheets[0].columns}
    ]
    assert len(listed) == sum(len(each.columns) for each in layout.sheets)
    (scale,) = [row for row in listed if row[:2] == (sheet, "K")]
    assert scale[3:5] == (basis, status)


def test_who_had_it_written_stands_in_the_notes_and_below_each_page(tmp_path) -> None:
    layout, words = load_layout(), wording("zh", NONE)
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("n")
        write_notes(
            sheet, layout, [], words, styled(book, words), time="2026-11-24T03:00", blanks={},
            actor="王敏&李",
        )  # fmt: skip
    notes = openpyxl.load_workbook(tmp_path / "a.xlsx")["n"]
    facts = {row[0]: row[2] for row in notes.iter_rows(values_only=True) if row[0]}
    assert facts["导出人"] == "王敏&李"
    assert "王敏&&李  2026-11-24" in footer("王敏&李", "2026-11-24T03:00")


def test_a_footer_holds_any_name_within_the_formats_limit() -> None:
    assert len(footer("&" * 500, "2026-11-24")) < 255
    assert footer("", "2026-11-24") == "&L&A&R&P / &N"
