# Values that look real and belong to nobody in particular, the same for the same value under
# the same key. They cannot be undone, and two values may get one pseudonym; where neither
# may be, `fpe` is the operator.
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .cmac import drawn
from .keyed_hash import normalised
from .made_numbers import made_cards, made_credit_codes, made_residents
from .made_words import made_addresses, made_mobiles, made_names
from .parameters import Keys, Parameters, choice, domain, fault_of, key_of, whole
from .stand_ins import AGREEING, Fits
from .styles import HIDDEN
from .texts import as_text, from_text, text_type

__all__ = ["MAKERS", "replace", "replace_fault", "replace_fitting"]

Texts: TypeAlias = "pa.Array[Any]"
Words: TypeAlias = "npt.NDArray[np.uint64]"
Places: TypeAlias = "npt.NDArray[np.intp]"
# From distinct values that are neither null nor empty, two words drawn for each, and how many
# days a birth may move: the values that stand for them, null where a value is none of the kind.
Maker: TypeAlias = Callable[[Texts, Words, int], Texts]

_TURNS = 4
# So many more of them where a stand-in has to fit: of e^12 values one is left that does not.
_FITTING_TURNS = 12 << AGREEING
_BIRTH_DAYS = 180

MAKERS: Mapping[str, Maker] = {
    "address": lambda texts, words, _: made_addresses(texts, words),
    "card": lambda texts, words, _: made_cards(texts, words),
    "id18": made_residents,
    "mobile": lambda texts, words, _: made_mobiles(texts, words),
    "name": lambda texts, words, _: made_names(texts, words),
    "uscc": lambda texts, words, _: made_credit_codes(texts, words),
}
"""What values can be replaced by, by the name that policies use."""


def replace(array: pa.Array[Any], parameters: Parameters, keys: Keys) -> pa.Array[Any]:
    """Each cell as another of its kind, `kind` one of MAKERS; hidden where it is none of that.

    A citizen's number keeps county and sex and moves its day of birth by up to `birth_days`;
    an address keeps its county, a card its issuer, a company its authority and region.

    >>> given = pa.array(["张三", "李四", "张三", ""])
    >>> shown = replace(given, {"kind": "name", "domain": "name"}, {"name": bytes(32)}).to_pylist()
    >>> shown[0] == shown[2] != "张三", shown[3]
    (True, '')
    """
    return _replaced(array, parameters, keys, None)


def replace_fitting(
    array: pa.Array[Any], parameters: Parameters, keys: Keys, fits: Fits
) -> pa.Array[Any]:
    """As `replace`, by the first that `fits` of those a value could be replaced by."""
    return _replaced(array, parameters, keys, fits)


def _replaced(
    array: pa.Array[Any], parameters: Parameters, keys: Keys, fits: Fits | None
) -> pa.Array[Any]:
    texts = as_text(array)
    encoded = texts.dictionary_encode()
    values = normalised(encoded.dictionary)
    kind = parameters["kind"]
    key = key_of(parameters, keys)
    most = int(parameters.get("birth_days", _BIRTH_DAYS))
    blank: Any = pc.equal(values, pa.scalar("", values.type))
    filled: Texts = pc.filter(values, pc.invert(blank))
    made = MAKERS[kind](filled, drawn(filled, key, f"replace {kind}"), most)
    # By chance a value may stand for itself, which is what nobody may show: another turn.
    turning = _unfit(made, filled, fits)
    for turn in range(1, _TURNS if fits is None else _FITTING_TURNS):
        if not len(turning):
            break
        again = filled.take(pa.array(turning, pa.int64()))
        others = MAKERS[kind](again, drawn(again, key, f"replace {kind} {turn}"), most)
        made = _put(made, turning, others)
        turning = turning[_unfit(others, again, fits)]
    hidden: Any = pa.scalar(HIDDEN, made.type)
    made = pc.if_else(_alike(made, filled), hidden, pc.coalesce(made, hidden))
    whole_column = pc.replace_with_mask(values, pc.invert(blank), made)
    return from_text(whole_column.take(encoded.indices), text_type(array.type))


def _unfit(made: Texts, given: Texts, fits: Fits | None) -> Places:
    """Where another turn is due; a value that is none of the kind has none."""
    unfit: Any = np.array(_alike(made, given))
    if fits is not None and len(made):
        unfit |= ~fits(made) & np.array(pc.is_valid(made))
    places: Places = np.flatnonzero(unfit)
    return places


def replace_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `replace` rule."""
    fault = fault_of(_TAKEN, parameters)
    if not fault and "birth_days" in parameters and parameters["kind"] != "id18":
        return "takes `birth_days` for id18 alone"
    return fault


def _put(column: Texts, places: Places, cells: Texts) -> Texts:
    """The column with these cells at these places, which rise."""
    there = np.zeros(len(column), np.bool_)
    there[places] = True
    whole_column: Texts = pc.replace_with_mask(column, pa.array(there), cells)
    return whole_column


def _alike(one: Texts, other: Texts) -> Any:
    equal: Any = pc.equal(one, other)
    return equal.fill_null(False)


_TAKEN = (
    domain(),
    choice("kind", MAKERS, needed=True),
    whole("birth_days", 1, 3_650, needed=False),
)
