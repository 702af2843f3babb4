# Operators of presidio-anonymizer named in a plan. Those that are the same on every call alone:
# hash takes the domain's key as its salt, since a random one would part equal values.
# Each distinct cell is worked once; Presidio is loaded with the first column, not before.
from __future__ import annotations

from typing import Any

import pyarrow as pa

from .parameters import (
    Keys,
    Parameter,
    Parameters,
    choice,
    domain,
    fault_of,
    key_of,
    text,
    whole,
)
from .texts import as_text, from_text, text_type

__all__ = ["borrowed", "borrowed_fault"]

_NAME = choice("name", ("hash", "mask", "redact", "replace"), needed=True)
_TAKEN = {
    "hash": (_NAME, domain(), choice("hash_type", ("sha256", "sha512"))),
    "mask": (
        _NAME,
        whole("chars_to_mask", 1, 10_000),
        choice("from_end", ("true", "false")),
        Parameter("masking_char", "one character", lambda value: len(value) == 1, needed=False),
    ),
    "redact": (_NAME,),
    "replace": (_NAME, text("new_value", needed=True)),
}
_EVERY = (
    _NAME,
    *dict.fromkeys(each.name for taken in _TAKEN.values() for each in taken if each is not _NAME),
)


def borrowed(array: pa.Array[Any], parameters: Parameters, keys: Keys) -> pa.Array[Any]:
    """Each cell as Presidio's operator gives it; nulls and empty cells stay."""
    from presidio_anonymizer.operators import OperatorsFactory, OperatorType  # noqa: PLC0415

    factory: Any = OperatorsFactory
    operator = factory().create_operator_class(parameters["name"], OperatorType.Anonymize)
    given = _given(parameters, keys)
    encoded = as_text(array).dictionary_encode()
    shown = [
        value if not value else operator.operate(text=value, params=given)
        for value in encoded.dictionary.to_pylist()
    ]
    cells = pa.array(shown, encoded.dictionary.type).take(encoded.indices)
    return from_text(cells, text_type(array.type))


def borrowed_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `presidio` rule."""
    taken = _TAKEN.get(parameters.get("name", ""))
    if taken is None:
        names = [_NAME.name, *(name for name in _EVERY if isinstance(name, str))]
        unknown = sorted(set(parameters) - set(names))
        if unknown:
            told = ", ".join(f"`{name}`" for name in names)
            return f"takes {told} and no more, has {unknown}"
        return fault_of((_NAME,), {key: parameters[key] for key in parameters if key == "name"})
    return fault_of(taken, parameters)


def _given(parameters: Parameters, keys: Keys) -> dict[str, object]:
    """The parameters in the types Presidio wants."""
    name = parameters["name"]
    if name == "hash":
        return {
            "hash_type": parameters.get("hash_type", "sha256"),
            "salt": key_of(parameters, keys),
        }
    if name == "mask":
        return {
            "chars_to_mask": int(parameters["chars_to_mask"]),
            "from_end": parameters.get("from_end", "false") == "true",
            "masking_char": parameters.get("masking_char", "*"),
        }
    return {"new_value": parameters["new_value"]} if name == "replace" else {}
