# What can be done to a column, by the name policies use. A new operator is one callable and
# one line in the table; how strict it is decides between two rules for one column.
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyarrow as pa

from . import borrow, coarsen, days, encipher, encrypt, free_text, generalise, noise, replace
from .keyed_hash import HASHES, hashed_each, keyed_hash
from .mask import mask
from .mask_each import masked_each
from .numbers import kept_type
from .parameters import Keys, Parameters, choice, domain, fault_of, key_of
from .stand_ins import Fits
from .styles import STYLES
from .texts import by_value, text_type

__all__ = ["OPERATORS", "Operator"]

Cells: TypeAlias = "Callable[[pa.Array[Any], Parameters, Keys], pa.Array[Any]]"
Beside: TypeAlias = "Callable[[pa.Array[Any], pa.Array[Any], Parameters, Keys], pa.Array[Any]]"
Ending: TypeAlias = "Callable[[bytes], bytes] | None"
Each: TypeAlias = "Callable[[Parameters, Keys, Ending], Callable[[Sequence[str]], list[Any]]]"
Fitting: TypeAlias = "Callable[[pa.Array[Any], Parameters, Keys, Fits], pa.Array[Any]]"
Within: TypeAlias = "Callable[[pa.Array[Any], free_text.Spans], pa.Array[Any]]"


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator: row by row, the type it declares, and how much it takes away.

    `cells` takes a column, the rule's parameters and keys by domain, and gives a column of
    the same length of type `type_of(column's type)`, which raises TypeError for a type it
    cannot serve. `fault` says what is wrong with parameters, "" where nothing is.

    `restored` undoes `cells`, as text, for who has the key. `beside` is used in the place of
    `cells` where a rule names a column in `by`, and takes that column second; `within` is used
    instead by operators that mask inside texts, and takes what finds the spans second. An operator
    that is `whole` is not row by row: it needs the column in one piece. `empties` is said of
    one that may leave a cell null that was not. `fitting` is used in the place of `cells` where
    a mark is to be carried: it takes, last, what tells which stand-ins fit. `each` makes a function of a few
    texts that gives what `cells` gives, for records that come by the dozen; pseudonyms in it end
    as its last argument says, if one is given.
    """

    cells: Cells
    type_of: Callable[[pa.DataType], pa.DataType]
    fault: Callable[[Parameters], str]
    strictness: int
    restored: Cells | None = None
    beside: Beside | None = None
    within: Within | None = None
    whole: bool = False
    empties: bool = False
    each: Each | None = None
    fitting: Fitting | None = None


def _keep(array: pa.Array[Any], _parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    return array


def _redact(array: pa.Array[Any], _parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    # Empty cells too: which rows had a diagnosis at all is part of what is withheld.
    withheld: pa.Array[Any] = pa.nulls(len(array), array.type)
    return withheld


def _mask(array: pa.Array[Any], parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    return by_value(array, lambda texts: mask(texts, parameters["style"]))


def _keyed_hash(array: pa.Array[Any], parameters: Parameters, keys: Keys) -> pa.Array[Any]:
    key = key_of(parameters, keys)
    name = parameters.get("hash", "sha256")
    return by_value(array, lambda texts: keyed_hash(texts, key, name))


def _keep_each(
    _parameters: Parameters, _keys: Keys, _ending: Ending
) -> Callable[[Sequence[str]], list[Any]]:
    return list


def _redact_each(
    _parameters: Parameters, _keys: Keys, _ending: Ending
) -> Callable[[Sequence[str]], list[Any]]:
    return lambda texts: [None] * len(texts)


def _mask_each(
    parameters: Parameters, _keys: Keys, _ending: Ending
) -> Callable[[Sequence[str]], list[Any]]:
    return masked_each(parameters["style"])


def _keyed_hash_each(
    parameters: Parameters, keys: Keys, ending: Ending
) -> Callable[[Sequence[str]], list[Any]]:
    return hashed_each(key_of(parameters, keys), parameters.get("hash", "sha256"), ending)


def _needs_a_column(_array: pa.Array[Any], _parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    raise ValueError("needs the column named in `by` beside it")


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
    return fault_of((domain(), choice("hash", HASHES)), parameters)


# In order of strictness: what tells less of a value, or tells it to fewer, comes later.
OPERATORS: Mapping[str, Operator] = {
    "keep": Operator(_keep, _any_type, _no_parameters, strictness=0, each=_keep_each),
    "presidio": Operator(borrow.borrowed, text_type, borrow.borrowed_fault, strictness=1),
    "free_text": Operator(
        free_text.needs_spans, text_type, _no_parameters, strictness=2, within=free_text.free_text
    ),
    "clip": Operator(coarsen.clip, kept_type, coarsen.clip_fault, strictness=3),
    "round": Operator(coarsen.rounded, kept_type, coarsen.rounded_fault, strictness=4),
    "noise": Operator(
        noise.noise, kept_type, noise.noise_fault, strictness=5, beside=noise.noise_beside
    ),
    "date_shift": Operator(
        _needs_a_column,
        days.dated_type,
        days.date_shift_fault,
        strictness=6,
        beside=days.date_shift,
        empties=True,
    ),
    "date_precision": Operator(
        days.date_precision, days.dated_type, days.date_precision_fault, strictness=7
    ),
    "bins": Operator(coarsen.bins, coarsen.number_text_type, coarsen.bins_fault, strictness=8),
    "region": Operator(
        generalise.region,
        generalise.region_type,
        generalise.region_fault,
        strictness=9,
        empties=True,
    ),
    "groups": Operator(generalise.groups, text_type, generalise.groups_fault, strictness=10),
    "truncate": Operator(generalise.truncate, text_type, generalise.truncate_fault, strictness=11),
    "mask": Operator(_mask, text_type, _mask_fault, strictness=12, each=_mask_each),
    "shuffle": Operator(noise.shuffle, _any_type, noise.shuffle_fault, strictness=13, whole=True),
    "replace": Operator(
        replace.replace,
        text_type,
        replace.replace_fault,
        strictness=14,
        fitting=replace.replace_fitting,
    ),
    "fpe": Operator(
        encipher.encipher,
        encrypt.exact_type,
        encipher.encipher_fault,
        strictness=15,
        restored=encipher.decipher,
        empties=True,
    ),
    "tokenise": Operator(
        encrypt.tokenise,
        encrypt.exact_type,
        encrypt.tokenise_fault,
        strictness=16,
        restored=encrypt.detokenise,
    ),
    "encrypt": Operator(
        encrypt.encrypt,
        encrypt.exact_type,
        encrypt.encrypt_fault,
        strictness=17,
        restored=encrypt.decrypt,
        beside=encrypt.encrypt_beside,
    ),
    "keyed_hash": Operator(
        _keyed_hash, text_type, _keyed_hash_fault, strictness=18, each=_keyed_hash_each
    ),
    "constant": Operator(generalise.constant, _any_type, generalise.constant_fault, strictness=19),
    "redact": Operator(
        _redact, _any_type, _no_parameters, strictness=20, empties=True, each=_redact_each
    ),
}
