# Cells as numbers and numbers as cells, of columns of numbers and of text alike: most tables
# that are handed on are text, and an amount in them must come out as an amount.
from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .styles import HIDDEN
from .texts import as_text, from_text

__all__ = ["Floats", "is_number", "kept_type", "numbers_of", "with_numbers"]

Floats: TypeAlias = "npt.NDArray[np.float64]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"

_WRITTEN = r"^\s*[-+]?\d{1,15}(?:\.\d{1,9})?\s*$"
_PLACES = r"\.(?P<rest>\d+)\s*$"


def is_number(type_: pa.DataType) -> bool:
    """Whether cells of this type are numbers that can be counted with."""
    return pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_)


def kept_type(type_: pa.DataType) -> pa.DataType:
    """The same type for numbers and text; TypeError for what is neither."""
    held = type_.value_type if isinstance(type_, pa.DictionaryType) else type_
    text = pa.types.is_string(held) or pa.types.is_large_string(held)
    if not (text or is_number(held) or pa.types.is_string_view(held)):
        raise TypeError(f"{type_} holds no numbers")
    return type_


def numbers_of(array: pa.Array[Any]) -> Floats:
    """Each cell as a number, NaN where it is null or not written as one."""
    held = array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array
    if not is_number(held.type):
        texts = as_text(held)
        fits: Any = pc.match_substring_regex(texts, _WRITTEN)
        held = pc.if_else(fits, pc.utf8_trim_whitespace(texts), pa.scalar(None, texts.type))
        held = pc.replace_substring_regex(held, r"^\+", "")
    return held.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)


def with_numbers(array: pa.Array[Any], numbers: Floats) -> pa.Array[Any]:
    """The column with these numbers in its cells, in its own type.

    Nulls stay; text gets as many decimal places as each cell had, and cells that were no
    number are hidden. Whole numbers that would leave their type stop at its bounds.
    """
    held = array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array
    type_ = held.type
    nulls = pc.is_null(held).to_numpy(zero_copy_only=False)
    if pa.types.is_floating(type_):
        return pa.array(numbers, mask=nulls).cast(type_, safe=False)
    if pa.types.is_integer(type_):
        bounds = np.iinfo(str(type_))
        # Just below the bound, where a float is no longer every integer.
        high = np.nextafter(float(bounds.max) + 1, 0)
        whole = np.clip(np.floor(np.where(nulls, 0, numbers) + 0.5), float(bounds.min), high)
        return pa.array(whole.astype(type_.to_pandas_dtype()), mask=nulls)
    texts = as_text(held)
    if not pa.types.is_decimal(type_):
        return from_text(_written(texts, numbers, nulls), array.type)
    most = 10.0 ** (type_.precision - type_.scale) - 10.0**-type_.scale
    return _written(texts, np.clip(numbers, -most, most), nulls).cast(type_)


def _written(texts: pa.Array[Any], numbers: Floats, nulls: Marks) -> pa.Array[Any]:
    rest = pc.struct_field(pc.extract_regex(texts, _PLACES), "rest")
    places = pc.fill_null(pc.utf8_length(rest), 0).to_numpy(zero_copy_only=False)
    shown = np.full(len(texts), HIDDEN, object)
    known = ~np.isnan(numbers) & ~nulls
    for count in np.unique(places[known]).tolist():
        which = np.flatnonzero(known & (places == count))
        shown[which] = _decimal(numbers[which], int(count)).to_pylist()
    shown[nulls] = None
    blank: Any = pc.equal(pc.utf8_trim_whitespace(texts), pa.scalar("", texts.type))
    column = pa.array(shown, texts.type)
    filled: pa.Array[Any] = pc.if_else(blank, texts, column)
    return filled


def _decimal(numbers: Floats, places: int) -> pa.Array[Any]:
    """Numbers as text with so many decimal places."""
    scaled = np.floor(numbers * 10.0**places + 0.5).astype(np.int64)
    if not places:
        return pa.array(scaled).cast(pa.string())
    size = np.abs(scaled)
    signs = pa.array(np.where(scaled < 0, "-", ""))
    front = pa.array(size // 10**places).cast(pa.string())
    back = pc.utf8_lpad(pa.array(size % 10**places).cast(pa.string()), places, "0")
    joined: pa.Array[Any] = pc.binary_join_element_wise(
        pc.binary_join_element_wise(signs, front, ""), back, "."
    )
    return joined
