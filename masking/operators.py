# What can be done to a column, by the name policies use. A new operator is one callable and
# one line in the table; how strict it is decides between two rules for one column.
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from .keyed_hash import keyed_hash
from .mask import mask
from .styles import STYLES
from .texts import as_text, from_text, text_type

__all__ = ["OPERATORS", "Operator"]

Parameters = Mapping[str, str]
Keys = Mapping[str, bytes]

# A domain becomes part of a key's name; a character that separates such parts is not for it.
_DOMAIN = re.compile(r"[a-z][a-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator: row by row, the type it declares, and how much it takes away.

    `cells` takes a column, the rule's parameters and keys by domain, and gives a column of
    the same length of type `type_of(column's type)`, which raises TypeError for a type it
    cannot serve. `fault` says what is wrong with parameters, "" where nothing is.
    """

    cells: Callable[[pa.Array[Any], Parameters, Keys], pa.Array[Any]]
    type_of: Callable[[pa.DataType], pa.DataType]
    fault: Callable[[Parameters], str]
    strictness: int


def _keep(array: pa.Array[Any], _parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    return array


def _redact(array: pa.Array[Any], _parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    # Empty cells too: which rows had a diagnosis at all is part of what is withheld.
    withheld: pa.Array[Any] = pa.nulls(len(array), array.type)
    return withheld


def _mask(array: pa.Array[Any], parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    return from_text(mask(as_text(array), parameters["style"]), text_type(array.type))


def _keyed_hash(array: pa.Array[Any], parameters: Parameters, keys: Keys) -> pa.Array[Any]:
    domain = parameters["domain"]
    if domain not in keys:
        raise ValueError(f"no key for the domain {domain!r} was given")
    return from_text(keyed_hash(as_text(array), keys[domain]), text_type(array.type))


def _any_type(type_: pa.DataType) -> pa.DataType:
    return type_


def _no_parameters(parameters: Parameters) -> str:
    return f"takes no parameters, has {sorted(parameters)}" if parameters else ""


def _mask_fault(parameters: Parameters) -> str:
    unknown = sorted(set(parameters) - {"style"})
    if unknown:
        return f"takes `style` alone, has {unknown}"
    style = parameters.get("style")
    if style not in STYLES:
        return f"has no style {style!r}; there are {sorted(STYLES)}"
    return ""


def _keyed_hash_fault(parameters: Parameters) -> str:
    unknown = sorted(set(parameters) - {"domain"})
    if unknown:
        return f"takes `domain` alone, has {unknown}"
    if not _DOMAIN.fullmatch(parameters.get("domain", "")):
        return "needs a `domain` of small letters, digits and _ . -"
    return ""


OPERATORS: Mapping[str, Operator] = {
    "keep": Operator(_keep, _any_type, _no_parameters, strictness=0),
    "mask": Operator(_mask, text_type, _mask_fault, strictness=1),
    "keyed_hash": Operator(_keyed_hash, text_type, _keyed_hash_fault, strictness=2),
    "redact": Operator(_redact, _any_type, _no_parameters, strictness=3),
}
