# Arrow batches of bounded size, and a uniform sample of a stream of them. The sample gives
# every row a random key and keeps the rows with the smallest (Efraimidis and Spirakis 2006,
# with equal weights), so it depends on the seed and the rows, not on how they were cut.
from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

__all__ = ["MAX_BYTES", "MAX_ROWS", "Reservoir", "bounded", "joined"]

MAX_ROWS = 65_536
MAX_BYTES = 8 * 1024 * 1024


def bounded(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The same rows in slices of at most MAX_ROWS rows and about MAX_BYTES.

    >>> [part.num_rows for part in bounded(pa.record_batch({"a": range(100_000)}))]
    [65536, 34464]
    """
    rows = batch.num_rows
    if rows == 0:
        return
    step = min(MAX_ROWS, max(1, int(rows * MAX_BYTES / max(batch.nbytes, 1))))
    for start in range(0, rows, step):
        yield batch.slice(start, step)


def joined(batches: Sequence[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows of many small batches in few, each bounded."""
    if batches:
        for batch in pa.Table.from_batches(batches).combine_chunks().to_batches():
            yield from bounded(batch)


class Reservoir:
    """A uniform sample of at most `rows` rows of a stream; memory stays near that many."""

    def __init__(self, rows: int, seed: int) -> None:
        self._wanted = rows
        self._random = np.random.default_rng(seed)
        self._keys = np.empty(0)
        self._kept: pa.Table | None = None
        self.seen = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Offer the stream's next rows; all batches must share one schema."""
        self.seen += batch.num_rows
        keys = self._random.random(batch.num_rows)
        limit = self._keys.max() if len(self._keys) >= self._wanted > 0 else np.inf
        chosen = np.flatnonzero(keys < limit)
        if not len(chosen) or not self._wanted:
            return
        # take copies, so that a kept row does not hold its whole batch in memory
        fresh = pa.Table.from_batches([batch.take(chosen)])
        self._keys = np.concatenate([self._keys, keys[chosen]])
        self._kept = fresh if self._kept is None else pa.concat_tables([self._kept, fresh])
        if len(self._keys) > self._wanted:
            smallest = np.sort(np.argpartition(self._keys, self._wanted)[: self._wanted])
            self._keys = self._keys[smallest]
            self._kept = self._kept.take(smallest)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows kept so far, in the order they came."""
        if self._kept is None:
            return
        for batch in self._kept.combine_chunks().to_batches():
            yield from bounded(batch)
