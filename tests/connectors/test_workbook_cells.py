# The program that takes workbooks apart, by what it writes.
from __future__ import annotations

import io
import marshal
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from connectors.workbook_cells import main


def said(*arguments: str) -> list[tuple[object, ...]]:
    out = io.BytesIO()
    main(list(arguments), out)
    out.seek(0)
    messages = []
    while out.tell() < len(out.getbuffer()):
        messages.append(marshal.load(out))
    return messages


@pytest.fixture
def path(tmp_path: Path) -> str:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet("甲")
        sheet.merge_range("C3:D3", "名单")
        sheet.write_row("C4", ["a", "b"])
        sheet.write_row("C6", ["1", 2])
        book.add_worksheet("空")
    return str(tmp_path / "t.xlsx")


def test_a_sheet_is_described_with_joined_cells_filled(path: str) -> None:
    top = [["名单", "名单"], ["a", "b"], ["1", "2"]]
    assert said(path) == [("sheet", "甲", top, 3, 2, []), ("end",)]


@pytest.mark.parametrize(
    ("numbers", "rounded"),
    [
        pytest.param([110105194912310021, 610102199001011234], True, id="identity numbers"),
        pytest.param([6222021234567890, 6222029876543210], True, id="16 digits, all ending in 0"),
        pytest.param([6222021234567891, 6222029876543210], False, id="16 digits as a program may"),
        pytest.param([6222021234567890], False, id="one such number may be so"),
        pytest.param([13800138000, 999_999_999_999_999], False, id="15 digits and fewer"),
        pytest.param([1e300, 0.5], True, id="beyond any number that is written out"),
        pytest.param([1234.5, -2.25], False, id="amounts"),
        pytest.param(["110105194912310021"], False, id="digits kept as text"),
    ],
)
def test_numbers_that_lost_their_end_are_told_by_column(
    numbers: list[float | str], rounded: bool, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet("s")
        sheet.write_row(1, 1, ["a", "b"])
        for place, number in enumerate(numbers, start=2):
            sheet.write_row(place, 1, ["x", number])
    ((_, _, _, _, width, places), _) = said(str(tmp_path / "t.xlsx"))
    assert (width, places) == (2, [1] if rounded else [])


def test_rows_come_from_one_on_without_blank_ones(path: str) -> None:
    assert said(path, "甲", "1") == [("rows", [["a", "b"], ["1", "2"]]), ("end",)]
    assert said(path, "甲", "3") == [("end",)]


def test_many_rows_come_in_parts(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet("s")
        for place in range(20_000):
            sheet.write(place, 0, place)
    parts = [message[1] for message in said(str(tmp_path / "t.xlsx"), "s", "0")[:-1]]
    assert [len(part) for part in parts] == [8192, 8192, 3616]
    assert [row for part in parts for row in part] == [[str(n)] for n in range(20_000)]


def test_rubbish_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"rubbish")
    assert said(str(tmp_path / "t.xlsx")) == [("fault", "damaged")]
    assert said(str(tmp_path / "gone.xlsx")) == [("fault", "damaged")]


def test_it_imports_nothing_of_ours(path: str) -> None:
    program = Path(__file__).parents[2] / "connectors" / "workbook_cells.py"
    code = (
        "import sys, runpy; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__');"
        "sys.exit(bool({'connectors', 'schema', 'pyarrow'} & set(sys.modules)))"
    )
    subprocess.run(
        [sys.executable, "-I", "-c", code, str(program), path], check=True, capture_output=True
    )
