# Text made coarser: groups of values, regions by the prefix of their code (GB/T 2260 and the
# nine and twelve digits below it), beginnings and ends, and one value for all.
from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .parameters import Keys, Parameter, Parameters, choice, fault_of, text, whole
from .styles import HIDDEN
from .texts import as_text, from_text, text_type

__all__ = ["constant", "constant_fault", "groups", "groups_fault", "region", "region_fault", "region_type", "truncate", "truncate_fault"]  # fmt: skip

_RANKS = {"province": 2, "prefecture": 4, "county": 6}
_REGION = r"^(?:[1-8]\d{5}|[1-8]\d{8}|[1-8]\d{11})$"


def groups(array: pa.Array[Any], parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    """Each value as the group it belongs to, others as `other`.

    A hierarchy is one such rule a rank, the groups of the rank wanted.

    >>> rule = {"groups": "流感|肺炎=呼吸系统; 高血压=循环系统", "other": "其他"}
    >>> groups(pa.array(["肺炎", "骨折"]), rule, {}).to_pylist()
    ['呼吸系统', '其他']
    """
    table = _table(parameters["groups"])
    texts = as_text(array)
    trimmed = pc.utf8_trim_whitespace(texts)
    found = pc.index_in(trimmed, pa.array(list(table), texts.type))
    named = pa.array(list(table.values()), texts.type).take(found)
    other = pa.scalar(parameters.get("other", HIDDEN), texts.type)
    return _where_filled(array, texts, pc.coalesce(named, other))


def region(array: pa.Array[Any], parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    """Each region's code as that of the province, prefecture or county it lies in, zeros for
    the rest; what is no such code is hidden, or null in a column of numbers.
    """
    digits = _RANKS[parameters["rank"]]
    texts: Any = pc.utf8_trim_whitespace(as_text(array))
    fits: Any = pc.match_substring_regex(texts, _REGION)
    front = pc.utf8_slice_codeunits(texts, 0, digits)
    zeros: Any = pc.binary_repeat(
        "0", pc.max_element_wise(pc.subtract(pc.utf8_length(texts), digits), 0)
    )
    shown = pc.binary_join_element_wise(front, zeros.cast(texts.type), pa.scalar("", texts.type))
    if pa.types.is_integer(array.type):
        numbers: pa.Array[Any] = pc.if_else(fits, shown, pa.scalar(None, texts.type))
        return numbers.cast(array.type)
    return _where_filled(array, texts, pc.if_else(fits, shown, pa.scalar(HIDDEN, texts.type)))


def truncate(array: pa.Array[Any], parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    """The first (or `end`: last) `length` characters; a cell that has no more is hidden."""
    length = int(parameters["length"])
    texts: Any = as_text(array)
    if parameters.get("end", "first") == "last":
        cut = pc.utf8_slice_codeunits(texts, -length, None)
    else:
        cut = pc.utf8_slice_codeunits(texts, 0, length)
    longer = pc.greater(pc.utf8_length(texts), pa.scalar(length, pa.int32()))
    if pc.all(longer).as_py():
        return from_text(cut, text_type(array.type))
    return _where_filled(array, texts, pc.if_else(longer, cut, pa.scalar(HIDDEN, texts.type)))


def constant(array: pa.Array[Any], parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    """`value` in each cell that is not null, in the column's own type.

    Raises ValueError where the type has no such value.
    """
    held = array.type.value_type if isinstance(array.type, pa.DictionaryType) else array.type
    try:
        value = pa.scalar(parameters["value"]).cast(held)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise ValueError(
            f"{parameters['value']!r} is no value of a column of {array.type}"
        ) from None
    same = pa.repeat(value, len(array))
    if isinstance(array.type, pa.DictionaryType):
        same = pc.if_else(pc.is_valid(array), same, pa.scalar(None, held)).dictionary_encode()
        return pa.DictionaryArray.from_arrays(
            same.indices.cast(array.type.index_type), same.dictionary, ordered=array.type.ordered
        )
    shown: pa.Array[Any] = pc.if_else(pc.is_valid(array), same, pa.scalar(None, held))
    return shown


def region_type(type_: pa.DataType) -> pa.DataType:
    """The same type for text and integers; TypeError for others."""
    if pa.types.is_integer(type_):
        return type_
    if text_type(type_) != type_:
        raise TypeError(f"{type_} holds no codes of regions")
    return type_


def groups_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `groups` rule."""
    return fault_of((_GROUPS, text("other")), parameters)


def region_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `region` rule."""
    return fault_of((choice("rank", _RANKS, needed=True),), parameters)


def truncate_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `truncate` rule."""
    return fault_of((whole("length", 1, 1_000), choice("end", ("first", "last"))), parameters)


def constant_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `constant` rule."""
    return fault_of((text("value", needed=True),), parameters)


def _where_filled(
    array: pa.Array[Any], texts: pa.Array[Any], shown: pa.Array[Any]
) -> pa.Array[Any]:
    """`shown`, but for cells that are null or empty, which stay."""
    empty: Any = pc.equal(texts, pa.scalar("", texts.type))
    column = pc.if_else(pc.fill_null(empty, True), texts, shown)
    return from_text(column, text_type(array.type))


def _table(written: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for group in written.split(";"):
        values, _, name = group.partition("=")
        for value in values.split("|"):
            table[value.strip()] = name.strip()
    return table


def _are_groups(value: str) -> bool:
    return all(
        values.strip() and name.strip()
        for values, _, name in (group.partition("=") for group in value.split(";"))
    )


_GROUPS = Parameter("groups", "value|value=group; value=group", _are_groups)
