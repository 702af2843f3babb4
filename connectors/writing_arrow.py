# Rows as Arrow writes them between programs: the file format (.arrow, .feather, .ipc), which is
# Feather's second, and the stream (.arrows). Types stay; nothing of the source's metadata comes
# along.
from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

__all__ = ["write_arrow_file", "write_arrow_stream"]


def write_arrow_file(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: str, _table: str
) -> int:
    """The number of rows written as a file that can be read from any batch."""
    # Opened for Arrow: it takes no names but UTF-8.
    with open(path, "wb") as sink, pa.ipc.new_file(sink, schema) as file:  # noqa: PTH123
        return _written(batches, file)


def write_arrow_stream(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: str, _table: str
) -> int:
    """The number of rows written as a stream, to be read from its beginning."""
    with open(path, "wb") as sink, pa.ipc.new_stream(sink, schema) as stream:  # noqa: PTH123
        return _written(batches, stream)


def _written(
    batches: Iterator[pa.RecordBatch], to: pa.RecordBatchFileWriter | pa.RecordBatchStreamWriter
) -> int:
    rows = 0
    for batch in batches:
        to.write_batch(batch)
        rows += batch.num_rows
    return rows
