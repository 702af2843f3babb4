# Files of typed records, Arrow and Avro, as tables. Guarded programs (arrow_rows.py,
# avro_rows.py) take them apart: lengths and offsets in them are a stranger's.
from __future__ import annotations

import os
from collections.abc import Iterator

import pyarrow as pa

from schema import Access, Column, Sample, Skipped, SourceError, Table

from .batch_frame import unpacked
from .batches import Reservoir, bounded
from .guard import guarded
from .guard_frame import Message
from .local import mark, plain_reason
from .pace import pace

__all__ = ["check", "discover", "read"]

_AVRO = b"Obj\x01"
_FAULTS = {"old": "is in Feather's first format: write it again in the present one"}


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The one table of a file, columns and comments as it declares them."""
    found = mark(location)
    program = _program(location)
    for _, names, types, comments, rows in _messages(program, location, access, "look"):
        if not names:
            raise SourceError("declares no column", source=location)
        yield Table(
            source=location,
            name=os.path.basename(location),  # noqa: PTH119
            columns=tuple(map(Column, names, types, comments)),
            kind="records",
            rows=rows,
            rows_exact=rows is not None,
            size_bytes=found.size_bytes,
            fingerprint=found.fingerprint,
            options={"program": program},
        )


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """The rows; what a damaged file gives before the damage, then where that is."""
    pace(access)(mark(table.source).size_bytes)
    names = [column.name for column in table.columns]
    chosen = None if sample.rows is None else Reservoir(sample.rows, sample.seed)
    fault = ""
    rows = 0
    try:
        for message in _messages(table.options["program"], table.source, access, "read"):
            batch = _selected(unpacked(message[1], source=table.source), names, table.source)
            rows += batch.num_rows
            if chosen is None:
                yield from bounded(batch)
            else:
                chosen.add(batch)
    except SourceError as error:
        if not rows:
            raise
        fault = f"{error.problem}, after {rows} rows"
    if chosen is not None:
        yield from chosen.batches()
    if fault:
        yield Skipped(table.source, fault)


def check(location: str, access: Access) -> None:
    """Nothing for a file whose schema can be read; SourceError otherwise."""
    for _table in discover(location, access):
        return


def _selected(batch: pa.RecordBatch, names: list[str], source: str) -> pa.RecordBatch:
    if not set(names) <= set(batch.schema.names):
        raise SourceError("was changed while it was read: scan it again", source=source)
    return batch.select(names)


def _program(path: str) -> str:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return "avro" if file.read(len(_AVRO)) == _AVRO else "arrow"
    except OSError as error:
        raise SourceError(plain_reason(error), source=path) from None


def _messages(program: str, path: str, access: Access, act: str) -> Iterator[Message]:
    return guarded(program, path, act, source=path, limits=access.limits, faults=_FAULTS)
