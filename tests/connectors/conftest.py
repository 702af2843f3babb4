# What the tests of this package share: everything a location gives, and a marker that no
# message may hold.
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from connectors import discover, read, write
from schema import Access, Sample, Skipped, Table

ALL = Sample(rows=None)


@dataclass
class Content:
    tables: list[Table]
    rows: list[dict[str, object]]
    batches: list[pa.RecordBatch]
    skipped: list[Skipped]

    @property
    def table(self) -> Table:
        (table,) = self.tables
        return table

    @property
    def errors(self) -> list[str]:
        return [skipped.error for skipped in self.skipped]


def content_of(location: str | Path, sample: Sample = ALL, access: Access | None = None) -> Content:
    """All tables, rows and skips that a location gives."""
    access = access or Access()
    content = Content([], [], [], [])
    for found in discover(str(location), access):
        if isinstance(found, Skipped):
            content.skipped.append(found)
            continue
        content.tables.append(found)
        for part in read(found, sample, access):
            if isinstance(part, Skipped):
                content.skipped.append(part)
            else:
                assert part.schema.names == [column.name for column in found.columns]
                content.batches.append(part)
                content.rows.extend(part.to_pylist())
    return content


@pytest.fixture(scope="session")
def take() -> Callable[..., Content]:
    return content_of


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[..., Path]:
    """A file with this content."""

    def make(content: bytes | str, name: str = "t.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


PEOPLE = pa.table(
    {
        "编号": [str(n) for n in range(1, 201)],
        "姓名": [f"张{'伟芳娜敏静'[n % 5]}" for n in range(200)],
        "电话": [f"138{n:08d}" for n in range(200)],
        "地址": [f'陕西省西安市, 雁塔区 "高新" 路{n}号' for n in range(200)],
        "金额": [f"{n}.5" for n in range(200)],
    }
)


@pytest.fixture
def people() -> pa.Table:
    """The one table that every connector is tried with."""
    return PEOPLE


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Path]:
    """The one table as a file of every kind."""
    import xlsxwriter

    made = {}
    for name in ("t.csv", "t.tsv", "t.parquet", "t.db"):
        made[name] = tmp_path / name
        write(iter(PEOPLE.to_batches()), PEOPLE.schema, str(made[name]), table_name="t")
    made["gb.csv"] = tmp_path / "gb.csv"
    made["gb.csv"].write_bytes(made["t.csv"].read_text("utf-8").encode("gb18030"))
    made["utf16.csv"] = tmp_path / "utf16.csv"
    made["utf16.csv"].write_bytes(made["t.csv"].read_text("utf-8").encode("utf-16"))
    made["t.xlsx"] = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(made["t.xlsx"]) as book:
        sheet = book.add_worksheet("t")
        sheet.write_row(0, 0, PEOPLE.column_names)
        for n, row in enumerate(PEOPLE.to_pylist(), start=1):
            for place, cell in enumerate(row.values()):
                sheet.write_string(n, place, cell)
    return made
