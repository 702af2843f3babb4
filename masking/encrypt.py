# Encryption of whole cells into text, undone exactly by the key: GCM (NIST SP 800-38D; with SM4
# as in RFC 8998), SIV (RFC 5297), and tokens, which are SIV in letters that a column that folds
# case keeps apart. All are deterministic, so that a copy made anew or in parts is the same copy.
from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from .block_cipher import CIPHERS, subkey
from .parameters import Keys, Parameter, Parameters, choice, domain, fault_of, key_of, text
from .printable import BASE32, BASE64, from_printable, printable
from .row_groups import Group, assembled, groups
from .siv import Siv
from .texts import as_text, from_text, text_type

__all__ = ["decrypt", "detokenise", "encrypt", "encrypt_beside", "encrypt_fault", "exact_type", "tokenise", "tokenise_fault"]  # fmt: skip

Texts: TypeAlias = "pa.Array[Any]"
Rows: TypeAlias = "npt.NDArray[np.uint8]"
Seal: TypeAlias = Callable[[Rows], Rows]
Open: TypeAlias = "Callable[[Rows], tuple[Rows, npt.NDArray[np.bool_]]]"

_MODES = ("aes-gcm", "aes-siv", "sm4-gcm", "sm4-siv")
_NONCE = 12
_TAG = 16


def encrypt(array: Texts, parameters: Parameters, keys: Keys) -> Texts:
    """Each cell as base64url text of vector or nonce, ciphertext and tag; equal cells alike.

    >>> rule = {"domain": "note", "mode": "aes-siv"}
    >>> shown = encrypt(pa.array(["复诊", None, ""]), rule, {"note": bytes(32)})
    >>> decrypt(shown, rule, {"note": bytes(32)}).to_pylist()
    ['复诊', None, '']
    """
    mode = parameters["mode"]
    if mode.endswith("-siv"):
        return _sealed(array, _siv(parameters, keys, "siv").sealed, BASE64)
    sealing = _Gcm(mode.removesuffix("-gcm"), key_of(parameters, keys), parameters["domain"])
    texts = as_text(array)
    encoded = texts.dictionary_encode()
    shown = assembled(encoded.dictionary, _by_row(encoded.dictionary, sealing.sealed))
    return from_text(shown.take(encoded.indices), text_type(array.type))


def encrypt_beside(array: Texts, beside: Texts, parameters: Parameters, keys: Keys) -> Texts:
    """As `encrypt` in GCM, the nonce drawn from the cell and the cell of another column, so that
    equal cells are alike only beside equal ones.
    """
    sealing = _Gcm(
        parameters["mode"].removesuffix("-gcm"), key_of(parameters, keys), parameters["domain"]
    )
    others = [b"" if other is None else other.encode() for other in as_text(beside).to_pylist()]
    made = []
    texts = as_text(array)
    for which, rows in groups(texts):
        sealed = [
            sealing.sealed(row.tobytes(), others[place])
            for place, row in zip(which.tolist(), rows, strict=True)
        ]
        made.append((which, printable(_stacked(sealed), BASE64)))
    return from_text(assembled(texts, made), text_type(array.type))


def decrypt(array: Texts, parameters: Parameters, keys: Keys) -> Texts:
    """What `encrypt` was given, as text; ValueError where a cell was not made so."""
    mode = parameters["mode"]
    if mode.endswith("-siv"):
        return _opened(array, _siv(parameters, keys, "siv").opened, BASE64, b"")
    opening = _Gcm(mode.removesuffix("-gcm"), key_of(parameters, keys), parameters["domain"])
    return _opened(array, opening.opened_rows, BASE64, b"")


def encrypt_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of an `encrypt` rule."""
    fault = fault_of(_ENCRYPT_TAKEN, parameters)
    if not fault and "by" in parameters and parameters["mode"].endswith("-siv"):
        return "takes `by` in gcm modes alone: siv shows which cells are equal"
    return fault


def tokenise(array: Texts, parameters: Parameters, keys: Keys) -> Texts:
    """Each cell as a token of small letters and digits, after `prefix`; equal cells alike."""
    prefix = np.frombuffer(parameters.get("prefix", "").encode(), np.uint8)
    return _sealed(array, _siv(parameters, keys, "token").sealed, BASE32, prefix)


def detokenise(array: Texts, parameters: Parameters, keys: Keys) -> Texts:
    """What `tokenise` was given, as text; ValueError where a cell is no token of it."""
    prefix = parameters.get("prefix", "").encode()
    return _opened(array, _siv(parameters, keys, "token").opened, BASE32, prefix)


def tokenise_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `tokenise` rule."""
    return fault_of(_TOKENISE_TAKEN, parameters)


def exact_type(type_: pa.DataType) -> pa.DataType:
    """As `text_type`; TypeError for bytes too, whose text would not lead back to them."""
    if (
        pa.types.is_binary(type_)
        or pa.types.is_large_binary(type_)
        or (pa.types.is_fixed_size_binary(type_) or pa.types.is_binary_view(type_))
    ):
        raise TypeError(f"{type_} holds bytes, not text")
    return text_type(type_)


class _Gcm:
    """GCM whose nonce is an HMAC of the value: another value, another nonce."""

    def __init__(self, cipher: str, key: bytes, context: str) -> None:
        self._algorithm = CIPHERS[cipher](subkey(key, "gcm", cipher))
        self._nonces = subkey(key, "gcm nonce", "aes")
        self._context = context.encode()

    def sealed(self, value: bytes, beside: bytes = b"") -> bytes:
        head = len(self._context).to_bytes(8, "big") + len(value).to_bytes(8, "big")
        drawn = head + self._context + value + beside
        nonce = hmac.digest(self._nonces, drawn, "sha256")[:_NONCE]
        sealing = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(self._context)
        return nonce + sealing.update(value) + sealing.finalize() + sealing.tag

    def opened_rows(self, rows: Rows) -> tuple[Rows, npt.NDArray[np.bool_]]:
        values = np.zeros((len(rows), max(rows.shape[1] - _NONCE - _TAG, 0)), np.uint8)
        marks = np.zeros(len(rows), np.bool_)
        for place, row in enumerate(rows):
            value = self._opened(row.tobytes())
            marks[place] = value is None
            values[place] = np.frombuffer(value or bytes(values.shape[1]), np.uint8)
        return values, marks

    def _opened(self, sealed: bytes) -> bytes | None:
        if len(sealed) < _NONCE + _TAG:
            return None
        opening = Cipher(self._algorithm, modes.GCM(sealed[:_NONCE], sealed[-_TAG:])).decryptor()
        opening.authenticate_additional_data(self._context)
        try:
            return opening.update(sealed[_NONCE:-_TAG]) + opening.finalize()
        except InvalidTag:
            return None


def _siv(parameters: Parameters, keys: Keys, use: str) -> Siv:
    cipher = parameters.get("mode", parameters.get("cipher", "aes")).removesuffix("-siv")
    key = key_of(parameters, keys)
    both = subkey(key, f"{use} mac", cipher) + subkey(key, f"{use} stream", cipher)
    return Siv(cipher, both, (parameters["domain"].encode(),))


def _sealed(array: Texts, seal: Seal, base: bytes, prefix: Rows | None = None) -> Texts:
    texts = as_text(array)
    encoded = texts.dictionary_encode()
    made = []
    for which, rows in groups(encoded.dictionary):
        shown = printable(seal(rows), base)
        if prefix is not None and len(prefix):
            shown = np.concatenate([np.tile(prefix, (len(shown), 1)), shown], axis=1)
        made.append((which, shown))
    column = assembled(encoded.dictionary, made).take(encoded.indices)
    return from_text(column, text_type(array.type))


def _opened(array: Texts, open_: Open, base: bytes, prefix: bytes) -> Texts:
    texts = as_text(array)
    encoded = texts.dictionary_encode()
    made, lost = [], 0
    for which, rows in groups(encoded.dictionary):
        sealed, marks = from_printable(rows[:, len(prefix) :], base)
        marks |= (rows[:, : len(prefix)] != np.frombuffer(prefix, np.uint8)[: rows.shape[1]]).any(
            axis=1
        )
        values, unsealed = open_(sealed)
        lost += int((marks | unsealed).sum())
        made.append((which, values))
    if lost:
        raise ValueError(
            f"{lost} distinct values of {len(encoded.dictionary)} do not open: they were made under "
            "another key or domain, or altered since"
        )
    column = assembled(encoded.dictionary, made).take(encoded.indices)
    return from_text(column, text_type(array.type))


def _by_row(texts: Texts, seal: Callable[[bytes], bytes]) -> list[Group]:
    return [
        (which, printable(_stacked([seal(row.tobytes()) for row in rows]), BASE64))
        for which, rows in groups(texts)
    ]


def _stacked(sealed: list[bytes]) -> Rows:
    return np.frombuffer(b"".join(sealed), np.uint8).reshape(len(sealed), -1)


def _is_prefix(value: str) -> bool:
    return value.isascii() and len(value) <= 16


_ENCRYPT_TAKEN = (domain(), choice("mode", _MODES, needed=True), text("by"))
_TOKENISE_TAKEN = (
    domain(),
    choice("cipher", CIPHERS),
    Parameter("prefix", "at most 16 ASCII characters", _is_prefix, needed=False),
)
