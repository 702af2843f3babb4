# JSON holds every value as it is, or as a text that tells it.
from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from connectors import discover, read, write
from schema import Access, Sample, Table

BATCH = pa.record_batch(
    {
        "姓名": ['张"三\n', "", None],
        "数": pa.array([1, -(2**62), None]),
        "比": pa.array([0.5, float("nan"), float("-inf")]),
        "真": [True, None, False],
        "日": [dt.date(2026, 2, 28), None, None],
        "元": [Decimal("1.10"), None, None],
        "照": [b"\xff", None, b""],
        "列": [[1.5, None], None, []],
    }
)
WANTED = [
    {"姓名": "张\"三\n", "数": 1, "比": 0.5, "真": True, "日": "2026-02-28", "元": "1.10", "照": "ff", "列": [1.5, None]},
    {"姓名": "", "数": -(2**62), "比": "nan", "真": None, "日": None, "元": None, "照": None, "列": None},
    {"姓名": None, "数": None, "比": "-inf", "真": False, "日": None, "元": None, "照": "", "列": []},
]  # fmt: skip


def put(path: Path, batch: pa.RecordBatch) -> bytes:
    assert write(iter([batch]), batch.schema, str(path), table_name="t") == batch.num_rows
    return path.read_bytes()


def test_a_list_of_objects(tmp_path: Path) -> None:
    assert json.loads(put(tmp_path / "t.json", BATCH)) == WANTED
    assert json.loads(put(tmp_path / "empty.json", BATCH.slice(0, 0))) == []


@pytest.mark.parametrize("suffix", ["jsonl", "ndjson"])
def test_a_line_for_each_row(tmp_path: Path, suffix: str) -> None:
    lines = put(tmp_path / f"t.{suffix}", BATCH).splitlines()
    assert [json.loads(line) for line in lines] == WANTED
    assert put(tmp_path / f"empty.{suffix}", BATCH.slice(0, 0)) == b""


def test_the_scanner_reads_it_back(tmp_path: Path) -> None:
    put(tmp_path / "t.jsonl", pa.record_batch({"名": ["张", "李"], "数": pa.array([1, -(2**62)])}))
    (table,) = discover(str(tmp_path / "t.jsonl"), Access())
    assert isinstance(table, Table)
    (rows,) = read(table, Sample(rows=None), Access())
    assert rows.to_pydict()["数"] == ["1", str(-(2**62))]
