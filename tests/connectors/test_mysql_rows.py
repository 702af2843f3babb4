# Rows of MySQL's protocol taken apart: whatever the lengths and wherever the stream is cut.
from __future__ import annotations

import random
from types import SimpleNamespace

import pyarrow as pa
import pymysql
import pytest

from connectors import mysql_rows
from connectors.mysql_rows import Decoder, answer, quoted, select_list, word
from schema import Column, Table

_END = b"\x05\x00\x00\x00\xfe\x00\x00\x02\x00"


def _cell(value: bytes | None) -> bytes:
    if value is None:
        return b"\xfb"
    size = len(value)
    if size < 251:
        return bytes([size]) + value
    if size < 1 << 16:
        return b"\xfc" + size.to_bytes(2, "little") + value
    return b"\xfd" + size.to_bytes(3, "little") + value


def _packet(payload: bytes, number: int = 0) -> bytes:
    return len(payload).to_bytes(3, "little") + bytes([number % 256]) + payload


class _Wire:
    """A connection whose answer is this text, received in these pieces."""

    def __init__(self, content: bytes, sizes: list[int], width: int) -> None:
        self._content = content
        self._sizes = sizes
        self._rfile = self
        self._result = SimpleNamespace(field_count=width, unbuffered_active=True, connection=self)
        self.asked = ""

    def query(self, sql: str, unbuffered: bool = False) -> int:
        assert unbuffered
        self.asked = sql
        return 0

    def read1(self, most: int) -> bytes:
        size = self._sizes.pop(0) if self._sizes else most
        part, self._content = self._content[:size], self._content[size:]
        return part


def _rows(wire: _Wire) -> list[tuple]:
    return [
        row
        for arrays in answer(wire, "select")
        for row in zip(*(array.to_pylist() for array in arrays), strict=True)
    ]


_LENGTHS = [0, 1, 250, 251, 252, 65_535, 65_536, 70_000]


@pytest.mark.parametrize("seed", range(20))
def test_rows_are_the_same_wherever_the_stream_is_cut(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(mysql_rows, "_CHUNK", chance.choice([1, 100, 100_000]))
    width = chance.randint(1, 5)
    expected = [
        tuple(
            chance.choice([None, chance.randbytes(chance.choice(_LENGTHS)), b"\xfe", b"\xff"])
            for _ in range(width)
        )
        for _ in range(chance.choice([0, 1, 40]))
    ]
    content = b"".join(
        _packet(b"".join(map(_cell, row)), number) for number, row in enumerate(expected)
    )
    sizes = [chance.choice([1, 2, 3, 7, 1000, 100_000]) for _ in range(200)]
    wire = _Wire(content + _END, sizes, width)
    assert _rows(wire) == expected
    assert not wire._result.unbuffered_active


def test_an_error_behind_rows_lets_them_come_first() -> None:
    refused = _packet(b"\xff" + (1644).to_bytes(2, "little") + b"#45000SECRET")
    chunks = answer(_Wire(_packet(_cell(b"a")) + refused, [], 1), "select")
    assert [array.to_pylist() for array in next(chunks)] == [[b"a"]]
    with pytest.raises(pymysql.OperationalError) as caught:
        next(chunks)
    assert caught.value.args == (1644, "")


@pytest.mark.parametrize(
    ("content", "fault", "code"),
    [
        pytest.param(_packet(_cell(b"a")), None, 2013, id="an answer without an end"),
        pytest.param(b"", None, 2013, id="no answer"),
        pytest.param(b"", TimeoutError, 2999, id="silence"),
        pytest.param(b"", ConnectionResetError, 2013, id="a broken connection"),
    ],
)
def test_a_stream_that_ends_early_is_a_failure(
    content: bytes, fault: type[OSError] | None, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = _Wire(content, [], 1)
    if fault is not None:

        def fail(_: int) -> bytes:
            raise fault

        monkeypatch.setattr(wire, "read1", fail)
    with pytest.raises(pymysql.OperationalError) as caught:
        _rows(wire)
    assert caught.value.args[0] == code


@pytest.mark.parametrize(
    ("kind", "expression"),
    [
        pytest.param("int(11) unsigned", "`a`", id="a number"),
        pytest.param("varchar(20)", "`a`", id="short text"),
        pytest.param("varchar(70000)", "left(`a`, 65537)", id="long text"),
        pytest.param("longtext", "left(`a`, 65537)", id="text without a length"),
        pytest.param("enum('x(1)','y')", "left(`a`, 65537)", id="an enum"),
        pytest.param("json", "left(cast(`a` as char), 65537)", id="MySQL's json"),
        pytest.param("mediumblob", "left(`a`, 4097)", id="bytes"),
        pytest.param("bit(8)", "(`a` + 0)", id="bits"),
        pytest.param("point", "left(st_astext(`a`), 65537)", id="geometry"),
        pytest.param("something new", "`a`", id="a type nobody knows"),
    ],
)
def test_a_column_is_asked_for_as_text(kind: str, expression: str) -> None:
    assert select_list(Table("s", "t", (Column("a", kind),), "mysql")) == expression


def test_doubtful_text_is_asked_for_as_bytes() -> None:
    columns = (Column("a", "varchar(9)"), Column("b", "text"), Column("c", "text"))
    table = Table("s", "t", columns, "mysql", options={"bytes": "a\0b"})
    assert select_list(table) == (
        "convert(`a` using binary), convert(left(`b`, 65537) using binary), left(`c`, 65537)"
    )


def test_names_and_types_are_told_apart_from_what_stands_around_them() -> None:
    assert quoted("a`; drop") == "`a``; drop`"
    assert [word(Column("a", kind)) for kind in ("INT(3) unsigned", "double precision", "text")] == [
        "int", "double", "text",
    ]  # fmt: skip


def test_batches_have_the_tables_columns_and_leave_the_key_out() -> None:
    columns = (Column("名", "varchar(9)"), Column("b", "blob"))
    decoder = Decoder(Table("s", "t", columns, "mysql"))
    arrays = [pa.array([cell], pa.binary()) for cell in ("张".encode(), b"\xff" * 5000, b"7")]
    batch = decoder.batch(arrays)
    assert batch.schema.names == ["名", "b"]
    assert batch.to_pylist() == [{"名": "张", "b": "\\xff" * 4096}]
    assert decoder.cut == 1
