# The program that takes workbooks apart, by what it says.
from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from connectors.guard_frame import Fault
from connectors.workbook_cells import run


def said(path: Path, *arguments: object) -> list[list[object]]:
    with path.open("rb") as file:
        return [list(message) for message in run(file, *arguments)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet("甲")
        sheet.merge_range("C3:D3", "名单")
        sheet.write_row("C4", ["a", "b"])
        sheet.write_row("C6", ["1", 2])
        book.add_worksheet("空")
    return tmp_path / "t.xlsx"


def test_a_sheet_is_described_with_joined_cells_filled(path: Path) -> None:
    top = [["名单", "名单"], ["a", "b"], ["1", "2"]]
    assert said(path) == [["sheet", "甲", top, 3, 2, []]]


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
    ((_, _, _, _, width, places),) = said(tmp_path / "t.xlsx")
    assert (width, places) == (2, [1] if rounded else [])


def test_rows_come_from_one_on_without_blank_ones(path: Path) -> None:
    assert said(path, "甲", 1) == [["rows", [["a", "b"], ["1", "2"]]]]
    assert said(path, "甲", 3) == []


def test_many_rows_come_in_parts(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet("s")
        for place in range(20_000):
            sheet.write(place, 0, place)
    parts = [message[1] for message in said(tmp_path / "t.xlsx", "s", 0)]
    assert [len(part) for part in parts] == [8192, 8192, 3616]
    assert [row for part in parts for row in part] == [[str(n)] for n in range(20_000)]


@pytest.mark.parametrize(
    "arguments", [pytest.param((), id="described"), pytest.param(("s", 0), id="read")]
)
def test_rubbish_is_a_fault(arguments: tuple[object, ...], tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"rubbish")
    with pytest.raises(Fault) as caught:
        said(tmp_path / "t.xlsx", *arguments)
    assert caught.value.code == "damaged"


def test_a_sheet_that_is_not_there_is_a_fault(path: Path) -> None:
    with pytest.raises(Fault):
        said(path, "乙", 0)
