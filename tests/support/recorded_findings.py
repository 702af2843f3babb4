# A finding to record, for the tests of what becomes of it.
from __future__ import annotations

import sqlite3
from pathlib import Path

from operations.recording import Book
from schema import Dataset, DatasetFinding, FieldFinding, Level, Reason

WHO = {"actor": "王芳", "unit": "shaanxi/xian"}


def dataset(
    number: int, *, level: Level = Level.GENERAL_4, time: str = "t", job: str = "j"
) -> Dataset:
    field = FieldFinding("a", "string", "cn.id18", level, 1.0, 1.0, 9, (Reason("check", "holds"),))
    finding = DatasetFinding(
        id=f"ds-{number:016x}",
        name=f"table {number}",
        source="x.db",
        unit="shaanxi/xian",
        level=level,
        fields=(field,),
        rows=9,
        sampled=9,
    )
    return Dataset(id=finding.id, unit=finding.unit, time=time, finding=finding, job=job)


def scanned(home: Path, count: int = 4) -> None:
    with Book(home) as book:
        for number in range(count):
            book.record([dataset(number)], action="scan.dataset", **WHO)
        book.record([dataset(0, level=Level.CORE)], action="scan.dataset", **WHO)


def spoil(path: Path, table: str) -> None:
    """The table's first page overwritten, as a bad disk would."""
    connection = sqlite3.connect(path)
    (page,) = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
    ).fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
