# Files of typed records as tables, good and damaged.
from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import fastavro
import pyarrow as pa
import pytest

from connectors.records_file import check, discover, read
from schema import Access, Sample, Skipped, SourceError

TABLE = pa.table({"姓名": [f"张{n}" for n in range(3000)], "数": list(range(3000))})
SCHEMA = {"type": "record", "name": "R", "fields": [{"name": "姓名", "type": "string"}, {"name": "数", "type": "long"}]}  # fmt: skip


def arrow_bytes() -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, TABLE.schema) as out:
        out.write_table(TABLE, max_chunksize=500)
    return sink.getvalue().to_pybytes()


def avro_bytes() -> bytes:
    out = io.BytesIO()
    fastavro.parse_schema({**SCHEMA})
    fastavro.writer(out, SCHEMA, TABLE.to_pylist(), sync_interval=9000)
    return out.getvalue()


WRITTEN = {"a.arrow": arrow_bytes, "a.avro": avro_bytes}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_is_a_table(name: str, file_of: Callable[..., Path], take: Callable) -> None:
    found = take(file_of(WRITTEN[name](), name))
    assert [(row["姓名"], int(row["数"])) for row in found.rows] == [
        (row["姓名"], row["数"]) for row in TABLE.to_pylist()
    ]
    assert (found.table.name, found.table.kind) == (name, "records")
    assert (found.table.rows, found.table.rows_exact) == (3000, True)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_sample_is_as_large_as_asked_and_its_seeds(
    name: str, file_of: Callable[..., Path], take: Callable
) -> None:
    path = file_of(WRITTEN[name](), name)
    one, again, other = (take(path, Sample(50, seed)).rows for seed in (1, 1, 2))
    assert one == again != other
    assert len(one) == 50


@pytest.mark.parametrize("name", WRITTEN)
def test_what_comes_before_damage_is_read(name: str, file_of: Callable[..., Path]) -> None:
    raw = WRITTEN[name]()
    path = file_of(raw, name)
    (table,) = discover(str(path), Access())
    path.write_bytes(raw[: len(raw) * 2 // 3])
    *batches, fault = read(table, Sample(rows=None), Access())
    rows = sum(batch.num_rows for batch in batches)
    assert 500 <= rows < 3000
    assert fault == Skipped(str(path), f"is damaged or cut off, after {rows} rows")


@pytest.mark.parametrize(
    ("name", "raw", "error"),
    [
        pytest.param("a.arrow", b"ARROW1\0\0rubbish", "is damaged or cut off", id="no Arrow"),
        pytest.param("a.avro", b"Obj\x01" + b"x" * 99, "is damaged or cut off", id="no Avro"),
        pytest.param("a.feather", b"FEA1" + bytes(99), "is in Feather's first format: write it again in the present one", id="old Feather"),
        pytest.param("a.arrow", b"", "is empty", id="nothing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    name: str, raw: bytes, error: str, file_of: Callable[..., Path], take: Callable
) -> None:
    path = file_of(raw, name)
    assert take(path).errors == [error]
    with pytest.raises(SourceError, match=error.split("'", maxsplit=1)[0]):
        check(str(path), Access())


def test_a_file_that_changed_says_so(file_of: Callable[..., Path]) -> None:
    path = file_of(arrow_bytes(), "a.arrow")
    (table,) = discover(str(path), Access())
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, pa.schema({"x": pa.int8()})) as out:
        out.write_table(pa.table({"x": pa.array([1], pa.int8())}))
    path.write_bytes(sink.getvalue().to_pybytes())
    with pytest.raises(SourceError, match="was changed"):
        list(read(table, Sample(), Access()))
