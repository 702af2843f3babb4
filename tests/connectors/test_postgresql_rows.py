# From COPY's CSV and a cursor's cells to batches, without a server.
from __future__ import annotations

import psycopg
import pyarrow as pa
import pytest

from connectors.postgresql_rows import Rows, cell_limit, select_list
from schema import Column, Table


def table(*types: str) -> Table:
    columns = tuple(Column(f"c{index}", kind) for index, kind in enumerate(types))
    return Table(source="postgresql://h/db", name="public.t", columns=columns, kind="postgresql")


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        pytest.param(b"a,b\n", ("a", "b"), id="words"),
        pytest.param(b",\n", (None, None), id="nulls"),
        pytest.param(b'"",""\n', ("", ""), id="empty texts"),
        pytest.param(b'"",\n', ("", None), id="an empty text beside a null"),
        pytest.param(b'"a ""b"", c","\r\n"\n', ('a "b", c', "\r\n"), id="quotes and line ends"),
        pytest.param(b"\\N,NULL\n", ("\\N", "NULL"), id="words for null elsewhere are words"),
        pytest.param(" 张 ,\ufeff\n".encode(), (" 张 ", "\ufeff"), id="blanks and marks are kept"),
    ],
)
def test_a_line_of_csv_is_read_to_the_letter(
    line: bytes, cells: tuple[str | None, str | None]
) -> None:
    rows = Rows(table("text", "text"))
    for _ in range(3):
        rows.add(line)
    batch = rows.batch()
    assert batch.to_pylist() == [dict(zip(("c0", "c1"), cells, strict=True))] * 3
    assert rows.read == 3
    assert rows.bytes == 3 * len(line)


def test_a_cursors_cells_come_as_the_same_batch() -> None:
    by_copy, by_cursor = Rows(table("text", "bytea")), Rows(table("text", "bytea"))
    by_copy.add(b"a,6162\n")
    by_copy.add(b'"",\n')
    batch = by_cursor.batch_of([[b"a", b""], [b"6162", None]])
    assert batch.equals(by_copy.batch())
    assert batch.to_pylist() == [{"c0": "a", "c1": "ab"}, {"c0": "", "c1": None}]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param("张三".encode(), "张三", id="UTF-8"),
        pytest.param("张三".encode("gb18030"), "张三", id="GB 18030"),
        pytest.param("某" * 1000 + "\ufffd", None, id="valid UTF-8 of any kind"),
        pytest.param(("人" * 1000).encode()[:-1], "人" * 999, id="UTF-8 cut within a character"),
        pytest.param(b"\xff\xff", "\ufffd\ufffd", id="bytes of no encoding"),
    ],
)
def test_bytes_of_undeclared_encodings_become_text(cell: bytes | str, text: str | None) -> None:
    raw = cell.encode() if isinstance(cell, str) else cell
    expected = text if text is not None else cell
    rows = Rows(table("text"))
    rows.add(raw + b"\n")
    rows.add("正常\n".encode())
    assert rows.batch().column(0).to_pylist() == [expected, "正常"]


def test_cells_are_cut_at_the_limit_and_counted() -> None:
    rows = Rows(table("text", "bytea"))
    limit = cell_limit(rows._columns)
    rows.add(b"x" * limit + b"," + b"61" * 4_096 + b"\n")
    rows.add("某".encode() * (limit + 1) + b"," + b"61" * 4_097 + b"\n")
    batch = rows.batch()
    assert [len(text) for text in batch.column(0).to_pylist()] == [limit, limit]
    assert [len(text) for text in batch.column(1).to_pylist()] == [4_096, 4_096]
    assert rows.cut == 2


@pytest.mark.parametrize(
    ("count", "limit"), [(1, 65_536), (30, 65_536), (100, 20_000), (1_600, 1_250)]
)
def test_tables_of_many_columns_have_shorter_cells(count: int, limit: int) -> None:
    assert cell_limit([Column("c", "text")] * count) == limit


@pytest.mark.parametrize(
    ("kind", "as_text"),
    [
        ("text", """pg_catalog.left("c""0"::pg_catalog.text, 65537)"""),
        ("jsonb", """pg_catalog.left("c""0"::pg_catalog.text, 65537)"""),
        ("integer", """"c""0"::pg_catalog.text"""),
        ("timestamp(3) with time zone", """"c""0"::pg_catalog.text"""),
        ("timestamp[]", """pg_catalog.left("c""0"::pg_catalog.text, 65537)"""),
        ("bytea", """pg_catalog.encode(pg_catalog.substr("c""0", 1, 4097), 'hex')"""),
        ("bytea[]", """pg_catalog.left("c""0"::pg_catalog.text, 65537)"""),
    ],
)
def test_each_type_is_asked_for_as_text(kind: str, as_text: str) -> None:
    assert select_list([Column('c"0', kind)]).as_string() == as_text


def test_rows_are_dropped_back_to_a_mark_until_they_were_handed_on() -> None:
    rows = Rows(table("text"))
    rows.add(b"kept\n")
    mark = rows.mark
    rows.add(b"dropped\n")
    assert rows.seen == 2
    assert rows.drop(mark)
    assert rows.seen == 1
    rows.add(b"after\n")
    assert rows.batch().column(0).to_pylist() == ["kept", "after"]
    assert not rows.drop(mark)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        pytest.param(b"x" * 100_000 + b"\n", 40, id="by bytes"),
        pytest.param(b"x\n", 32_768, id="by rows"),
    ],
)
def test_a_batch_is_full(line: bytes, count: int) -> None:
    rows = Rows(table("text"))
    for _ in range(count - 1):
        rows.add(line)
    assert not rows.full()
    rows.add(line)
    assert rows.full()
    assert not rows.bursting()
    for _ in range(count):
        rows.add(line)
    assert rows.bursting()
    assert rows.batch().num_rows == 2 * count
    assert not rows.full()


def test_rows_of_another_shape_are_refused_without_their_text() -> None:
    rows = Rows(table("text", "text"))
    rows.add(b"one,two,SECRET-MARKER\n")
    with pytest.raises(psycopg.DataError, match="columns that were asked for") as caught:
        rows.batch()
    assert "SECRET" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_batch_has_the_tables_columns_even_with_names_alike() -> None:
    columns = (Column("名", "text"), Column("名 ", "text"))
    rows = Rows(Table(source="s", name="t", columns=columns, kind="postgresql"))
    rows.add(b"a,b\n")
    assert rows.batch().schema == pa.schema([("名", pa.string()), ("名 ", pa.string())])
