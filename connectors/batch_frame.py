# A batch on its way out of a guarded program: Arrow's stream format there, and checked here
# to the last offset before anything looks into it, since who wrote it may not be trusted.
from __future__ import annotations

import pyarrow as pa

from schema import SourceError

__all__ = ["packed", "unpacked"]


def packed(batch: pa.RecordBatch) -> bytes:
    """The batch as bytes.

    >>> unpacked(packed(pa.record_batch({"a": ["x"]})), source="t").to_pylist()
    [{'a': 'x'}]
    """
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return sink.getvalue().to_pybytes()


def unpacked(raw: bytes, *, source: str) -> pa.RecordBatch:
    """The batch again. Raises SourceError for `source` where these are no bytes of one."""
    try:
        with pa.ipc.open_stream(raw) as stream:
            batch = stream.read_next_batch()
        batch.validate(full=True)
    except (pa.ArrowException, OSError, StopIteration, TypeError):
        raise SourceError("is damaged or cut off", source=source) from None
    return batch
