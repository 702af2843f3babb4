# What log readers share: times out of texts, columns cut to what they hold, and a batch of
# `EVENT_SCHEMA` from the columns a format has.
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schema import EVENT_SCHEMA

from .column import Column, as_places, by_values, column, same
from .log_reading import About, Lines, Reading

__all__ = [
    "epoch_us",
    "events_from",
    "events_of_records",
    "events_of_rows",
    "fractional_times",
    "parsed_times",
]

_TIME_NAME: Final = "@timestamp"
_STAMP: Final = pa.timestamp("us", tz="UTC")
_TIME: Final = re.compile(
    r"^(?P<day>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d:\d\d)(?:[.,](?P<part>\d{1,9}))?"
    r" ?(?P<zone>Z|z|UTC|[+-]\d\d(?::?\d\d)?)?$"
)
_NUMBER: Final = re.compile(r"^\d{1,14}(\.\d{1,9})?$")
# A larger number counts thousandths.
_MOST_SECONDS: Final = 100_000_000_000


def events_from(
    columns: Mapping[str, Column], lines: Lines, about: About, unread: Lines | None = None
) -> Reading:
    """The events of these columns, whose rows begin in these lines.

    `columns` may hold text where the schema wants numbers; what is none becomes null. Of rows
    without a time nothing can be said: their lines are among the `unread`.
    """
    rows = len(lines)
    arrays: dict[str, Column] = {}
    # Most columns say nothing, and share what says so.
    nothing = {kind: pa.nulls(rows, kind) for kind in {field.type for field in EVENT_SCHEMA}}
    for field in EVENT_SCHEMA:
        given = columns.get(field.name)
        arrays[field.name] = nothing[field.type] if given is None else _as(given, field.type)
    arrays["observer.name"] = same(about.observer, rows)
    arrays["event.kind"] = same("event", rows)
    batch = pa.RecordBatch.from_arrays(
        [arrays[name] for name in EVENT_SCHEMA.names],
        schema=pa.schema([field.with_nullable(True) for field in EVENT_SCHEMA]),
    )
    timed = as_places(batch.column("@timestamp").is_valid())
    lost = lines[~timed]
    if unread is not None:
        lost = np.unique(np.concatenate([lost, unread]))
    batch = batch if timed.all() else batch.filter(pa.array(timed))
    return Reading(
        pa.RecordBatch.from_arrays(batch.columns, schema=EVENT_SCHEMA), lines[timed], lost
    )


def events_of_rows(
    rows: Sequence[Mapping[str, object]],
    lines: Lines,
    about: About,
    unread: Lines | None = None,
    times: Column | None = None,
) -> Reading:
    """The events of rows that say their columns by name, times as text or as seconds since 1970.

    `times` are for rows that tell none.
    """
    columns: dict[str, Column] = {}
    for name in dict.fromkeys(name for row in rows for name in row):
        kind = EVENT_SCHEMA.field(name).type
        values = [row.get(name) for row in rows]
        if name == _TIME_NAME:
            columns[name] = fractional_times(values, about.zone)
        elif pa.types.is_list(kind):
            columns[name] = column(values, kind)
        elif pa.types.is_integer(kind):
            plain = all(each is None or not isinstance(each, str) for each in values)
            columns[name] = column(values if plain else list(map(_text, values)))
        else:
            columns[name] = column([_text(each) or None for each in values], pa.string())
    if times is not None:
        own = columns.get(_TIME_NAME, pa.nulls(len(rows), _STAMP))
        columns[_TIME_NAME] = pc.call_function("coalesce", [own, times])
    return events_from(columns, lines, about, unread)


def events_of_records(
    lines: Sequence[str],
    record: Callable[[str, About], Mapping[str, object] | None],
    about: About,
    times: Column | None = None,
) -> Reading:
    """An event for each line that `record` reads; `times` are for those that tell none."""
    rows, places, unread = [], [], []
    for place, line in enumerate(lines):
        found = record(line, about)
        if found is not None:
            rows.append(found)
            places.append(place)
        elif line.strip():
            unread.append(place)
    held = None if times is None else times.take(column(places, pa.int64()))
    return events_of_rows(rows, np.array(places, np.int64), about, np.array(unread, np.int64), held)


def fractional_times(texts: Iterable[object], zone: str = "+0000") -> Column:
    """Times as text with or without fractions and zone, or seconds since 1970, as numbers.

    Date and time stand apart by a blank or a T; a comma may stand before a fraction.
    """
    whole: list[str | None] = []
    micros, seconds = [], []
    for each in texts:
        found = _TIME.match(each) if isinstance(each, str) else None
        number = float(each) if isinstance(each, int | float) else None
        if isinstance(each, str) and found is None and _NUMBER.match(each):
            number = float(each)
        seconds.append(number / 1_000 if number is not None and number > _MOST_SECONDS else number)
        if found is None:
            whole.append(None)
            micros.append(0)
            continue
        offset = found["zone"] or zone
        offset = "+0000" if offset in ("Z", "z", "UTC") else offset.replace(":", "")
        offset = offset if len(offset) == 5 else f"{offset}00"
        whole.append(f"{found['day']} {found['time']}{offset}")
        micros.append(int((found["part"] or "0").ljust(6, "0")[:6]))
    parsed = parsed_times(column(whole, pa.string()), ("%Y-%m-%d %H:%M:%S%z",))
    stamps = parsed.cast(pa.int64()).to_pylist()
    numbers = epoch_us(column(seconds, pa.float64())).cast(pa.int64()).to_pylist()
    best = [
        number if one is None else one + more
        for number, one, more in zip(numbers, stamps, micros, strict=True)
    ]
    return column(best, pa.int64()).cast(_STAMP)


def parsed_times(texts: Column, formats: tuple[str, ...]) -> Column:
    """Times by the first of these formats that fits each text; null where none does."""
    return by_values(texts, lambda different: _parsed(different, formats))


def _parsed(texts: Column, formats: tuple[str, ...]) -> Column:
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


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _as(values: Column, kind: pa.DataType) -> Column:
    if values.type == kind:
        return values
    if pa.types.is_string(values.type):
        return by_values(values, lambda different: _cast(different, kind))
    return _cast(values, kind)


def _cast(values: Column, kind: pa.DataType) -> Column:
    if pa.types.is_string(values.type) and not pa.types.is_string(kind):
        fits = as_places(pc.match_substring_regex(values, r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$"))
        nothing = pa.scalar(None, pa.string())
        values = pc.call_function("if_else", [column(fits), values, nothing])
        if pa.types.is_integer(kind):
            values = values.cast(pa.float64())
    return values.cast(kind, safe=False)
