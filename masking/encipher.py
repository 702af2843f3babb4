# The operator `fpe`: what policies may ask of format-preserving encryption, and what becomes
# of a cell that cannot have it.
from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .alphabet import ALPHABETS, Alphabet, alphabet_of
from .block_cipher import CIPHERS, subkey
from .ff1 import MIN_DOMAIN, Ff1
from .forms import FORMS
from .fpe import fpe_form, fpe_texts
from .parameters import Keys, Parameter, Parameters, choice, domain, fault_of, key_of
from .styles import HIDDEN
from .texts import as_text, from_text, text_type

__all__ = ["decipher", "encipher", "encipher_fault"]

Marks: TypeAlias = "npt.NDArray[np.bool_]"

_OTHERS = ("refuse", "hide", "null")
_SMALL = ("allow", "permute", "refuse")


def encipher(array: pa.Array[Any], parameters: Parameters, keys: Keys) -> pa.Array[Any]:
    """Each cell as another of its alphabet and length, or of its form; see `encipher_fault`.

    >>> given = pa.array(["13800138000", None])
    >>> rule = {"domain": "phone", "form": "mobile"}
    >>> shown = encipher(given, rule, {"phone": bytes(32)})
    >>> shown[0].as_py()[:3], shown[1].as_py(), decipher(shown, rule, {"phone": bytes(32)}) == given
    ('138', None, True)
    """
    return _worked(array, parameters, keys, reverse=False)


def decipher(array: pa.Array[Any], parameters: Parameters, keys: Keys) -> pa.Array[Any]:
    """What `encipher` was given, as text."""
    return _worked(array, parameters, keys, reverse=True)


def encipher_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of an `fpe` rule."""
    if "form" in parameters and "alphabet" in parameters:
        return "takes `form` or `alphabet`, not both"
    fault = fault_of(_TAKEN, parameters)
    if not fault and "small" in parameters and "form" in parameters:
        return "has no small domains in a form: leave `small` out"
    return fault


def _worked(
    array: pa.Array[Any], parameters: Parameters, keys: Keys, *, reverse: bool
) -> pa.Array[Any]:
    key = key_of(parameters, keys)
    cipher = parameters.get("cipher", "aes")
    form = FORMS.get(parameters.get("form", ""))
    alphabet = alphabet_of(parameters.get("alphabet", "digits"))
    written = parameters.get("form") or parameters.get("alphabet", "digits")
    # Two columns join where domain and form are alike, and tell nothing of each other else.
    ff1 = Ff1(
        cipher,
        subkey(key, "fpe", cipher),
        form.radix if form else alphabet.radix,
        f"{parameters['domain']}\0{written}".encode(),
        small=parameters.get("small", "refuse"),
    )
    texts = as_text(array)
    if form:
        work = form.work
        shown, marks = fpe_form(texts, form.lengths, lambda rows: work(rows, ff1, reverse))
    else:
        shown, marks = fpe_texts(texts, alphabet, ff1, reverse=reverse)
    if marks.any():
        shown = _others(shown, marks, parameters, written, ff1)
    return from_text(shown, text_type(array.type))


def _others(
    shown: pa.Array[Any], marks: Marks, parameters: Parameters, written: str, ff1: Ff1
) -> pa.Array[Any]:
    others = parameters.get("others", "refuse")
    if others == "refuse":
        least = next(length for length in range(2, 22) if ff1.takes(length))
        raise ValueError(
            f"{int(marks.sum())} of {len(marks)} cells cannot be encrypted as {written!r}: they "
            f"hold other characters, fail its check or have a domain under {MIN_DOMAIN} values, "
            f"which NIST SP 800-38G (revision 1, 5.1) rules out (at least {least} characters of "
            f"{ff1.radix}). Say what becomes of them (others: hide or null)"
        )
    if others == "null":
        return shown
    hidden: pa.Array[Any] = pc.if_else(pa.array(marks), pa.scalar(HIDDEN, shown.type), shown)
    return hidden


def _is_alphabet(name: str) -> bool:
    try:
        return isinstance(alphabet_of(name), Alphabet)
    except ValueError:
        return False


_TAKEN = (
    domain(),
    Parameter(
        "alphabet", f"one of {sorted(ALPHABETS)} or chars: and them", _is_alphabet, needed=False
    ),
    choice("form", FORMS),
    choice("cipher", CIPHERS),
    choice("small", _SMALL),
    choice("others", _OTHERS),
)
