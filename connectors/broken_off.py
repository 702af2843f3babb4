# The end of a reading that failed on its way: what came before it is still handed on.
from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pyarrow as pa

from schema.error import SourceError
from schema.table import Skipped

__all__ = ["broken_off"]


class Collecting(Protocol):
    """Rows on their way out: `read` were handed on, of all that were `seen`."""

    read: int

    @property
    def seen(self) -> int:
        """Rows collected so far, handed on or not."""

    def batch(self) -> pa.RecordBatch:
        """What is waiting."""


def broken_off(
    rows: Collecting, problem: str, where: str, *, lines: bool = False
) -> Iterator[pa.RecordBatch | Skipped]:
    """What was read before the problem, then a Skipped that tells after how many it came.

    `lines` where a document may be several of them.
    Raises SourceError where nothing had come yet.
    """
    if not rows.seen:
        raise SourceError(problem, source=where) from None
    if rows.seen > rows.read:
        yield rows.batch()
    came = rows.read
    yield Skipped(
        where, f"{problem}, after {came} lines" if lines else f"{problem}, after {came} rows"
    )
