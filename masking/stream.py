# Arrow streams: what is read batch by batch is masked batch by batch, no more than one of them in
# memory. Whatever hands over a stream of Arrow batches, a file of Arrow's own or a query, can
# be put before it, and whatever takes one behind it.
from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from .free_text import Spans
from .kernel import apply, output_schema
from .planning import Plan

__all__ = ["apply_stream"]


def apply_stream(
    batches: pa.RecordBatchReader,
    plan: Plan,
    keys: Mapping[str, bytes],
    *,
    spans: Spans | None = None,
) -> pa.RecordBatchReader:
    """A reader of the batches as `apply` shows each; none is read before it is asked for.

    Raises ValueError or TypeError at once where plan and schema do not fit, and while it is
    read where `apply` does.

    >>> from schema import Level
    >>> from masking import PlannedColumn
    >>> column = PlannedColumn("xm", "", Level.GENERAL_3, "mask", {"style": "name"}, "")
    >>> names = pa.RecordBatchReader.from_batches(
    ...     pa.schema([("xm", pa.string())]), [pa.record_batch({"xm": ["张三丰"]})]
    ... )
    >>> apply_stream(names, Plan("research", (column,)), {}).read_all()["xm"].to_pylist()
    ['张**']
    """
    schema = output_schema(batches.schema, plan)

    def shown() -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield apply(batch, plan, keys, spans=spans)

    return pa.RecordBatchReader.from_batches(schema, shown())
