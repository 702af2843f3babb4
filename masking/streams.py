# Masking a stream of Arrow batches: a reader in, a reader out, never more than a batch in memory.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from .free_text import Spans
from .kernel import apply
from .planning import Plan
from .watermark import Mark

__all__ = ["apply_stream"]


def apply_stream(
    source: Any,
    plan: Plan,
    keys: Mapping[str, bytes],
    *,
    spans: Spans | None = None,
    mark: Mark | None = None,
) -> pa.RecordBatchReader:
    """A reader of what `plan` shows of the batches of `source`: a RecordBatchReader, a table, or
    whatever else hands its rows over as an Arrow stream (a data frame, a query's result).

    Batches are masked when they are read, each as `apply` masks it. What `apply` refuses of
    any batch (another column, a missing key, an operator that needs the whole column) is
    refused here, before a row is read, with the same errors.
    """
    reader = pa.RecordBatchReader.from_stream(source)
    empty = pa.RecordBatch.from_pylist([], schema=reader.schema)
    schema = apply(empty, plan, keys, spans=spans, mark=mark).schema

    def masked() -> Iterator[pa.RecordBatch]:
        for batch in reader:
            yield apply(batch, plan, keys, spans=spans, mark=mark)

    return pa.RecordBatchReader.from_batches(schema, masked())
