# A column of any Arrow type as the text of its cells. Numbers, dates and truth values are
# read as a person would write them; what has no plain text (bytes, lists, structures) is
# counted and not looked into.
from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .cells import Texts

__all__ = ["Text", "text_of"]

# A column whose first cells repeat like this is read once for each distinct value.
_PROBE_ROWS = 1024
_FEW = 256
_EXACT_INTEGERS = 2.0**53


@dataclass(frozen=True, slots=True)
class Text:
    """The cells of a column that hold something.

    `values` has no nulls. `weights` says how often each value stands in the column, None
    for once. `empty` counts nulls, `opaque` the cells that are there but have no text.
    """

    values: Texts
    weights: npt.NDArray[np.int64] | None
    empty: int
    opaque: int = 0


def text_of(array: Texts) -> Text:
    """The text of a column's cells, each distinct value once where values repeat a lot.

    Whether a column counts as repeating is a matter of speed and never of the answer.
    """
    kind = array.type
    if isinstance(array, pa.ExtensionArray):
        return text_of(array.storage)
    if isinstance(array, pa.RunEndEncodedArray):
        return text_of(_run_ends_decoded(array))
    if isinstance(array, pa.DictionaryArray):
        return _of_dictionary(array, 0)
    if pa.types.is_string_view(kind):
        # Views have few kernels of their own.
        return text_of(array.cast(pa.large_string()))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _of_strings(array)
    return _of_plain(array, array.null_count)


def _of_strings(array: Texts) -> Text:
    empty = array.null_count
    values = array.drop_null() if empty else array
    head = values.slice(0, _PROBE_ROWS)
    if len(values) > _PROBE_ROWS and len(head.unique()) <= _FEW:
        return _of_dictionary(values.dictionary_encode(), empty)
    return Text(values.cast(pa.large_string()), None, empty)


def _run_ends_decoded(array: pa.RunEndEncodedArray[Any, Any]) -> Texts:
    decoded: Texts = pc.call_function("run_end_decode", [array])
    return decoded


def _of_dictionary(array: pa.DictionaryArray[Any, Any], empty: int) -> Text:
    indices = array.indices
    present = indices.drop_null() if indices.null_count else indices
    weights = np.bincount(
        present.to_numpy(zero_copy_only=False), minlength=len(array.dictionary)
    ).astype(np.int64)
    # A dictionary may hold values that no row uses, and a null among its values.
    used = pa.array(weights > 0)
    inner = text_of(array.dictionary.filter(used))
    counts = weights[weights > 0]
    empty += len(indices) - len(present)
    total = int(counts.sum())
    if inner.opaque:
        return Text(_none(), None, empty, total)
    valid = array.dictionary.filter(used).is_valid().to_numpy(zero_copy_only=False)
    kept = counts[valid]
    if inner.weights is not None or len(inner.values) != len(kept):
        # The dictionary itself repeats (possible in sliced or built ones): spell it out.
        spelt = text_of(array.dictionary.take(present))
        return dataclasses.replace(spelt, empty=spelt.empty + empty)
    return Text(inner.values, kept, empty + total - int(kept.sum()))


def _of_plain(array: Texts, empty: int) -> Text:
    values = array.drop_null() if empty else array
    if pa.types.is_floating(array.type):
        numbers = values.cast(pa.float64())
        # A NaN is how data frames write a missing number.
        numbers = numbers.filter(pc.invert(pc.is_nan(numbers)))
        return Text(_of_numbers(numbers), None, len(array) - len(numbers))
    if pa.types.is_null(array.type):
        return Text(_none(), None, len(array))
    if _is_opaque(array.type):
        return Text(_none(), None, empty, len(values))
    try:
        return Text(values.cast(pa.string()).cast(pa.large_string()), None, empty)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        # A type that Arrow cannot write as text: present, but not looked into.
        return Text(_none(), None, empty, len(values))


def _of_numbers(numbers: Texts) -> Texts:
    """Whole numbers without a fraction: spreadsheets keep telephone numbers as floats."""
    raw = numbers.to_numpy(zero_copy_only=False)
    whole = np.isfinite(raw) & (np.abs(raw) < _EXACT_INTEGERS) & (raw == np.floor(raw))
    as_integers = pa.array(np.where(whole, raw, 0).astype(np.int64)).cast(pa.string())
    if whole.all():
        return as_integers.cast(pa.large_string())
    spelt: Texts = pc.if_else(pa.array(whole), as_integers, numbers.cast(pa.string()))
    return spelt.cast(pa.large_string())


def _is_opaque(kind: pa.DataType) -> bool:
    return (
        pa.types.is_nested(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_binary_view(kind)
    )


def _none() -> Texts:
    return pa.array([], type=pa.large_string())
