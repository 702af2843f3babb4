# Files written whole or not at all, in every format, and read back as they were.
from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import write
from schema import SourceError

BATCH = pa.record_batch(
    {
        "姓名": ["张三", '李"四', "a,b\nc", ""],
        "数": pa.array([1, 2, None, 4], pa.int64()),
        "比": [0.5, None, 1.5, 2.0],
        "照": [b"\xff", b"", None, b"x"],
    }
)
SUFFIXES = [
    "csv",
    "tsv",
    "parquet",
    "db",
    "sqlite",
    "sqlite3",
    "xlsx",
    "json",
    "jsonl",
    "arrow",
    "arrows",
]


def put(path: Path, batch: pa.RecordBatch = BATCH, table_name: str | None = None) -> int:
    return write(iter([batch]), batch.schema, str(path), table_name=table_name)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_but_the_file_is_left(suffix: str, tmp_path: Path) -> None:
    assert put(tmp_path / f"t.{suffix}") == 4
    assert [path.name for path in tmp_path.iterdir()] == [f"t.{suffix}"]


def test_csv_is_utf8_with_a_header_and_quoted(tmp_path: Path) -> None:
    put(tmp_path / "t.csv", BATCH.slice(0, 3))
    assert (tmp_path / "t.csv").read_bytes().decode() == (
        '"姓名","数","比","照"\n"张三",1,0.5,"ff"\n"李""四",2,,""\n"a,b\nc",,1.5,\n'
    )


def test_parquet_keeps_types_and_is_compressed(tmp_path: Path) -> None:
    put(tmp_path / "t.parquet")
    assert pq.read_table(tmp_path / "t.parquet") == pa.Table.from_batches([BATCH])
    column = pq.read_metadata(tmp_path / "t.parquet").row_group(0).column(0)
    assert column.compression == "ZSTD"


@pytest.mark.parametrize(
    ("destination", "table_name", "name"),
    [
        pytest.param("{0}/人.db", None, "人", id="by the file"),
        pytest.param("{0}/x.sqlite", "人员", "人员", id="as asked"),
        pytest.param("sqlite:///{0}/x.db#人", None, "人", id="by the fragment"),
        pytest.param("sqlite:///{0}/x", None, "x", id="by the URL's file"),
    ],
)
def test_a_sqlite_table_is_named(
    destination: str, table_name: str | None, name: str, tmp_path: Path
) -> None:
    write(iter([BATCH]), BATCH.schema, destination.format(tmp_path), table_name=table_name)
    (path,) = tmp_path.iterdir()
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
    rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
    connection.close()
    assert found == [
        (name, f'CREATE TABLE "{name}" ("姓名" TEXT, "数" INTEGER, "比" REAL, "照" BLOB)')
    ]
    assert rows == [tuple(row.values()) for row in BATCH.to_pylist()]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_destination_that_exists_is_never_touched(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"t.{suffix}"
    path.write_bytes(b"mine")

    def never() -> Iterator[pa.RecordBatch]:
        raise AssertionError("a batch was asked for")
        yield BATCH

    with pytest.raises(FileExistsError, match="not overwritten"):
        write(never(), BATCH.schema, str(path), table_name=None)
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_destination_that_appears_meanwhile_is_not_touched(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"t.{suffix}"

    def slow() -> Iterator[pa.RecordBatch]:
        yield BATCH
        path.write_bytes(b"theirs")

    with pytest.raises(FileExistsError):
        write(slow(), BATCH.schema, str(path), table_name=None)
    assert path.read_bytes() == b"theirs"
    assert [path.name for path in tmp_path.iterdir()] == [f"t.{suffix}"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_failing_source_leaves_nothing_behind(suffix: str, tmp_path: Path) -> None:
    def failing() -> Iterator[pa.RecordBatch]:
        yield BATCH
        raise SourceError("died midway", source="x")

    with pytest.raises(SourceError, match="died midway"):
        write(failing(), BATCH.schema, str(tmp_path / f"t.{suffix}"), table_name=None)
    assert list(tmp_path.iterdir()) == []


KILLED = """
import sys, pyarrow as pa
from connectors import write
batch = pa.record_batch({"a": ["x" * 100] * 10_000})
def batches():
    for n in range(20):
        yield batch
    print("written", flush=True)
    sys.stdin.read()
write(batches(), batch.schema, sys.argv[1], table_name=None)
"""


@pytest.mark.parametrize("suffix", ["csv", "parquet", "db"])
def test_a_killed_writer_leaves_only_the_hidden_file(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"t.{suffix}"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"written\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert [path.name for path in tmp_path.iterdir()] == [f".t.{suffix}.{child.pid}.partial"]
    assert put(path) == 4


def test_a_leftover_of_the_same_number_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / f".t.csv.{os.getpid()}.partial").write_bytes(b"left")
    assert put(tmp_path / "t.csv") == 4
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    def second() -> Iterator[pa.RecordBatch]:
        with pytest.raises(FileExistsError, match="being written already"):
            put(tmp_path / "t.csv")
        yield BATCH

    assert write(second(), BATCH.schema, str(tmp_path / "t.csv"), table_name=None) == 4


def test_without_hard_links_the_file_gets_its_name_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", refused)
    assert put(tmp_path / "t.parquet") == 4
    assert pq.read_table(tmp_path / "t.parquet").num_rows == 4
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]


@pytest.mark.parametrize("name", ["t", "t.avro", "t.csv.gz"])
def test_another_format_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"expected one of \.csv \.tsv \.parquet"):
        put(tmp_path / name)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        put(tmp_path / "gone" / "t.csv")


@pytest.mark.parametrize("suffix", ["csv", "parquet", "db"])
def test_no_rows_make_a_table_without_rows(suffix: str, tmp_path: Path, take: Callable) -> None:
    write(iter(()), BATCH.schema, str(tmp_path / f"t.{suffix}"), table_name=None)
    found = take(tmp_path / f"t.{suffix}")
    assert found.rows == []
    assert [column.name for column in found.table.columns] == BATCH.schema.names


@pytest.mark.parametrize(
    ("column", "csv", "sqlite"),
    [
        pytest.param(pa.array(["x", None]).dictionary_encode(), "x", "x", id="a dictionary"),
        pytest.param(pa.array([[1, 2], None]), "[1, 2]", "[1, 2]", id="a list"),
        pytest.param(
            pa.array([{"名": "张"}, None]), '{"名": "张"}', '{"名": "张"}', id="a structure"
        ),
        pytest.param(pa.array([0, None], pa.date32()), "1970-01-01", "1970-01-01", id="a date"),
        pytest.param(
            pa.array([2**64 - 1, None], pa.uint64()),
            str(2**64 - 1),
            str(2**64 - 1),
            id="a large number",
        ),
        pytest.param(pa.array([Decimal("1.50"), None]), "1.50", "1.50", id="a decimal"),
        pytest.param(
            pa.array([dt.timedelta(1), None]), "1 day, 0:00:00", "1 day, 0:00:00", id="a duration"
        ),
        pytest.param(pa.array([True, None]), "true", "1", id="a truth"),
        pytest.param(pa.array(["x", None], pa.large_string()), "x", "x", id="a large text"),
        pytest.param(pa.array(["x", None], pa.string_view()), "x", "x", id="a view of a text"),
        pytest.param(pa.array([b"\xff", None], pa.binary(1)), "ff", "ff", id="bytes of one length"),
        pytest.param(pa.array([None, None]), "", None, id="nothing but nulls"),
    ],
)
def test_a_column_of_another_type_is_written(
    column: pa.Array, csv: str, sqlite: str | None, tmp_path: Path, take: Callable
) -> None:
    batch = pa.record_batch({"序号": ["13812345678", "13912345678"], 'x"y': column})
    put(tmp_path / "t.csv", batch)
    put(tmp_path / "t.db", batch)
    put(tmp_path / "t.parquet", batch)
    assert [row['x"y'] for row in take(tmp_path / "t.csv").rows] == [csv, ""]
    assert [row['x"y'] for row in take(tmp_path / "t.db").rows] == [sqlite, None]
    assert pa.Table.from_batches(take(tmp_path / "t.parquet").batches) == pa.Table.from_batches(
        [batch]
    )


def test_columns_that_sqlite_takes_for_one_are_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="two of one name"):
        put(tmp_path / "t.db", pa.record_batch({"a": [1], "A": [2]}))
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_batches_stays_theirs(tmp_path: Path) -> None:
    def failing() -> Iterator[pa.RecordBatch]:
        yield BATCH
        raise PermissionError(13, "theirs")

    with pytest.raises(PermissionError, match="theirs"):
        write(failing(), BATCH.schema, str(tmp_path / "t.csv"), table_name=None)


@pytest.mark.parametrize("kind", ["csv", "tsv", "parquet", "db"])
def test_a_name_that_is_no_utf8_is_written_to(tmp_path: Path, kind: str) -> None:
    path = tmp_path / os.fsdecode(b"\xca\xfd\xbe\xdd." + kind.encode())
    assert put(path) == BATCH.num_rows
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SourceError, match="cannot be written: the disk is full"):
        put(tmp_path / "t.csv")
    assert list(tmp_path.iterdir()) == []


# Few short cells with many control characters are, rightly, not taken for a text.
CONTROLS = "".join(map(chr, [0, *range(4, 9), *range(14, 27)]))
CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=CONTROLS + "\ufdd0"), max_size=30
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=20), suffix=st.sampled_from(["csv", "tsv"]))
def test_any_text_comes_back(
    rows: list[tuple[str, str]],
    suffix: str,
    tmp_path_factory: pytest.TempPathFactory,
    take: Callable,
) -> None:
    path = tmp_path_factory.mktemp("w") / f"t.{suffix}"
    names = ("姓名·备注", "说明·其他")
    known = [("普通", "13812345678")] * (len(rows) + 1)
    batch = pa.record_batch(
        [pa.array(column) for column in zip(*known, *rows, strict=True)], names=names
    )
    put(path, batch)
    found = take(path)
    assert [tuple(row.values()) for row in found.rows] == [*known, *rows]
    assert found.skipped == []
