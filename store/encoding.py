# Records to JSON and back, by their own types: keys in order, bytes as base64, enumerations
# as their words. What goes in must come out equal, or it is refused before it is stored.
from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from schema import RECORD_TYPES, Record, Source

from .error import StoreError

__all__ = ["body_of", "decode", "digest_of", "kind_of", "sameness_of", "without_secrets"]

R = TypeVar("R", bound=Record)

_ENCODER = msgspec.json.Encoder(order="sorted")


class _Peek(msgspec.Struct):
    schema_version: int


def kind_of(record: Record | type[Record]) -> str:
    """The word a record's type is stored under. Raises TypeError for a type of no kind."""
    wanted = record if isinstance(record, type) else type(record)
    for kind, known in RECORD_TYPES.items():
        if known is wanted:
            return kind
    raise TypeError(f"{wanted.__name__} is not a kind of record that is kept")


def body_of(record: Record) -> bytes:
    """The record's JSON, the same bytes for equal records.

    Raises ValueError where it would not come back equal (a number that is not finite, a
    value of another type than its field's), without the value.
    """
    body = _ENCODER.encode(record)
    kind = kind_of(record)
    try:
        same = _decoder(kind).decode(body) == record
    except msgspec.ValidationError as error:
        raise ValueError(f"this {kind} does not fit its type: {error}") from None
    if not same:
        raise ValueError(f"this {kind} would not come back from JSON as it is")
    return body


def decode(kind: str, body: bytes) -> Record:
    """The record a body holds. Raises StoreError for one of a newer schema, or damaged."""
    known = _schema_version(kind)
    try:
        found = msgspec.json.decode(body, type=_Peek).schema_version
        if found <= known:
            return _decoder(kind).decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise StoreError(f"a stored {kind} cannot be read: its body is damaged") from None
    raise StoreError(
        f"a {kind} was written in schema {found}, this program knows {known}: upgrade the program"
    )


def digest_of(record: Record) -> str:
    """SHA-256 (hex) of the record's JSON without its sealed secrets, as the ledger keeps it."""
    return hashlib.sha256(_ENCODER.encode(without_secrets(record))).hexdigest()


def sameness_of(record: Record) -> bytes:
    """32 bytes that are equal for two records that differ in nothing but time and job."""
    outside: dict[str, Any] = {name: "" for name in ("time", "job") if hasattr(record, name)}
    return hashlib.sha256(_ENCODER.encode(replace(record, **outside))).digest()


def without_secrets(record: R) -> R:
    """The record with whatever it holds sealed left out."""
    if isinstance(record, Source):
        return cast("R", replace(record, sealed_password=b""))
    return record


@cache
def _decoder(kind: str) -> msgspec.json.Decoder[Record]:
    return msgspec.json.Decoder(RECORD_TYPES[kind])


@cache
def _schema_version(kind: str) -> int:
    wanted = RECORD_TYPES[kind]
    default = next(field.default for field in fields(wanted) if field.name == "schema_version")
    return cast("int", default)
