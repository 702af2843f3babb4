# Parquet: the file's own types, comments, counts; some row groups for a sample.
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors import parquet
from connectors.parquet import check
from schema import Access, Sample, SourceError

TABLE = pa.table(
    {
        "id": pa.array(range(200_000), pa.int64()),
        "name": pa.array([f"张{n}" for n in range(200_000)]),
    }
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    pq.write_table(TABLE, tmp_path / "t.parquet", row_group_size=5_000)
    return tmp_path / "t.parquet"


def test_rows_come_with_their_types_in_order(path: Path, take: Callable) -> None:
    found = take(path)
    assert pa.Table.from_batches(found.batches) == TABLE
    assert (found.table.rows, found.table.rows_exact) == (200_000, True)
    assert [(column.name, column.type) for column in found.table.columns] == [
        ("id", "int64"), ("name", "string"),
    ]  # fmt: skip


def test_a_sample_is_as_large_as_asked_and_its_seeds(path: Path, take: Callable) -> None:
    one, again, other = (take(path, Sample(1000, seed)).rows for seed in (1, 1, 2))
    assert one == again != other
    assert len(one) == 1000
    assert len({row["id"] // 5_000 for row in one}) == 8


def test_a_sample_of_few_rows_is_all_of_them(tmp_path: Path, take: Callable) -> None:
    pq.write_table(TABLE.slice(0, 30), tmp_path / "s.parquet", row_group_size=7)
    assert len(take(tmp_path / "s.parquet", Sample(5000)).rows) == 30
    assert len(take(tmp_path / "s.parquet", Sample(10)).rows) == 10


def test_comments_are_found_where_writers_put_them(tmp_path: Path, take: Callable) -> None:
    spark = {
        "fields": [{"name": "c", "type": "string", "metadata": {"comment": "地址"}}, {"name": "d"}]
    }
    schema = pa.schema(
        [
            pa.field("a", pa.string(), metadata={"comment": "姓名"}),
            pa.field("b", pa.string(), metadata={"description": "电话"}),
            pa.field("c", pa.string()),
            pa.field("d", pa.string()),
        ],
        metadata={
            "comment": "居民",
            "org.apache.spark.sql.parquet.row.metadata": json.dumps(spark),
        },
    )
    pq.write_table(schema.empty_table(), tmp_path / "t.parquet")
    table = take(tmp_path / "t.parquet").table
    assert [column.comment for column in table.columns] == ["姓名", "电话", "地址", ""]
    assert table.comment == "居民"


def test_a_broken_comment_is_no_comment(tmp_path: Path, take: Callable) -> None:
    schema = pa.schema(
        [pa.field("a", pa.string())],
        metadata={"org.apache.spark.sql.parquet.row.metadata": '{"fields": [3]}'},
    )
    pq.write_table(schema.empty_table(), tmp_path / "t.parquet")
    assert take(tmp_path / "t.parquet").table.columns[0].comment == ""


def test_nested_columns_stay_as_they_are(tmp_path: Path, take: Callable) -> None:
    nested = pa.table({"l": [[1, 2], None], "s": [{"x": "张"}, {"x": None}]})
    pq.write_table(nested, tmp_path / "t.parquet")
    assert pa.Table.from_batches(take(tmp_path / "t.parquet").batches) == nested


def test_text_that_is_no_utf8_is_decoded_cell_by_cell(tmp_path: Path, take: Callable) -> None:
    raw = pa.array(["张".encode(), "三".encode("gbk"), None, b"\xff"], pa.binary())
    lying = pa.StringArray.from_buffers(4, raw.buffers()[1], raw.buffers()[2], raw.buffers()[0])
    pq.write_table(pa.table({"a": lying, "b": [1, 2, 3, 4]}), tmp_path / "t.parquet")
    rows = take(tmp_path / "t.parquet").rows
    assert [row["a"] for row in rows] == ["张", "三", None, "\ufffd"]
    assert [row["b"] for row in rows] == [1, 2, 3, 4]


def test_wide_rows_come_in_small_batches(tmp_path: Path, take: Callable) -> None:
    wide = pa.table({"t": [f"{n:06}" * 500 for n in range(8_000)]})
    pq.write_table(wide, tmp_path / "t.parquet", use_dictionary=False)
    found = take(tmp_path / "t.parquet")
    assert sum(batch.num_rows for batch in found.batches) == 8_000
    assert max(batch.nbytes for batch in found.batches) < 10_000_000


def test_a_damaged_row_group_is_left_out_and_named(path: Path, take: Callable) -> None:
    raw = bytearray(path.read_bytes())
    column = pq.read_metadata(path).row_group(3).column(0)
    start = column.dictionary_page_offset or column.data_page_offset
    raw[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    path.write_bytes(raw)
    found = take(path)
    assert {row["id"] // 5_000 for row in found.rows} == set(range(40)) - {3}
    assert found.errors == ["1 of 40 row groups are damaged, the first is number 4"]


@pytest.mark.parametrize("end", [4, 8, 1000, -1, -4, -100])
def test_a_cut_off_file_is_refused(end: int, path: Path, take: Callable) -> None:
    path.write_bytes(path.read_bytes()[:end])
    assert take(path).errors == ["is damaged or cut off: it cannot be read as Parquet"]
    with pytest.raises(SourceError, match="damaged"):
        check(str(path), Access())


def test_an_encrypted_file_is_called_so(path: Path, take: Callable) -> None:
    raw = path.read_bytes()
    path.write_bytes(b"PARE" + raw[4:-4] + b"PARE")
    assert take(path).errors == ["is encrypted"]
    path.write_bytes(b"PARENT,CHILD\nx,y\n")
    assert take(path).errors == ["is damaged or cut off: it cannot be read as Parquet"]


def test_a_sample_reads_few_row_groups(
    path: Path, take: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    real = parquet._group

    def seen(file: pq.ParquetFile, group: int, *rest: object) -> object:
        read.append(group)
        return real(file, group, *rest)

    monkeypatch.setattr(parquet, "_group", seen)
    take(path, Sample(100))
    assert len(read) == 8
