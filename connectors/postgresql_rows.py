# Rows of PostgreSQL as Arrow text: the select list that turns every type into text on the
# server, and the way from COPY's CSV (manual, COPY: an unquoted empty field is NULL, a quoted
# one the empty string) or from a cursor's cells to record batches of bounded size.
# What a cell holds beyond a limit is cut and counted. Binary columns come as text too: as
# UTF-8, with bytes that are none written \xNN.
from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import cast

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql
from pyarrow import csv as pacsv

from schema.table import Column, Table

__all__ = ["BINARY_LIMIT", "Rows", "cell_limit", "select_list"]

BINARY_LIMIT = 4_096
_CELL_LIMIT = 65_536
# All cells of a row at their limit stay below this many characters.
_ROW_LIMIT = 2_000_000
_BATCH_BYTES = 4_000_000
_BATCH_ROWS = 32_768
# Short whatever they hold, so nothing needs cutting.
_SHORT = re.compile(
    r"smallint|integer|bigint|oid|real|double precision|boolean|date|uuid|inet|cidr|macaddr8?"
    r"|money|interval|name|time(?:stamp)?(?:\(\d\))? with(?:out)? time zone"
)


def cell_limit(columns: Sequence[Column]) -> int:
    """Characters of one cell that are read: 65,536, fewer in tables of very many columns."""
    return min(_CELL_LIMIT, _ROW_LIMIT // max(1, len(columns)))


def select_list(columns: Sequence[Column]) -> sql.Composed:
    """The columns as text, one character past the limit so that a cut can be told."""
    limit = sql.Literal(cell_limit(columns) + 1)
    return sql.SQL(", ").join(_as_text(column, limit) for column in columns)


class Rows:
    """Collects rows of one table and hands them on as batches of at most ~4 MB.

    `read` counts the rows handed on, `cut` the cells that were shortened, `bytes` what came
    over the wire. `drop` forgets what is not yet handed on, so that a statement can be
    tried again.
    """

    def __init__(self, table: Table) -> None:
        self.read = 0
        self.cut = 0
        self.bytes = 0
        self._columns = table.columns
        self._schema = pa.schema([pa.field(column.name, pa.string()) for column in table.columns])
        self._pending: list[bytes] = []
        self._size = 0

    @property
    def mark(self) -> tuple[int, int]:
        """Where we are; `drop` goes back to it while nothing was handed on since."""
        return self.read, len(self._pending)

    @property
    def seen(self) -> int:
        """Rows collected so far, handed on or not."""
        return self.read + len(self._pending)

    def full(self) -> bool:
        """Whether a batch's worth is waiting."""
        return self._size >= _BATCH_BYTES or len(self._pending) >= _BATCH_ROWS

    def bursting(self) -> bool:
        """Whether a batch must be handed on even in the middle of a statement."""
        return self._size >= 2 * _BATCH_BYTES or len(self._pending) >= 2 * _BATCH_ROWS

    def add(self, row: bytes) -> None:
        """Takes one row of COPY's CSV, its line end included."""
        self._pending.append(row)
        self._size += len(row)
        self.bytes += len(row)

    def drop(self, mark: tuple[int, int]) -> bool:
        """Forgets rows collected since `mark`; False where some were already handed on."""
        if mark[0] != self.read:
            return False
        self._size -= sum(map(len, self._pending[mark[1] :]))
        del self._pending[mark[1] :]
        return True

    def batch(self) -> pa.RecordBatch:
        """What is waiting, as one batch in the table's schema."""
        arrays = _parsed(self._pending, len(self._columns))
        self.read += len(self._pending)
        self._pending.clear()
        self._size = 0
        return self._finished(arrays)

    def batch_of(self, cells: Sequence[Sequence[bytes | None]]) -> pa.RecordBatch:
        """Cells of a cursor, column by column, as one batch."""
        self.read += len(cells[0])
        self.bytes += sum(len(cell) for column in cells for cell in column if cell)
        return self._finished([pa.array(column, pa.binary()) for column in cells])

    def _finished(self, arrays: Sequence[pa.BinaryArray]) -> pa.RecordBatch:
        limit = cell_limit(self._columns)
        texts: list[pa.StringArray] = []
        for column, array in zip(self._columns, arrays, strict=True):
            text = _text(array)
            text, cut = _unhexed(text) if column.type == "bytea" else _shortened(text, limit)
            self.cut += cut
            texts.append(text)
        return pa.RecordBatch.from_arrays(texts, schema=self._schema)


def _as_text(column: Column, limit: sql.Literal) -> sql.Composed:
    name = sql.Identifier(column.name)
    if column.type == "bytea":
        return sql.SQL("pg_catalog.encode(pg_catalog.substr({}, 1, {}), 'hex')").format(
            name, sql.Literal(BINARY_LIMIT + 1)
        )
    if _SHORT.fullmatch(column.type):
        return sql.SQL("{}::pg_catalog.text").format(name)
    return sql.SQL("pg_catalog.left({}::pg_catalog.text, {})").format(name, limit)


def _parsed(lines: Sequence[bytes], width: int) -> list[pa.BinaryArray]:
    names = [str(index) for index in range(width)]
    # A line of our own in front, skipped: the reader would take a byte order mark at the
    # beginning of the first cell for one of the file.
    block = b"\n" + b"".join(lines)
    try:
        table = _csv(block, names)
    except pa.ArrowInvalid:
        # The reader's own message quotes the row.
        raise psycopg.DataError("rows do not have the columns that were asked for") from None
    return [_whole(column) for column in table.columns]


def _csv(block: bytes, names: list[str]) -> pa.Table:
    return pacsv.read_csv(
        io.BytesIO(block),
        read_options=pacsv.ReadOptions(
            column_names=names, skip_rows=1, block_size=len(block) + 1, use_threads=False
        ),
        parse_options=pacsv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.binary()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _whole(column: pa.ChunkedArray[pa.BinaryScalar]) -> pa.BinaryArray:
    # Read as one block, so there is one chunk and nothing is copied.
    return cast("pa.BinaryArray", column.combine_chunks())


def _text(array: pa.BinaryArray) -> pa.StringArray:
    """Bytes as text: UTF-8, else GB 18030 for the cells that are none.

    A database declared SQL_ASCII hands on whatever programs wrote, and in China old ones
    wrote GB 18030 (or GBK, its part).
    """
    try:
        return cast("pa.StringArray", array.cast(pa.string()))
    except pa.ArrowInvalid:
        return pa.array([_decoded(cell) for cell in array.to_pylist()], pa.string())


def _decoded(cell: bytes | None) -> str | None:
    if cell is None:
        return None
    try:
        return cell.decode()
    except UnicodeDecodeError as error:
        # Such a database cuts by bytes, which can leave half a character at the end.
        if len(cell) > _ROW_LIMIT // 1_600 and len(cell) - error.start < 4:
            return cell[: error.start].decode()
        return cell.decode("gb18030", "replace")


def _shortened(array: pa.StringArray, limit: int) -> tuple[pa.StringArray, int]:
    longest = pc.max(pc.binary_length(array)).as_py() or 0
    if longest <= limit:
        return array, 0
    too_long = pc.filter(array, pc.greater(pc.utf8_length(array), pa.scalar(limit)))
    return pc.utf8_slice_codeunits(array, 0, limit), len(too_long)


def _unhexed(array: pa.StringArray) -> tuple[pa.StringArray, int]:
    cut = 0
    texts: list[str | None] = []
    for cell in array.to_pylist():
        if cell is None:
            texts.append(None)
            continue
        cut += len(cell) > 2 * BINARY_LIMIT
        texts.append(bytes.fromhex(cell[: 2 * BINARY_LIMIT]).decode("utf-8", "backslashreplace"))
    return pa.array(texts, pa.string()), cut
