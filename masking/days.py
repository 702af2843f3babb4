# Dates: cut to a month, quarter, year or decade, or moved by some days, the same number for
# all dates of one person, so that the time between two of them stays. Works on dates, on
# timestamps and on dates in text, which keep how they are written.
from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .cmac import drawn
from .parameters import Keys, Parameters, choice, domain, fault_of, key_of, text, whole
from .styles import HIDDEN
from .texts import as_text, from_text, text_type

__all__ = ["date_precision", "date_precision_fault", "date_shift", "date_shift_fault", "dated_type"]

Days: TypeAlias = "npt.NDArray[np.int64]"

_PRECISIONS = ("month", "quarter", "year", "decade")
# Year, separator, month, separator, day, and what follows: a time, an offset.
_WRITTEN = (
    r"^\s*(?P<y>\d{4})(?P<a>[-/.年]?)(?P<m>\d{1,2})(?P<b>[-/.月]?)(?P<d>\d{1,2})(?P<c>日?)"
    r"(?P<t>(?:[T ]\d{1,2}:.*|\d{6})?)\s*$"
)


def date_precision(array: pa.Array[Any], parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    """Each date as the first day of its month, quarter, year or decade, times left out.

    >>> date_precision(pa.array(["1987-08-19", "去年"]), {"to": "quarter"}, {}).to_pylist()
    ['1987-07-01', '***']
    """
    unit = parameters["to"]
    held: Any = _plain(array)
    if pa.types.is_temporal(held.type):
        # The day is that of the column's own time zone.
        kind: Any = held.type
        zone = kind.tz if pa.types.is_timestamp(kind) else None
        local = pc.local_timestamp(held) if zone else held
        days = _floored(local.cast(pa.date32(), safe=False).to_numpy(zero_copy_only=False), unit)
        column = pa.array(days, pa.date32(), mask=np.isnat(days))
        if zone:
            stamps = column.cast(pa.timestamp(kind.unit))
            placed: pa.Array[Any] = pc.assume_timezone(  # type: ignore[call-overload]  # a zone is text
                stamps, zone, ambiguous="earliest", nonexistent="latest"
            )
            return placed
        return column.cast(array.type)
    return _rewritten(array, lambda days: _first(days, unit), with_time=False)


def date_shift(
    array: pa.Array[Any], beside: pa.Array[Any], parameters: Parameters, keys: Keys
) -> pa.Array[Any]:
    """Each date some days earlier or later, between one and `days`, never none; how many
    follows from the cell beside it. Where that is null or empty, the date is null.
    """
    most = int(parameters["days"])
    people: Any = as_text(beside)
    words = drawn(people, key_of(parameters, keys), "date shift")
    sizes = (words[:, 0] % np.uint64(most)).astype(np.int64) + 1
    shifts = np.where(words[:, 1] & np.uint64(1), sizes, -sizes)
    known: Any = pc.not_equal(pc.fill_null(people, ""), pa.scalar("", people.type))
    held: Any = _plain(array)
    moved: pa.Array[Any]
    if pa.types.is_timestamp(held.type):
        unit = held.type.unit
        each = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit] * 86_400
        moved = pc.add(held.cast(pa.int64()), pa.array(shifts * each)).cast(held.type)
        return _nulled(moved, known)
    if pa.types.is_date(held.type):
        days = held.cast(pa.date32()).cast(pa.int32()).cast(pa.int64())
        moved = pc.add(days, pa.array(shifts)).cast(pa.int32()).cast(pa.date32()).cast(held.type)
        return _nulled(moved, known)
    shown = _rewritten(array, lambda days: days + shifts, with_time=True)
    return _nulled(shown, known)


def dated_type(type_: pa.DataType) -> pa.DataType:
    """The same type for dates, timestamps and text; TypeError for others."""
    if pa.types.is_date(type_) or pa.types.is_timestamp(type_):
        return type_
    if text_type(type_) != type_:
        raise TypeError(f"{type_} holds no dates")
    return type_


def date_precision_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `date_precision` rule."""
    return fault_of((choice("to", _PRECISIONS, needed=True),), parameters)


def date_shift_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `date_shift` rule."""
    return fault_of((domain(), text("by", needed=True), whole("days", 1, 3_650)), parameters)


def _plain(array: pa.Array[Any]) -> pa.Array[Any]:
    return array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array


def _nulled(shown: pa.Array[Any], known: pa.Array[Any]) -> pa.Array[Any]:
    if isinstance(shown, pa.DictionaryArray):
        return from_text(_nulled(as_text(shown), known), shown.type)
    nulled: pa.Array[Any] = pc.if_else(known, shown, pa.scalar(None, shown.type))
    return nulled


def _floored(dates: npt.NDArray[Any], unit: str) -> npt.NDArray[Any]:
    months = dates.astype("datetime64[M]").astype(np.int64)
    each = {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
    # Months count from 1970, which begins a year, a quarter and a decade.
    first = np.where(months == np.iinfo(np.int64).min, months, months // each * each)
    return first.astype("datetime64[M]").astype("datetime64[D]")


def _first(days: Days, unit: str) -> Days:
    return _floored(days.astype("datetime64[D]"), unit).astype(np.int64)


def _rewritten(array: pa.Array[Any], change: Any, *, with_time: bool) -> pa.Array[Any]:
    """Dates in text, changed and written as they were; HIDDEN where there is none."""
    texts = as_text(array)
    parts = pc.extract_regex(texts, _WRITTEN)
    fields: dict[str, Any] = {name: pc.struct_field(parts, name) for name in "yambdct"}
    numbers = [
        pc.fill_null(fields[name].cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
        for name in "ymd"
    ]
    days, wrong = _counted(*numbers)
    # Without anything between them, digits are a month and a day only in pairs.
    widths: Any = [pc.utf8_length(fields[name]) for name in "md"]
    joined: Any = pc.equal(fields["a"], pa.scalar("", texts.type))
    run: Any = pc.and_(joined, pc.less(pc.add(*widths), pa.scalar(4, pa.int32())))
    wrong |= pc.fill_null(run, True).to_numpy(zero_copy_only=False)
    years, months, dates = _dated(change(days))
    wrong |= (years < 1) | (years > 9999)
    # Eight digits, or months and days of two, unless one of them stood alone.
    short: Any = pc.less(pc.min_element_wise(*widths), pa.scalar(2, pa.int32()))
    wide = [
        pc.if_else(short, plain, pc.utf8_lpad(plain, 2, "0")).cast(texts.type)
        for plain in (pa.array(number).cast(pa.string()) for number in (months, dates))
    ]
    year = pc.utf8_lpad(pa.array(years).cast(pa.string()), 4, "0").cast(texts.type)
    time = fields["t"] if with_time else pa.scalar("", texts.type)
    shown = pc.binary_join_element_wise(
        year,
        fields["a"],
        wide[0],
        fields["b"],
        wide[1],
        fields["c"],
        time,
        pa.scalar("", texts.type),
    )
    # A null part is a cell that was no date.
    shown = pc.if_else(pa.array(wrong), pa.scalar(None, texts.type), shown)
    shown = pc.coalesce(shown, pa.scalar(HIDDEN, texts.type))
    empty: Any = pc.equal(pc.utf8_trim_whitespace(texts), pa.scalar("", texts.type))
    return from_text(pc.if_else(pc.fill_null(empty, True), texts, shown), text_type(array.type))


def _counted(years: Days, months: Days, days: Days) -> tuple[Days, npt.NDArray[np.bool_]]:
    """Days since 1970, and where the calendar has no such day."""
    wrong = (years < 1) | (months < 1) | (months > 12) | (days < 1)
    at = np.where(wrong, 0, (years - 1970) * 12 + months - 1)
    starts = at.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    ends = (at + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    wrong |= days > ends - starts
    return np.where(wrong, 0, starts + days - 1), wrong


def _dated(days: Days) -> tuple[Days, Days, Days]:
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    at = months.astype(np.int64)
    return at // 12 + 1970, at % 12 + 1, days - months.astype("datetime64[D]").astype(np.int64) + 1
