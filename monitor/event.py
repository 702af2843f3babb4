# Events as batches of the one schema, from what sensors and log readers note. Their ids follow
# from what they say, so that the same capture or log read twice gives the same events.
from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pyarrow as pa

from schema import EVENT_SCHEMA

from .noted import Noted, Value

__all__ = ["event_id", "events_of", "with_columns"]

_ID_BYTES: Final = 10
_NS_PER_US: Final = 1_000


def events_of(noted: Sequence[Noted], observer: str) -> pa.RecordBatch:
    """The noted things as a batch of `EVENT_SCHEMA`, in their order, each with an id.

    `observer` is the sensor or log they come from, and part of their ids. Columns that nobody
    filled are null; values under names the schema does not have are a mistake of ours.
    """
    columns: dict[str, list[Value]] = {name: [None] * len(noted) for name in EVENT_SCHEMA.names}
    for place, each in enumerate(noted):
        for name, value in each.values.items():
            columns[name][place] = value
    columns["event.id"] = list(_ids(noted, observer))
    columns["observer.name"] = [observer] * len(noted)
    columns["event.kind"] = ["event"] * len(noted)
    arrays = []
    for field in EVENT_SCHEMA:
        if field.name == "@timestamp":
            micros = pa.array([each.time // _NS_PER_US for each in noted], pa.int64())
            arrays.append(micros.cast(field.type))
        elif all(value is None for value in columns[field.name]):
            arrays.append(pa.nulls(len(noted), field.type))
        else:
            arrays.append(pa.array(columns[field.name], field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=EVENT_SCHEMA)


def with_columns(
    batch: pa.RecordBatch, columns: Mapping[str, pa.Array[pa.Scalar[pa.DataType]]]
) -> pa.RecordBatch:
    """The batch with some columns replaced."""
    arrays = [columns.get(name, batch.column(name)) for name in batch.schema.names]
    return pa.RecordBatch.from_arrays(arrays, schema=batch.schema)


def event_id(*parts: object) -> str:
    """An id that follows from these parts.

    >>> event_id("lo", 1) == event_id("lo", 1) != event_id("lo", 2)
    True
    """
    digest = hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=_ID_BYTES)
    return f"ev-{digest.hexdigest()}"


_SAID: Final = (
    "source.ip", "source.port", "destination.ip", "destination.port", "event.action",
    "db.statement", "url.original", "dns.question.name", "message", "user.name",
)  # fmt: skip


def _ids(noted: Sequence[Noted], observer: str) -> Iterable[str]:
    """Two events that say the same at the same instant are told apart by their order."""
    seen: dict[str, int] = {}
    for each in noted:
        said = [each.values.get(name) for name in _SAID]
        first = event_id(observer, each.time, *said)
        count = seen[first] = seen.get(first, -1) + 1
        yield first if not count else event_id(observer, each.time, *said, count)
