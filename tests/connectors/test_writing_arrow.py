# Arrow's own formats keep types and rows, and nothing of the source beside them.
from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import feather

from connectors import discover, read, write
from schema import Access, Sample, Table

BATCH = pa.record_batch({"姓名": ["张三", None], "数": pa.array([1, None], pa.int16())})


@pytest.mark.parametrize("suffix", ["arrow", "feather", "ipc", "arrows"])
def test_types_and_rows_stay(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t.{suffix}"
    assert write(iter([BATCH, BATCH]), BATCH.schema, str(path), table_name="t") == 4
    if suffix == "arrows":
        found = pa.ipc.open_stream(path.read_bytes()).read_all()
    else:
        found = feather.read_table(path)
    assert found == pa.Table.from_batches([BATCH, BATCH])
    (table,) = discover(str(path), Access())
    assert isinstance(table, Table)
    assert sum(part.num_rows for part in read(table, Sample(rows=None), Access())) == 4
