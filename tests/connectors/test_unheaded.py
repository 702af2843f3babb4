# A first row that was taken for names is given back to the data, in text and in workbooks.
from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter

from connectors import discover, read, without_header
from schema import Access, Sample, Table

ROWS = [["甲", "a"], ["乙", "b"], ["丙", "c"]]


def only(path: Path) -> Table:
    (table,) = [each for each in discover(str(path), Access()) if isinstance(each, Table)]
    return table


def rows(table: Table) -> list[list[str]]:
    batches = [
        part for part in read(table, Sample(None), Access()) if isinstance(part, pa.RecordBatch)
    ]
    return [list(row.values()) for row in pa.Table.from_batches(batches).to_pylist()]


def text(path: Path, *, above: str = "", encoding: str = "utf-8") -> Path:
    body = "\n".join(",".join(row) for row in ROWS)
    path.write_bytes(f"{above}{body}\n".encode(encoding))
    return path


def book(path: Path, *, above: int = 0) -> Path:
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("名单")
        for place, row in enumerate(ROWS):
            sheet.write_row(place + above, 0, row)
        if above:
            sheet.write(0, 0, "题目")
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_gives_its_first_row_back(tmp_path: Path, encoding: str) -> None:
    table = only(text(tmp_path / "a.csv", encoding=encoding))
    assert (table.named, [column.name for column in table.columns]) == (True, ["甲", "a"])
    assert rows(table) == ROWS[1:]
    bare = without_header(table)
    assert bare is not None
    assert (bare.named, bare.rows) == (False, 3)
    assert [column.name for column in bare.columns] == ["c1", "c2"]
    assert rows(bare) == ROWS
    assert without_header(bare) is None


def test_titles_above_stay_above(tmp_path: Path) -> None:
    table = only(text(tmp_path / "a.csv", above="题目\n"))
    bare = without_header(table)
    assert bare is not None
    assert rows(bare) == ROWS


@pytest.mark.parametrize("above", [0, 2])
def test_a_workbook_gives_its_first_row_back(tmp_path: Path, above: int) -> None:
    table = only(book(tmp_path / "a.xlsx", above=above))
    bare = without_header(table)
    assert bare is not None
    assert (rows(table), rows(bare)) == (ROWS[1:], ROWS)
    assert [column.name for column in bare.columns] == ["c1", "c2"]


def test_what_has_names_of_its_own_or_none_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("1,2\n3,4\n", encoding="utf-8")
    unnamed = only(tmp_path / "b.csv")
    assert (unnamed.named, without_header(unnamed)) == (False, None)
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"张三": ["李四"]}), tmp_path / "c.parquet")
    named = only(tmp_path / "c.parquet")
    assert (named.named, without_header(named)) == (True, None)
