# Columns of any type as text and back. Masked output of a number or a date cannot stay a
# number or a date: it becomes text, and that is declared, not discovered on the way.
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["as_text", "by_value", "from_text", "text_type", "typed"]

_EXACT_BELOW = float(2**53)


def text_type(type_: pa.DataType) -> pa.DataType:
    """The type a column of `type_` has once its cells are text.

    Text stays what it is, dictionary-encoded text too; all else becomes string. Raises
    TypeError for nested types, whose cells are not one value.

    >>> text_type(pa.int64()), text_type(pa.large_string())
    (DataType(string), DataType(large_string))
    """
    if pa.types.is_nested(type_):
        raise TypeError(f"{type_} holds more than one value in a cell")
    if isinstance(type_, pa.DictionaryType):
        return type_ if _is_text(type_.value_type) else text_type(type_.value_type)
    return type_ if _is_text(type_) else pa.string()


def as_text(array: pa.Array[Any]) -> pa.Array[Any]:
    """The cells as string or large_string; bytes that are not UTF-8 as hexadecimal digits."""
    if isinstance(array, pa.DictionaryArray):
        array = array.dictionary_decode()
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    type_ = array.type
    if pa.types.is_string(type_) or pa.types.is_large_string(type_):
        return array
    if _is_bytes(type_):
        cells = [None if cell is None else _decoded(cell) for cell in array.to_pylist()]
        return pa.array(cells, pa.large_string())
    if pa.types.is_floating(type_):
        return _number_text(array.cast(pa.float64()))
    if pa.types.is_duration(type_):
        array = array.cast(pa.int64())
    return array.cast(pa.large_string() if pa.types.is_string_view(type_) else pa.string())


def from_text(texts: pa.Array[Any], type_: pa.DataType) -> pa.Array[Any]:
    """Text cells in the type that `text_type` declared."""
    if isinstance(type_, pa.DictionaryType):
        encoded = texts.cast(type_.value_type).dictionary_encode()
        return pa.DictionaryArray.from_arrays(
            encoded.indices.cast(type_.index_type), encoded.dictionary, ordered=type_.ordered
        )
    return pc.cast(texts, type_)


def by_value(
    array: pa.Array[Any], changed: Callable[[pa.Array[Any]], pa.Array[Any]]
) -> pa.Array[Any]:
    """The cells as text, changed, in the type of `text_type`; of a dictionary-encoded column each
    value that is used is changed once.

    >>> column = pa.array(["a", "b", "a"]).dictionary_encode()
    >>> by_value(column, pc.utf8_upper).to_pylist()
    ['A', 'B', 'A']
    """
    type_ = text_type(array.type)
    if not isinstance(array, pa.DictionaryArray):
        return from_text(changed(as_text(array)), type_)
    indices: Any = array.indices
    used = indices.unique().drop_null()
    # The last place is for cells that are null.
    places = np.full(len(array.dictionary) + 1, len(used), np.int64)
    places[np.asarray(used)] = np.arange(len(used))
    own = np.asarray(indices.cast(pa.int64()).fill_null(len(array.dictionary)))
    values = as_text(array.dictionary.take(used))
    shown = changed(pa.concat_arrays([values, pa.nulls(1, values.type)]))
    if not isinstance(type_, pa.DictionaryType):
        return from_text(shown.take(pa.array(places[own])), type_)
    encoded: Any = from_text(shown, type_)
    return pa.DictionaryArray.from_arrays(
        encoded.indices.take(pa.array(places[own])), encoded.dictionary, ordered=type_.ordered
    )


def typed(texts: pa.Array[Any], type_: pa.DataType) -> pa.Array[Any]:
    """Cells that `as_text` made text, in the type they had; ValueError where they are not such.

    >>> typed(pa.array(["2020-02-29", None]), pa.date32()).to_pylist()
    [datetime.date(2020, 2, 29), None]
    """
    plain = as_text(texts)
    if isinstance(type_, pa.DictionaryType):
        encoded = typed(plain, type_.value_type).dictionary_encode()
        return pa.DictionaryArray.from_arrays(
            encoded.indices.cast(type_.index_type), encoded.dictionary, ordered=type_.ordered
        )
    try:
        if pa.types.is_duration(type_):
            return plain.cast(pa.int64()).cast(type_)
        if pa.types.is_time(type_):
            # Arrow reads times of day only behind a day.
            stamps: Any = pc.binary_join_element_wise(
                pa.scalar("1970-01-01", plain.type), plain, pa.scalar(" ", plain.type)
            )
            times: pa.Array[Any] = stamps.cast(pa.timestamp(type_.unit)).cast(type_)
            return times
        return plain.cast(type_)
    except pa.ArrowInvalid:
        raise ValueError(f"cells are not written as {type_}") from None


def _is_text(type_: pa.DataType) -> bool:
    return (
        pa.types.is_string(type_)
        or pa.types.is_large_string(type_)
        or pa.types.is_string_view(type_)
    )


def _is_bytes(type_: pa.DataType) -> bool:
    return (
        pa.types.is_binary(type_)
        or pa.types.is_large_binary(type_)
        or pa.types.is_binary_view(type_)
        or pa.types.is_fixed_size_binary(type_)
    )


def _number_text(array: pa.Array[Any]) -> pa.Array[Any]:
    """Whole numbers as whole numbers: a telephone column with gaps often arrives as floats."""
    exact = pc.less(pc.abs(array), pa.scalar(_EXACT_BELOW))
    and_whole: Any = pc.and_(exact, pc.equal(array, pc.floor(array)))
    whole: pa.BooleanArray = and_whole.fill_null(False)
    integers = pc.if_else(whole, array, pa.scalar(None, pa.float64())).cast(pa.int64())
    texts: pa.Array[Any] = pc.if_else(whole, integers.cast(pa.string()), array.cast(pa.string()))
    return texts


def _decoded(cell: bytes) -> str:
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return cell.hex()
