# A table read to its end, as a test of any connector wants it.
from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from schema import Skipped

__all__ = ["rows"]


def rows(stream: Iterator[pa.RecordBatch | Skipped]) -> tuple[list[tuple], list[str]]:
    """Rows in order, and the reasons of what was skipped."""
    batches, skipped = [], []
    for item in stream:
        if isinstance(item, Skipped):
            skipped.append(item.error)
        else:
            assert item.num_rows <= 65_536
            assert item.nbytes <= 10_000_000
            batches.append(item)
    lines = [line for batch in batches for line in zip(*batch.to_pydict().values(), strict=True)]
    return lines, skipped
