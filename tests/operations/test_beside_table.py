# Nothing that stands in a workbook beside its table goes out with it, wherever the file keeps it.
from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from catalogued_people import ASKED, HEADER, catalogue, make_settings
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from masking import Plan, PlannedColumn
from operations import Settings, apply_share
from operations.beside_table import covered_remarks, name_of_copy, refuse_named_values
from schema import Level, RefusedError, Span, Table

# Each place of the workbook has a number of its own.
PLACES = (
    "title", "beside", "below", "note", "defined", "header", "footer", "hidden", "other", "author", "keywords",
    "validation", "deleted", "sheet",
)  # fmt: skip
NUMBERS = {place: f"1380013{8000 + n}" for n, place in enumerate(PLACES)}
ROWS = [
    ["11010519491231002X", "张三", "13900139000", "感冒", "雁塔区", "备注甲"],
    ["610103199003071234", "欧阳锋", "13900139001", "", "碑林区", ""],
    ["110105199003078888", "王小丽", "13900139002", "骨折", "莲湖区", "备注乙"],
    ["110105198503078888", "李小明", "13900139003", "骨折", "莲湖区", "备注丙"],
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


def make_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = f"名单{NUMBERS['sheet']}"
    sheet.append([f"联系电话{NUMBERS['title']}"])
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append(row)
    # A remark below the table, in the column that goes out as it is.
    sheet.append(["", "", "", "", f"注：咨询请致电{NUMBERS['below']}张主任"])
    sheet["B3"].comment = Comment(f"本人电话{NUMBERS['note']}", "王芳芳")
    sheet["A1"].comment = Comment(NUMBERS["beside"], "王芳芳")
    book.defined_names["联系"] = DefinedName("联系", attr_text=f'"{NUMBERS["defined"]}"')
    sheet.oddHeader.center.text = NUMBERS["header"]
    sheet.oddFooter.left.text = NUMBERS["footer"]
    hidden = book.create_sheet("隐藏")
    hidden["A1"] = NUMBERS["hidden"]
    hidden.sheet_state = "hidden"
    book.create_sheet(f"页{NUMBERS['other']}")
    book.properties.creator = NUMBERS["author"]
    book.properties.keywords = NUMBERS["keywords"]
    rule = DataValidation("list", formula1=f'"{NUMBERS["validation"]},无"')
    rule.add("F3")
    sheet.add_data_validation(rule)
    book.save(path)
    # Strings that no cell uses any more.
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/left.xml", f"<sst><si><t>{NUMBERS['deleted']}</t></si></sst>")


def everything(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        return "\n".join([*names, *(archive.read(name).decode("latin-1") for name in names)])


@pytest.mark.parametrize("suffix", [".xlsx"])
def test_no_value_beside_the_table_goes_out(
    settings: Settings, tmp_path: Path, suffix: str
) -> None:
    source = tmp_path / "people.xlsx"
    make_workbook(source)
    held = everything(source)
    sheet = f"people.xlsx#名单{NUMBERS['sheet']}"
    assert all(number in held for number in NUMBERS.values())
    catalogue(settings, source, sheet, rows=5, sampled=5)
    output = tmp_path / f"copy{suffix}"
    outcome = apply_share(settings, f"{source}#名单{NUMBERS['sheet']}", output=output, **ASKED)
    assert outcome.share is not None
    assert outcome.share.rows == 5
    told = everything(output) if suffix == ".xlsx" else output.read_bytes().decode("latin-1")
    values = [*NUMBERS.values(), *(row[0] for row in ROWS), *(row[2] for row in ROWS)]
    assert [value for value in values if value in told] == []
    assert "王芳芳".encode().decode("latin-1") not in told
    assert "莲湖区".encode().decode("latin-1") in told
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(output)
        assert book.sheetnames == ["table"]
        last = [cell.value for cell in list(book.worksheets[0].rows)[-1]]
        assert last[4].startswith(f"注：咨询请致电138****{NUMBERS['below'][7:]}")


def planned(name: str, operator: str, label: str = "") -> PlannedColumn:
    return PlannedColumn(name, label, Level.GENERAL_1, operator, {}, "")


def finder(text: str) -> list[Span]:
    at = text.find("138")
    return [Span("cn.mobile", at, at + 11, 1.0)] if at >= 0 else []


def test_records_are_left_alone() -> None:
    plan = Plan(
        "p", (planned("a", "keep"), planned("b", "mask"), planned("c", "keep", "cn.mobile"))
    )
    before = pa.record_batch(
        {
            "a": ["13800138000", "电话13800138000", "", None],
            "b": ["x", "", "", ""],
            "c": ["y", None, "13800138000", ""],
        }
    )
    shown = covered_remarks(before, before, plan, finder)
    assert shown.column("a").to_pylist() == ["13800138000", "电话138****8000", "", None]
    # What the column is known to hold, alone in its row, is what it is kept for.
    assert shown.column("c").to_pylist() == ["y", None, "13800138000", ""]
    assert covered_remarks(before.slice(0, 1), before.slice(0, 1), plan, finder).num_rows == 1


def test_names_that_are_values() -> None:
    assert name_of_copy("名单", finder) == "名单"
    assert name_of_copy("名单13800138000", finder) == "table"
    table = Table("t.xlsx", "t.xlsx#a", (), "workbook")
    refuse_named_values(table, Plan("p", (planned("电话", "mask"),)), finder)
    with pytest.raises(RefusedError, match=r"the name of a column holds cn\.mobile"):
        refuse_named_values(table, Plan("p", (planned("13800138000", "keep"),)), finder)
