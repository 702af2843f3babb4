# Workbooks as people make them: titles, remarks, hidden sheets, passwords.
from __future__ import annotations

import base64
import datetime as dt
import io
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest
import xlsxwriter
import xlwt
from office_files import ods_bytes, with_parts

from connectors.workbook import check
from schema import Access, Limits, Sample, SourceError

PEOPLE = [
    ["姓名", "电话", "住址"],
    ["张三", "13812345678", "西安"],
    ["李四", "13912345678", "咸阳"],
]

# Three rows under a title, in the format of Excel 97 (BIFF8), which nothing here writes.
OLD_WORKBOOK = (
    "eNrtWE1IVFEU/u59Mzpj8+dfoIENQlamC5ssW4xTQrlqsLIyCUybQcL8YaiFLcoyV1EErYo2gi2CsCLoxyJq1yIw"
    "chEUghquWgUFLdTXOWfeI60JHCghed/jnnPvuffcc9695/6893Y8f2r4Qek0fkE9DCyYXuQskilKXrsQAtWbJmdt"
    "7qFkOviv4PXQROa48cz/JpfnkOd7Ghr3Xa+IAjOUjqEP8d6eZHgF0SA+tCv2IUpU4RZJAigRrwqEnhBaKPSetHwu"
    "dJdIrgiNUtsp1YrxWLyyzoriFl0udQFwv49F54NIalCM1xzF56+pdFs3dqdOtp9aLRVlLh9GQDPdmOxJprgcxG3k"
    "Af2E6u7u6kRiCkUUBSP4ZoaBr/Zyfxl25CsrVyD596Xy3D/IPTSJmeTeDPLr2gUMwDwuq2oIPrS4uEarsXhL8xyt"
    "Ht4IOFG9v/nQQWITR/3NxGrPTF4mNptc30ks3OaNE4t3fjy8hpZOZGfN1si22u076vL4nJB9JbRkX/HLevMRTSAo"
    "+XxZdSHyf+7Ol3f7OppibSIZkLMkfeJsYH9h4gJrkHJAasRlOqOAStHYIvSi9LpO8qVCiyjyiVc0FVuZvYPS5pLU"
    "VpCdiGAitnFRfhPlhz7vf1I29Cm2mfKjjdNni0bfx4ZRTmOaIH1+BlGlqtTNG4ynMZsra3eaFFry207l0SHLd9M6"
    "VoOY5yVIyBf6Qko8Ojw+3F5laK+kPdN0yR7NdElTybCs6QzaWrR5FA0dsOYC6GuNjnkbzmmu1/QeM3fT9o0MPRjS"
    "g9uyaEgPPMusbZB2Ia4+1Ji1PJUIQ70uwCM2TVH2E3lw4MCBAwcOHDhwsFJQci9L36T5Nui27uq51n+deUoLzm+S"
    "VYsD6KXnNH0j7kEP8RT6s4qftXAruy+1TB37fyHjCFlPoQsd4kdX1vFL31pq8fssWzH095ZQtvYXsvHzH9v/AYp+"
    "6tg="
)


def book_of(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "名单.xlsx"


def test_every_sheet_is_a_table_hidden_ones_too(path: Path, take: Callable) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name in ("人员", "藏", "空"):
            sheet = book.add_worksheet(name)
            if name != "空":
                for place, row in enumerate(PEOPLE):
                    sheet.write_row(place, 0, row)
            if name == "藏":
                sheet.hide()
    found = take(path)
    assert [table.name for table in found.tables] == ["名单.xlsx#人员", "名单.xlsx#藏"]
    assert {table.source for table in found.tables} == {str(path)}
    assert [(table.rows, table.rows_exact) for table in found.tables] == [(2, True)] * 2
    assert [list(row.values()) for row in found.rows] == PEOPLE[1:] * 2


@pytest.mark.parametrize(
    ("above", "comment"),
    [
        pytest.param([], "", id="nothing above"),
        pytest.param([["西安市人员名单"]], "西安市人员名单", id="a title"),
        pytest.param(
            [["西安市人员名单"], [], ["填表说明：如实填写"], []],
            "西安市人员名单",
            id="a title, a remark and blanks",
        ),
        pytest.param([["西安市人员名单"] * 3], "西安市人员名单", id="a title in each of its cells"),
        pytest.param([["制表人 张三 13812345678"]], "", id="a title with a number is not kept"),
        pytest.param([["单位：", "", "日期："], []], "", id="a line of two labels"),
        pytest.param([[], []], "", id="blank rows"),
    ],
)
def test_the_header_is_found_below(
    above: list[list[str]], comment: str, path: Path, take: Callable
) -> None:
    found = take(book_of(path, s=[*above, *PEOPLE]))
    assert [list(row.values()) for row in found.rows] == PEOPLE[1:]
    assert [column.name for column in found.table.columns] == PEOPLE[0]
    assert found.table.comment == comment


def test_a_merged_title_is_none_of_the_columns(path: Path, take: Callable) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("s")
        sheet.merge_range("A1:C1", "名单")
        for place, row in enumerate(PEOPLE, start=1):
            sheet.write_row(place, 0, row)
    assert [column.name for column in take(path).table.columns] == PEOPLE[0]


def test_a_header_of_two_rows_names_each_column(path: Path, take: Callable) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("s")
        sheet.merge_range("A1:A2", "序号")
        sheet.merge_range("B1:D1", "基本情况")
        sheet.merge_range("E1:E2", "备注")
        sheet.write_row("B2", ["姓名", "电话", "住址"])
        sheet.write_row("A3", ["1", "张三", "13812345678", "西安", "x"])
        sheet.write_row("A4", ["2", "李四", "13912345678", "咸阳", "y"])
    found = take(path)
    assert [column.name for column in found.table.columns] == [
        "序号",
        "姓名",
        "电话",
        "住址",
        "备注",
    ]
    assert len(found.rows) == 2


@pytest.mark.parametrize("joined", [True, False], ids=["joined cells", "gaps"])
def test_groups_above_fields_tell_the_fields_apart(
    joined: bool, path: Path, take: Callable
) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("s")
        sheet.write(0, 0, "西安市家庭名册")
        for place, group in ((0, "户主"), (2, "配偶")):
            if joined:
                sheet.merge_range(1, place, 1, place + 1, group)
            else:
                sheet.write(1, place, group)
        sheet.write_row(2, 0, ["姓名", "电话", "姓名", "电话"])
        sheet.write_row(3, 0, ["张三", "13812345678", "李四", "13912345678"])
        sheet.write_row(4, 0, ["王五", "13712345678", "赵六", "13612345678"])
    found = take(path)
    names = [column.name for column in found.table.columns]
    assert names == ["户主姓名", "户主电话", "配偶姓名", "配偶电话"]
    assert [row["户主姓名"] for row in found.rows] == ["张三", "王五"]
    assert (found.table.rows, found.table.comment) == (2, "西安市家庭名册")


def test_a_column_of_rounded_numbers_is_marked(path: Path, take: Callable) -> None:
    rows = [["姓名", "身份证号"], ["张三", 110105194912310021], ["李四", 610102199001011234]]
    found = take(book_of(path, s=rows))
    assert [column.rounded for column in found.table.columns] == [False, True]
    assert found.rows[0]["身份证号"] != "110105194912310021", "that is what was lost"


def test_a_table_may_start_anywhere(path: Path, take: Callable) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("s")
        for place, row in enumerate(PEOPLE):
            sheet.write_row(7 + place, 3, row)
    found = take(path)
    assert [column.name for column in found.table.columns] == PEOPLE[0]
    assert len(found.rows) == 2


def test_data_without_a_header_is_all_data(path: Path, take: Callable) -> None:
    found = take(book_of(path, s=PEOPLE[1:]))
    assert [column.name for column in found.table.columns] == ["c1", "c2", "c3"]
    assert len(found.rows) == 2


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param(13812345678, "13812345678", id="a whole number has no point"),
        pytest.param(3.5, "3.5", id="a fraction has one"),
        pytest.param(
            610102199003071000,
            "610102199003071000",
            id="a long number has the digits that are shown",
        ),
        pytest.param("007", "007", id="text keeps its zeros"),
        pytest.param(True, "TRUE", id="a truth"),
        pytest.param(dt.date(2020, 1, 2), "2020-01-02", id="a day"),
        pytest.param(
            dt.datetime(2020, 1, 2, 3, 4),  # noqa: DTZ001  a workbook knows no zone
            "2020-01-02 03:04:00",
            id="a time",
        ),
        pytest.param(" 张三\n", " 张三\n", id="spaces stay"),
        pytest.param("", None, id="an empty cell is null"),
        pytest.param("  ", None, id="a blank cell is null"),
    ],
)
def test_a_cell(cell: object, text: str | None, path: Path, take: Callable) -> None:
    found = take(book_of(path, s=[["甲", "乙"], ["x", cell], ["y", "z"]]))
    assert found.rows[0]["乙"] == text


def test_blank_rows_are_no_rows(path: Path, take: Callable) -> None:
    found = take(book_of(path, s=[PEOPLE[0], [], PEOPLE[1], ["", " "], PEOPLE[2]]))
    assert (len(found.rows), found.table.rows) == (2, 2)


def test_a_sample_is_as_large_as_asked_and_its_seeds(path: Path, take: Callable) -> None:
    book_of(path, s=[["甲", "乙"], *([f"x{n}", n] for n in range(3000))])
    one, again, other = (take(path, Sample(100, seed)).rows for seed in (1, 1, 2))
    assert one == again != other
    assert len(one) == 100


def test_a_password_is_named(path: Path, take: Callable) -> None:
    book_of(path, s=PEOPLE)
    plain = io.BytesIO(path.read_bytes())
    with path.open("wb") as file:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("s3cret", file)
    assert take(path).errors == ["is protected by a password"]
    with pytest.raises(SourceError, match="is protected by a password"):
        check(str(path), Access())


@pytest.mark.parametrize("end", [8, 100, 2000, -1, -30])
def test_a_cut_off_file_is_refused(end: int, path: Path, take: Callable) -> None:
    book_of(path, s=PEOPLE)
    path.write_bytes(path.read_bytes()[:end])
    assert take(path).errors == ["is damaged or cut off: it cannot be read as a workbook"]


def test_a_damaged_sheet_leaves_the_others(path: Path, take: Callable) -> None:
    import zipfile

    book_of(path, eins=PEOPLE, zwei=PEOPLE)
    parts = {}
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row><c t='x"
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    found = take(path)
    assert [table.name for table in found.tables] == ["名单.xlsx#zwei"]
    assert [(skip.source, skip.error) for skip in found.skipped] == [
        (f"{path}#eins", "is a sheet that is damaged")
    ]


def test_a_book_without_anything_says_so(path: Path, take: Callable) -> None:
    assert take(book_of(path, s=[])).errors == ["no sheet of it holds anything"]


def test_a_book_that_unpacks_to_too_much_is_refused(path: Path, take: Callable) -> None:
    book_of(path, s=PEOPLE)
    tight = Access(limits=Limits(max_unpacked_bytes=1024))
    assert take(path, access=tight).errors == ["unpacks to more than 1 KiB"]


def test_a_cell_far_outside_ends_no_process_of_ours(path: Path, take: Callable) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("s")
        for place, row in enumerate(PEOPLE):
            sheet.write_row(place, 0, row)
        sheet.write(1_048_575, 16_383, "x")
    (error,) = take(path).errors
    assert error.startswith("needs too much memory to read")


def test_what_the_library_says_of_damage_is_not_heard(
    path: Path, take: Callable, capfd: pytest.CaptureFixture[str]
) -> None:
    # Cut so that the library's process ends by itself and talks about it.
    old = zlib.decompress(base64.b64decode(OLD_WORKBOOK))
    path = path.with_suffix(".xls")
    for end in range(512, len(old), 700):
        path.write_bytes(old[:end] + b"\xff" * 40)
        assert take(path).tables == []
    assert capfd.readouterr() == ("", "")


def test_a_workbook_of_before_2007_is_read(path: Path, take: Callable) -> None:
    path = path.with_suffix(".xls")
    path.write_bytes(zlib.decompress(base64.b64decode(OLD_WORKBOOK)))
    found = take(path)
    assert [list(row.values()) for row in found.rows] == [
        ["张三", "13812345678", "2020-01-02"],
        ["李四", "13912345678", "2021-03-04"],
    ]
    assert found.table.comment == "名单"


def test_a_text_called_xlsx_is_no_workbook(path: Path, take: Callable) -> None:
    path.write_bytes(b"a,b\n1,2\n")
    assert take(path).errors == ["is damaged or cut off: it cannot be read as a workbook"]


def test_a_workbook_with_a_macro_is_read_and_the_macro_told(path: Path, take: Callable) -> None:
    book_of(path, s=PEOPLE)
    path.write_bytes(with_parts(path.read_bytes(), {"xl/vbaProject.bin": b"x"}))
    found = take(path.rename(path.with_suffix(".xlsm")))
    assert [list(row.values()) for row in found.rows] == PEOPLE[1:]
    assert found.errors == ["holds a macro, which is not looked into"]


def test_other_formats_of_workbooks_are_read_alike(path: Path, take: Callable) -> None:
    rows = [["西安市人员名单", "", ""], *PEOPLE]
    open_document = path.with_suffix(".ods")
    open_document.write_bytes(ods_bytes({"人员": rows}))
    old = path.with_suffix(".xls")
    book = xlwt.Workbook()
    sheet = book.add_sheet("人员")
    for place, row in enumerate(rows):
        for number, cell in enumerate(row):
            sheet.write(place, number, cell)
    book.save(str(old))
    for name in (open_document, old):
        found = take(name)
        assert [table.name for table in found.tables] == [f"{name.name}#人员"]
        assert [list(row.values()) for row in found.rows] == PEOPLE[1:]
        assert (found.table.comment, found.skipped) == ("西安市人员名单", [])
