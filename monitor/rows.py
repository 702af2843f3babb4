# Rows of an answer as they come in: kept by columns as far as their number and size are bounded,
# counted all. What protocols of databases share.
from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from .noted import Body, Way

__all__ = ["MOST_KEPT", "MOST_ROWS", "Rows"]

MOST_ROWS: Final = 50_000
MOST_KEPT: Final = 32 << 20
_MOST_COLUMNS: Final = 2_000


class Rows:
    """Rows under these names; those without a name get one of ours."""

    def __init__(self, names: Sequence[str] = (), most_rows: int = MOST_ROWS) -> None:
        self.names = tuple(names)[:_MOST_COLUMNS]
        self.count = 0
        self._most_rows = most_rows
        self._kept = 0
        self._columns: list[list[str | None]] = [[] for _ in self.names]

    @property
    def full(self) -> bool:
        """Whether further rows are counted and not kept."""
        return self.count >= self._most_rows or self._kept > MOST_KEPT

    def skip(self, count: int = 1) -> None:
        """Counts rows that are not kept."""
        self.count += count

    def add(self, cells: Sequence[str | None], size: int) -> None:
        """A row of this size in octets. One that is shorter than others ends in nulls."""
        keep = not self.full
        self.count += 1
        if not keep:
            return
        self._kept += size
        if not self._columns:
            self._columns = [[] for _ in cells[:_MOST_COLUMNS]]
        for place, column in enumerate(self._columns):
            column.append(cells[place] if place < len(cells) else None)

    def body(self, way: Way = "back") -> Body | None:
        """The rows as content that passed, None where there are none."""
        if not self.count or not self._columns or not self._columns[0]:
            return None
        names = _distinct(self.names, len(self._columns))
        batch = pa.RecordBatch.from_arrays(
            [pa.array(each, pa.string()) for each in self._columns], names=list(names)
        )
        return Body(way, rows=batch, rows_sent=self.count)


def _distinct(names: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Names of columns, ours where there is none or one stands twice."""
    whole = (*names, *(f"c{place + 1}" for place in range(len(names), count)))[:count]
    return tuple(
        name if name and whole.index(name) == place else f"c{place + 1}"
        for place, name in enumerate(whole)
    )
