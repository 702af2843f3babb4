# What databases hand out as cells, made into text columns of bounded size, alike for every
# connector: text is cut at a limit and counted, binary is shown as UTF-8 with bytes that are
# none written \xNN, and text that is no UTF-8 is read as GB18030, which is what old Chinese
# programs wrote into databases declared otherwise.
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc

from schema.table import Column, Skipped

from .encoding import texts

__all__ = [
    "BINARY_LIMIT",
    "CELL_LIMIT",
    "Collected",
    "binary_text",
    "cell_limit",
    "cut_remark",
    "plain_text",
    "written",
]

BINARY_LIMIT = 4_096
CELL_LIMIT = 65_536
# All cells of a row at their limit stay below this many characters.
_ROW_LIMIT = 2_000_000
_BATCH_BYTES = 4_000_000
_BATCH_ROWS = 32_768


def cell_limit(columns: Sequence[Column]) -> int:
    """Characters of one cell that are read: 65,536, fewer in tables of very many columns."""
    return min(CELL_LIMIT, _ROW_LIMIT // max(1, len(columns)))


def plain_text(raw: pa.Array[Any], limit: int) -> tuple[pa.Array[Any], int]:
    """Cells, bytes or strings, as strings of at most `limit` characters, and how many were cut.

    >>> plain_text(pa.array(["abc", None]), 2)[1]
    1
    """
    text = cast("pa.StringArray", raw if pa.types.is_string(raw.type) else texts(raw))
    longest = pc.max(pc.binary_length(text)).as_py() or 0
    if longest <= limit:
        return text, 0
    too_long = pc.filter(text, pc.greater(pc.utf8_length(text), pa.scalar(limit)))
    return pc.utf8_slice_codeunits(text, 0, limit), len(too_long)


def binary_text(raw: pa.Array[Any]) -> tuple[pa.Array[Any], int]:
    r"""Binary cells as text, to their first 4,096 bytes, and how many were cut.

    >>> binary_text(pa.array([b"a\xff"], pa.binary()))[0].to_pylist()
    ['a\\xff']
    """
    cells = raw.to_pylist()
    shown = [
        None if cell is None else cell[:BINARY_LIMIT].decode("utf-8", "backslashreplace")
        for cell in cells
    ]
    cut = sum(1 for cell in cells if cell is not None and len(cell) > BINARY_LIMIT)
    return pa.array(shown, pa.string()), cut


def written(value: object) -> str:
    """A driver's value as a person writes it.

    >>> written(13800000000.0), written(True)
    ('13800000000', 'true')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def cut_remark(where: str, columns: Sequence[Column], cut: int) -> Skipped:
    """What is said of a table in which cells were shortened."""
    return Skipped(
        where,
        f"{cut} cells were read to {cell_limit(columns):,} characters, or {BINARY_LIMIT:,} bytes"
        " of binary, and not to their end",
    )


class Collected:
    """Rows of one table on their way out: small batches in, batches of about 4 MB out.

    `read` counts the rows handed on, `bytes` what came in. `drop` forgets what is not yet
    handed on, so that a statement can be tried again.
    """

    def __init__(self) -> None:
        self.read = 0
        self.bytes = 0
        self._pending: list[pa.RecordBatch] = []
        self._rows = 0
        self._size = 0

    @property
    def seen(self) -> int:
        """Rows collected so far, handed on or not."""
        return self.read + self._rows

    @property
    def mark(self) -> tuple[int, int]:
        """Where we are; `drop` goes back to it while nothing was handed on since."""
        return self.read, len(self._pending)

    def add(self, batch: pa.RecordBatch) -> None:
        """Takes rows."""
        if batch.num_rows:
            self._pending.append(batch)
            self._rows += batch.num_rows
            self._size += batch.nbytes
            self.bytes += batch.nbytes

    def full(self) -> bool:
        """Whether a batch's worth is waiting."""
        return self._size >= _BATCH_BYTES or self._rows >= _BATCH_ROWS

    def drop(self, mark: tuple[int, int]) -> bool:
        """Forgets rows collected since `mark`; False where some were already handed on."""
        if mark[0] != self.read:
            return False
        for batch in self._pending[mark[1] :]:
            self._rows -= batch.num_rows
            self._size -= batch.nbytes
        del self._pending[mark[1] :]
        return True

    def batch(self) -> pa.RecordBatch:
        """What is waiting, as one batch; there must be rows."""
        (whole,) = pa.Table.from_batches(self._pending).combine_chunks().to_batches()
        self.read += self._rows
        self._pending.clear()
        self._rows = self._size = 0
        return whole
