# Rows of MySQL's protocol as Arrow text. The server's text protocol (MySQL client/server
# protocol, "Text Resultset Row": each cell a length-encoded string, 0xFB for NULL) is taken
# apart with numpy over many rows at once instead of cell by cell, which makes it about six
# times as fast as the driver's own reading; see docs/decisions/0012-mysql-without-connectorx.md.
# Every type comes as text, and values no calendar knows (0000-00-00, 838:59:59) come as they
# stand; geometry and BIT, whose bytes are no text, are turned into it by the server.
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pymysql
from pymysql.constants import CR

from schema.table import Column, Table

from .cells import BINARY_LIMIT, binary_text, cell_limit, plain_text
from .mysql_errors import TIMED_OUT
from .mysql_wire import Wire

__all__ = ["Decoder", "answer", "quoted", "select_list", "word"]

_BINARY = frozenset(
    {"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "vector"}
)  # fmt: skip
_GEOMETRY = frozenset(
    {"geometry", "point", "linestring", "polygon", "multipoint", "multilinestring",
     "multipolygon", "geometrycollection", "geomcollection"}
)  # fmt: skip
_LONG = frozenset({"text", "mediumtext", "longtext", "tinytext", "set", "enum"})
_READ = 1 << 20
_CHUNK = 1 << 20
_NULL, _TWO, _THREE, _END, _ERROR = 0xFB, 0xFC, 0xFD, 0xFE, 0xFF


def quoted(name: str) -> str:
    """A name as an identifier.

    >>> quoted("人`员")
    '`人``员`'
    """
    return "`" + name.replace("`", "``") + "`"


def word(column: Column) -> str:
    """The type's own name, without length, values and attributes.

    >>> word(Column("a", "int(10) unsigned"))
    'int'
    """
    return column.type.partition("(")[0].partition(" ")[0].lower()


def select_list(table: Table) -> str:
    """The columns as text, one character past the limit so that a cut can be told."""
    limit = cell_limit(table.columns) + 1
    as_bytes = set(table.options.get("bytes", "").split("\0"))
    return ", ".join(
        _as_text(column, limit, as_bytes=column.name in as_bytes) for column in table.columns
    )


def answer(stream: Wire, statement: str) -> Iterator[list[pa.Array[Any]]]:
    """The rows of a statement as columns of bytes, about a megabyte at a time.

    Raises pymysql.Error where the server fails, with its number and without its words.
    """
    try:
        stream.query(statement, unbuffered=True)
    except pymysql.OperationalError as error:
        if isinstance(error.__context__, TimeoutError):
            raise pymysql.OperationalError(TIMED_OUT, "") from None
        raise
    result = stream._result  # noqa: SLF001
    width = int(result.field_count)
    waiting, at = bytearray(), 0
    starts: list[int] = []
    while True:
        waiting += _received(stream)
        at, failed = _split(waiting, starts, at)
        if starts and (failed is not None or at >= _CHUNK):
            yield _columns(bytes(memoryview(waiting)[:at]), starts, width)
            del waiting[:at]
            starts, at = [], 0
        if failed is not None:
            result.unbuffered_active = False
            result.connection = None
            if failed:
                raise pymysql.OperationalError(failed, "")
            return


class Decoder:
    """Columns of bytes as batches in the table's schema; `cut` counts shortened cells."""

    def __init__(self, table: Table) -> None:
        self.cut = 0
        self._columns = table.columns
        self._limit = cell_limit(table.columns)
        self._schema = pa.schema([pa.field(column.name, pa.string()) for column in table.columns])

    def batch(self, arrays: Sequence[pa.Array[Any]]) -> pa.RecordBatch:
        """The first columns of an answer; a key may stand behind them."""
        shown = []
        for column, array in zip(self._columns, arrays, strict=False):
            if word(column) in _BINARY:
                text, cut = binary_text(array)
            else:
                text, cut = plain_text(array, self._limit)
            self.cut += cut
            shown.append(text)
        return pa.RecordBatch.from_arrays(shown, schema=self._schema)


def _as_text(column: Column, limit: int, *, as_bytes: bool) -> str:
    name, kind = quoted(column.name), word(column)
    if kind in _BINARY:
        return f"left({name}, {BINARY_LIMIT + 1})"
    if kind in _GEOMETRY:
        return f"left(st_astext({name}), {limit})"
    if kind == "bit":
        return f"({name} + 0)"
    if kind == "json":
        return f"left(cast({name} as char), {limit})"
    if kind in _LONG or (kind in {"char", "varchar"} and _length(column) >= limit):
        name = f"left({name}, {limit})"
    return f"convert({name} using binary)" if as_bytes else name


def _length(column: Column) -> int:
    inside = column.type.partition("(")[2].partition(")")[0]
    return int(inside) if inside.isdecimal() else 0


def _received(stream: Wire) -> bytes:
    try:
        part = bytes(stream._rfile.read1(_READ))  # noqa: SLF001
    except TimeoutError:
        raise pymysql.OperationalError(TIMED_OUT, "") from None
    except OSError:
        part = b""
    if not part:
        raise pymysql.OperationalError(CR.CR_SERVER_LOST, "")
    return part


def _split(buffer: bytearray, starts: list[int], at: int) -> tuple[int, int | None]:
    """Notes where each whole row begins; gives where the next will, and how the answer ended.

    The end is None while more is to come, 0 for a good one, else the server's error number.
    """
    size, add = len(buffer), starts.append
    while at + 4 < size:
        length = buffer[at] | buffer[at + 1] << 8 | buffer[at + 2] << 16
        after = at + 4 + length
        if after > size:
            return at, None
        first = buffer[at + 4]
        # No cell of ours is so long that a row could begin with either byte.
        if first >= _END:
            return at, 0 if first == _END else buffer[at + 5] | buffer[at + 6] << 8
        add(at + 4)
        at = after
    return at, None


def _columns(block: bytes, starts: Sequence[int], width: int) -> list[pa.Array[Any]]:
    """Rows that begin at `starts` as columns of bytes."""
    # Three zeros more, so that the length of the last cell can be looked at unconditionally.
    data = np.frombuffer(block + b"\0\0\0", np.uint8)
    at = np.array(starts, np.int64)
    content = pa.py_buffer(block)
    every_other = np.arange(0, 2 * len(at), 2)
    columns = []
    for _ in range(width):
        first = data[at]
        length, null = first.astype(np.int64), first == _NULL
        head = np.ones_like(length)
        if first.max(initial=0) > _NULL:
            two, three = first == _TWO, first == _THREE
            low = data[at + 1].astype(np.int64) | data[at + 2].astype(np.int64) << 8
            high = data[np.minimum(at + 3, len(data) - 1)].astype(np.int64) << 16
            length = np.where(two, low, np.where(three, low | high, length))
            head = np.where(two, 3, np.where(three, 4, 1))
        length[null] = 0
        # One array whose even cells are this column and whose odd cells are all between them.
        bounds = np.empty(2 * len(at) + 1, np.int32)
        bounds[0:-1:2] = at + head
        at = at + head + length
        bounds[1::2] = at
        bounds[-1] = bounds[-2]
        cells = pa.Array.from_buffers(
            pa.binary(), 2 * len(starts), [None, pa.py_buffer(bounds.data), content]
        ).take(every_other)
        columns.append(pc.if_else(pa.array(~null), cells, None) if null.any() else cells)
    return columns
