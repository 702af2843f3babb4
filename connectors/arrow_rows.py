# The program that takes Arrow files apart (Arrow columnar format: file, stream, Feather 2), run
# for records_file.py behind guard.py. Flat columns keep their types; where any is nested, all
# become lines of text (nested.py). Messages: "table" with names, types, comments and the
# number of rows, or none; "rows" with a packed batch.
from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO, cast

import pyarrow as pa

from .batch_frame import packed
from .batches import bounded
from .declared_names import of_arrow
from .guard_frame import Fault, Message
from .header import unique_names
from .nested import Nested, events_of

__all__ = ["run"]

_FILE = b"ARROW1"
_FEATHER_1 = b"FEA1"
_COUNT_WHOLE = 64 * 1024 * 1024
_MAX_WAITING = 8_192


def run(file: BinaryIO, act: str) -> Iterator[Message]:
    """What the file holds ("look"), or its rows ("read")."""
    pa.set_cpu_count(1)
    head = file.read(len(_FILE))
    if head.startswith(_FEATHER_1):
        raise Fault("old")
    size = file.seek(0, 2)
    file.seek(0)
    try:
        if act == "read":
            for batch in _batches(file, head):
                yield from _rows(batch)
            return
        schema = _opened(file, head).schema
        file.seek(0)
        counted = size <= _COUNT_WHOLE
        rows = sum(batch.num_rows for batch in _batches(file, head)) if counted else None
    except (pa.ArrowException, OSError, ValueError):
        raise Fault("damaged") from None
    comments = [_comment(each.metadata) for each in schema]
    if _is_nested(schema):
        names = of_arrow(schema)
        # Lines are not rows where rows have lists.
        yield "table", names, ["text"] * len(names), [""] * len(names), None
    else:
        names = list(unique_names(schema.names, len(schema)))
        yield "table", names, [str(each.type) for each in schema], comments, rows


def _opened(file: BinaryIO, head: bytes) -> pa.RecordBatchFileReader | pa.RecordBatchStreamReader:
    # Memory is taken for a batch at a time, as the file has them.
    opened = pa.PythonFile(cast("io.IOBase", file), "r")
    return pa.ipc.open_file(opened) if head == _FILE else pa.ipc.open_stream(opened)


def _batches(file: BinaryIO, head: bytes) -> Iterator[pa.RecordBatch]:
    reader = _opened(file, head)
    if isinstance(reader, pa.RecordBatchFileReader):
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)
    else:
        yield from reader


def _rows(batch: pa.RecordBatch) -> Iterator[Message]:
    batch.validate(full=True)
    if not _is_nested(batch.schema):
        names = list(unique_names(batch.schema.names, batch.num_columns))
        for part in bounded(batch.rename_columns(names)):
            yield "rows", packed(part)
        return
    nested = Nested(of_arrow(batch.schema))
    for part in bounded(batch):
        for row in part.to_pylist(maps_as_pydicts="lossy"):
            nested.feed(events_of(row))
            if nested.lines >= _MAX_WAITING:
                yield "rows", packed(nested.take())
    if nested.lines:
        yield "rows", packed(nested.take())


def _is_nested(schema: pa.Schema) -> bool:
    return any(pa.types.is_nested(each.type) for each in schema)


def _comment(metadata: Mapping[bytes, bytes] | None) -> str:
    for key in (b"comment", b"description"):
        if metadata and key in metadata:
            return metadata[key].decode("utf-8", "replace").strip()
    return ""
