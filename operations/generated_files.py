# Registers into the kinds of file departments really hold: SQLite with the meaning of each
# column as a comment in its DDL, CSV in GB18030 as old systems export it, a workbook with
# titles above the header, Parquet. Written block by block, so that memory stays bounded.
from __future__ import annotations

import csv
import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .generated_registers import Register
from .generated_tables import Columns

__all__ = ["writing"]

Write = Callable[[Register, Columns], None]

# What a worksheet holds (2^20 rows) less the lines above the table; a name list longer than
# this would not be kept in a workbook.
_MAX_SHEET_ROWS = 100_000
_ENCODINGS = {"卫生健康委/门诊登记.csv": "gb18030", "公安交管局/机动车登记.tsv": "utf-8-sig"}
_DRAWN_UP = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@contextmanager
def writing(directory: Path, registers: Sequence[Register]) -> Iterator[Write]:
    """A function that appends a block of one of the registers to its file; all close at the end."""
    with ExitStack() as stack:
        writers: dict[str, Write] = {}
        for file in dict.fromkeys(register.file for register in registers):
            path = directory / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            held = [register for register in registers if register.file == file]
            writers[file] = stack.enter_context(_WRITERS[path.suffix](path, held))
        yield lambda register, columns: writers[register.file](register, columns)


@contextmanager
def _database(path: Path, registers: Sequence[Register]) -> Iterator[Write]:
    connection = sqlite3.connect(path)
    try:
        # It is made anew or not at all: no journal is needed to be able to go back.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        for register in registers:
            connection.execute(_ddl(register))

        def write(register: Register, columns: Columns) -> None:
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"INSERT INTO {register.name} VALUES ({marks})",  # noqa: S608  a literal name
                zip(*columns, strict=True),
            )

        yield write
        connection.commit()
    finally:
        connection.close()


@contextmanager
def _delimited(path: Path, registers: Sequence[Register]) -> Iterator[Write]:
    (register,) = registers
    encoding = _ENCODINGS.get(register.file, "utf-8")
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter="\t" if path.suffix == ".tsv" else ",")
        writer.writerow([column.name for column in register.columns])
        yield lambda _, columns: writer.writerows(zip(*columns, strict=True))


@contextmanager
def _workbook(path: Path, registers: Sequence[Register]) -> Iterator[Write]:
    # The workbook writer comes with an extra; who wants no workbook need not have it.
    import xlsxwriter  # noqa: PLC0415

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": _DRAWN_UP, "comments": "生成数据"})
        sheets = {register.name: book.add_worksheet(register.name) for register in registers}
        filled = dict.fromkeys(sheets, 0)
        for register in registers:
            sheet = sheets[register.name]
            sheet.write(0, 0, f"{register.title}（生成数据）")
            sheet.write(1, 0, "制表日期：2026年1月1日")
            sheet.write_row(2, 0, [column.name for column in register.columns])

        def write(register: Register, columns: Columns) -> None:
            begin = filled[register.name]
            rows = list(zip(*columns, strict=True))[: _MAX_SHEET_ROWS - begin]
            for place, row in enumerate(rows, start=begin + 3):
                sheets[register.name].write_row(place, 0, row)
            filled[register.name] += len(rows)

        yield write


@contextmanager
def _parquet(path: Path, registers: Sequence[Register]) -> Iterator[Write]:
    (register,) = registers
    names = [column.name for column in register.columns]
    writer: pq.ParquetWriter | None = None
    try:

        def write(_: Register, columns: Columns) -> None:
            nonlocal writer
            table = pa.table([pa.array(column) for column in columns], names=names)
            if writer is None:
                # The title travels as the file's own metadata, as other writers leave it.
                schema = table.schema.with_metadata({"comment": register.title})
                writer = pq.ParquetWriter(path, schema)
            writer.write_table(table)

        yield write
    finally:
        if writer is not None:
            writer.close()


_WRITERS = {
    ".db": _database,
    ".csv": _delimited,
    ".tsv": _delimited,
    ".xlsx": _workbook,
    ".parquet": _parquet,
}


def _ddl(register: Register) -> str:
    """The table's definition with the meaning of each column behind it, as people write it."""
    lines = []
    for place, column in enumerate(register.columns, start=1):
        comma = "," if place < len(register.columns) else ""
        kind = "INTEGER" if column.name in {"RYBH", "RKS"} else "TEXT"
        lines.append(f"  {column.name} {kind}{comma} -- {column.meaning}")
    return "\n".join([f"CREATE TABLE {register.name} ( -- {register.title}", *lines, ")"])
