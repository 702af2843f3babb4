# A workbook shows what was written: no number loses its zeros, nothing becomes a formula.
from __future__ import annotations

import datetime as dt
import errno
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from connectors import write, writing_workbook
from schema import SourceError

BATCH = pa.record_batch(
    {
        "姓名": ["=1+1", "007", "http://a.cn", ""],
        "数": pa.array([1, 2**60, None, -3]),
        "比": pa.array([0.5, float("nan"), None, 2.0]),
        "真": [True, False, None, None],
        "日": [dt.date(2026, 2, 28), None, None, None],
    }
)


def put(path: Path, batch: pa.RecordBatch, table: str = "人/员?") -> None:
    write(iter([batch]), batch.schema, str(path), table_name=table)


def test_cells_are_what_they_were(tmp_path: Path) -> None:
    put(tmp_path / "t.xlsx", BATCH)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    assert sheet.title == "人_员_"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["姓名", "数", "比", "真", "日"],
        ["=1+1", 1, 0.5, True, "2026-02-28"],
        ["007", str(2**60), "nan", False, None],
        ["http://a.cn", None, None, None, None],
        [None, -3, 2, None, None],
    ]
    assert sheet["A2"].data_type == "s"
    assert sheet["A4"].hyperlink is None


@pytest.mark.parametrize("name", ["", "History", "'''"])
def test_a_sheet_has_a_name_it_may_have(tmp_path: Path, name: str) -> None:
    put(tmp_path / "t.xlsx", BATCH, name or " ")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames


@pytest.mark.parametrize(
    ("batch", "told"),
    [
        (pa.record_batch({"a": ["x"] * 6}), "has more rows than a sheet of a workbook holds"),
        (pa.record_batch({"a": ["x" * 40_000]}), "has a text longer than a cell"),
        (pa.record_batch({"a": [1], "b": [1], "c": [1]}), "has more columns than a sheet"),
    ],
)
def test_more_than_a_sheet_holds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: pa.RecordBatch, told: str
) -> None:
    monkeypatch.setattr(writing_workbook, "_MOST_ROWS", 5)
    monkeypatch.setattr(writing_workbook, "_MOST_COLUMNS", 2)
    with pytest.raises(SourceError, match=told) as raised:
        put(tmp_path / "t.xlsx", batch)
    assert raised.value.source == str(tmp_path / "t.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments, **_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", full)
    with pytest.raises(SourceError, match="the disk is full"):
        put(tmp_path / "t.xlsx", BATCH)
    assert list(tmp_path.iterdir()) == []
