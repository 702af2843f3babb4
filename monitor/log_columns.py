# What log readers share: times out of texts, columns cut to what they hold, and a batch of
# `EVENT_SCHEMA` from the columns a format has.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from schema import EVENT_SCHEMA

from .column import Column, as_places, column
from .event import event_id

__all__ = ["epoch_us", "events_from", "parsed_times"]

_STAMP: Final = pa.timestamp("us", tz="UTC")


def events_from(columns: Mapping[str, Column], rows: int, observer: str) -> pa.RecordBatch:
    """A batch of events; rows without a time are left out, as nothing can be said of them.

    `columns` may hold text where the schema wants numbers; what is none becomes null.
    """
    arrays: dict[str, Column] = {}
    for field in EVENT_SCHEMA:
        given = columns.get(field.name)
        arrays[field.name] = pa.nulls(rows, field.type) if given is None else _as(given, field.type)
    arrays["observer.name"] = column([observer] * rows, pa.string())
    arrays["event.kind"] = column(["event"] * rows, pa.string())
    if "event.id" not in columns:
        arrays["event.id"] = _ids(arrays, columns, rows, observer)
    batch = pa.RecordBatch.from_arrays(
        [arrays[name] for name in EVENT_SCHEMA.names],
        schema=pa.schema([field.with_nullable(True) for field in EVENT_SCHEMA]),
    )
    timed = batch.filter(batch.column("@timestamp").is_valid())
    return pa.RecordBatch.from_arrays(timed.columns, schema=EVENT_SCHEMA)


def parsed_times(texts: Column, formats: tuple[str, ...]) -> Column:
    """Times by the first of these formats that fits each text; null where none does."""
    found: Column = pa.nulls(len(texts), _STAMP)
    for each in formats:
        options = pc.StrptimeOptions(each, "us", error_is_null=True)
        parsed: Column = pc.call_function("strptime", [texts], options)
        # A time without a zone is taken as UTC, by which servers are told to log.
        found = pc.call_function("coalesce", [found, parsed.cast(_STAMP)])
        if not found.null_count:
            break
    return found


def epoch_us(seconds: Column) -> Column:
    """Times from seconds since 1970, whole or not; null where there is no number."""
    numbers = _as(seconds, pa.float64())
    micros: Column = pc.call_function("multiply", [numbers, pa.scalar(1_000_000.0)])
    micros = pc.call_function("round", [micros])
    return micros.cast(pa.int64(), safe=False).cast(_STAMP)


def _as(values: Column, kind: pa.DataType) -> Column:
    if values.type == kind:
        return values
    if pa.types.is_string(values.type) and not pa.types.is_string(kind):
        fits = as_places(pc.match_substring_regex(values, r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$"))
        nothing = pa.scalar(None, pa.string())
        values = pc.call_function("if_else", [column(fits), values, nothing])
        if pa.types.is_integer(kind):
            values = values.cast(pa.float64())
    return values.cast(kind, safe=False)


def _ids(
    arrays: Mapping[str, Column], columns: Mapping[str, Column], rows: int, observer: str
) -> Column:
    """Ids by what each row says, and by its order among rows that say the same."""
    if not rows:
        return column([], pa.string())
    told = [arrays["@timestamp"].cast(pa.int64())]
    told += [each for name, each in columns.items() if name != "@timestamp"]
    texts = [
        pc.call_function("coalesce", [each.cast(pa.string()), pa.scalar("")])
        for each in told
        if not isinstance(each, pa.ListArray)
    ]
    joined: Column = pc.call_function("binary_join_element_wise", [*texts, pa.scalar("\0")])
    seen: dict[str, int] = {}
    ids = []
    for each in map(str, joined.to_pylist()):
        count = seen[each] = seen.get(each, -1) + 1
        ids.append(event_id(observer, each, count))
    return column(ids, pa.string())
