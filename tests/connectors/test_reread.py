# What was written is read as its recipient would read it, in every format.
from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from connectors import reread, write
from schema import SourceError

BATCH = pa.record_batch(
    {"姓名": ["张*", None, '李"\n'], "数": pa.array([1, None, 3]), "空": ["", "x,y", None]}
)
WANTED = {"姓名": ["张*", "", '李"\n'], "数": ["1", "", "3"], "空": ["", "x,y", ""]}
SUFFIXES = ["csv", "tsv", "parquet", "xlsx", "json", "jsonl", "arrow", "arrows", "db"]


def put(path: Path, batch: pa.RecordBatch = BATCH) -> str:
    write(iter([batch]), batch.schema, str(path), table_name="t")
    return str(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_cells_come_back_as_text(tmp_path: Path, suffix: str) -> None:
    batches = list(reread(put(tmp_path / f"t.{suffix}"), BATCH.schema.names))
    assert pa.Table.from_batches(batches).to_pydict() == WANTED


@pytest.mark.parametrize(
    "suffix", [each for each in SUFFIXES if each not in {"csv", "tsv", "xlsx"}]
)
def test_other_columns_are_told(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(SourceError, match="does not hold the columns that were written"):
        list(reread(put(tmp_path / f"t.{suffix}"), ["姓名", "数", "别的"]))


@pytest.mark.parametrize("suffix", ["csv", "parquet", "json", "arrow", "db", "xlsx"])
def test_what_was_spoilt_meanwhile_is_told(tmp_path: Path, suffix: str) -> None:
    path = Path(put(tmp_path / f"t.{suffix}"))
    path.write_bytes(path.read_bytes()[:-20] + b"\xff,\n,,,,\n")
    with pytest.raises(SourceError):
        list(reread(str(path), BATCH.schema.names))
