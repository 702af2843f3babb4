# Numbers made coarser: rounding, cutting off at top and bottom, and bins. Cells of text that
# hold no number are hidden, for what they hold nobody knows.
from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .numbers import kept_type, numbers_of, with_numbers
from .parameters import Keys, Parameter, Parameters, fault_of, number
from .styles import HIDDEN
from .texts import as_text, from_text, text_type

__all__ = [
    "bins",
    "bins_fault",
    "clip",
    "clip_fault",
    "number_text_type",
    "rounded",
    "rounded_fault",
]

_MOST_EDGES = 1_000


def rounded(array: pa.Array[Any], parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    """Each number as the nearest multiple of `step`, halves upwards.

    >>> rounded(pa.array(["149", "1250", "?"]), {"step": "100"}, {}).to_pylist()
    ['100', '1300', '***']
    """
    step = float(parameters["step"])
    numbers = np.floor(numbers_of(array) / step + 0.5) * step
    bounds = _bounds(array.type)
    if bounds:
        # The nearest multiple that the column's type has room for.
        numbers = np.clip(numbers, np.ceil(bounds[0] / step) * step, bounds[1] // step * step)
    return with_numbers(array, numbers)


def clip(array: pa.Array[Any], parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    """Numbers below `bottom` and above `top` as those; all others as they are."""
    numbers = numbers_of(array)
    low = float(parameters.get("bottom", "-inf"))
    high = float(parameters.get("top", "inf"))
    # Cells within the bounds keep how they are written.
    inside = (numbers >= low) & (numbers <= high)
    return _kept(array, inside, with_numbers(array, np.clip(numbers, low, high)))


def bins(array: pa.Array[Any], parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    """Each number as the bin between two `edges` in which it lies, the lower edge included.

    >>> bins(pa.array([7, 18, 80, None]), {"edges": "18,60"}, {}).to_pylist()
    ['<18', '18-<60', '>=60', None]
    """
    edges = [edge.strip() for edge in parameters["edges"].split(",")]
    names = [f"<{edges[0]}"]
    names += [f"{low}-<{high}" for low, high in itertools.pairwise(edges)]
    names += [f">={edges[-1]}", HIDDEN]
    numbers = numbers_of(array)
    places = np.digitize(np.nan_to_num(numbers), [float(edge) for edge in edges])
    places[np.isnan(numbers)] = len(names) - 1
    shown = pa.array(names).take(pa.array(places, pa.int64()))
    texts = as_text(array)
    blank: Any = pc.equal(pc.utf8_trim_whitespace(texts), pa.scalar("", texts.type))
    shown = pc.if_else(blank, pa.scalar(""), shown.cast(pa.string()))
    return from_text(
        pc.if_else(pc.is_valid(texts), shown, pa.scalar(None, shown.type)), text_type(array.type)
    )


def number_text_type(type_: pa.DataType) -> pa.DataType:
    """Text, for numbers and text; TypeError for what is neither."""
    return text_type(kept_type(type_))


def rounded_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `round` rule."""
    return fault_of((number("step", above_zero=True),), parameters)


def clip_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `clip` rule."""
    fault = fault_of((number("bottom", needed=False), number("top", needed=False)), parameters)
    if not fault and not parameters:
        return "needs `bottom` or `top`"
    low, high = parameters.get("bottom"), parameters.get("top")
    if not fault and low is not None and high is not None and Decimal(low) > Decimal(high):
        return "has a `bottom` above its `top`"
    return fault


def bins_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `bins` rule."""
    return fault_of((_EDGES,), parameters)


def _bounds(type_: pa.DataType) -> tuple[float, float] | None:
    held = type_.value_type if isinstance(type_, pa.DictionaryType) else type_
    if not pa.types.is_integer(held):
        return None
    bounds = np.iinfo(str(held))
    return float(bounds.min), float(bounds.max)


def _kept(
    array: pa.Array[Any], inside: np.ndarray[Any, np.dtype[np.bool_]], changed: pa.Array[Any]
) -> pa.Array[Any]:
    if isinstance(array, pa.DictionaryArray):
        plain = pc.if_else(pa.array(inside), as_text(array), as_text(changed))
        return from_text(plain, array.type)
    kept: pa.Array[Any] = pc.if_else(pa.array(inside), array, changed)
    return kept


def _are_edges(value: str) -> bool:
    single = number("edge")
    edges = [edge.strip() for edge in value.split(",")]
    if len(edges) > _MOST_EDGES or not all(single.holds(edge) for edge in edges):
        return False
    numbers = [Decimal(edge) for edge in edges]
    return all(low < high for low, high in itertools.pairwise(numbers))


_EDGES = Parameter("edges", "numbers that rise, with commas between them", _are_edges)
