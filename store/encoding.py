# Records to JSON and back, by their own types: keys in order, bytes as base64, enumerations
# as their words. What goes in must come out equal, or it is refused before it is stored.
# Digests and comparisons are of stored bodies, never of records read back from them: a later
# schema with more fields must not change what an older ledger entry vouches for.
from __future__ import annotations

import hashlib
from dataclasses import fields
from functools import cache
from typing import cast

import msgspec

from schema import RECORD_TYPES, Record

from .error import StoreError

__all__ = [
    "Columns",
    "body_of",
    "columns_of",
    "decode",
    "digest_of",
    "kind_of",
    "same",
    "wiped",
]

# Fields that hold sealed secrets. They are no part of a digest, so that they can be wiped.
_SEALED = {"source": ("sealed_password",), "custodian": ("verifier",)}
# Fields in which two versions may differ and still say the same.
_OUTSIDE = ("time", "job")
_ENCODER = msgspec.json.Encoder(order="sorted")


class Columns(msgspec.Struct, frozen=True):
    """What of a body is also kept in columns; `dataset` is what the record is about."""

    id: str
    unit: str
    time: str
    schema_version: int
    dataset: str = ""


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
        back = _decoder(kind).decode(body)
    except msgspec.ValidationError as error:
        # Behind " - at " stands the place; before it may stand the value.
        place = str(error).rpartition(" - at ")[2] if " - at " in str(error) else "its top"
        raise ValueError(f"this {kind} does not fit its type at {place}") from None
    if back != record:
        raise ValueError(f"this {kind} would not come back from JSON as it is")
    return body


def decode(kind: str, body: bytes) -> Record:
    """The record a body holds. Raises StoreError for one of a newer schema, or damaged."""
    found, known = columns_of(kind, body).schema_version, _schema_version(kind)
    if found > known:
        raise StoreError(
            f"a {kind} was written in schema {found}, this program knows {known}: "
            "upgrade the program"
        )
    try:
        return _decoder(kind).decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise StoreError(f"a stored {kind} cannot be read: its body is damaged") from None


def columns_of(kind: str, body: bytes) -> Columns:
    """Id, unit, time and subject out of a body of any schema. Raises StoreError if damaged."""
    try:
        return msgspec.json.decode(body, type=Columns)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise StoreError(f"a stored {kind} cannot be read: its body is damaged") from None


def same(body: bytes, other: bytes) -> bool:
    """Whether two bodies differ in nothing but time and job."""
    return body == other or _without(body, *_OUTSIDE) == _without(other, *_OUTSIDE)


def wiped(kind: str, body: bytes) -> bytes:
    """The body with whatever it holds sealed left empty."""
    if kind not in _SEALED:
        return body
    return _ENCODER.encode({**_fields(body), **dict.fromkeys(_SEALED[kind], "")})


def digest_of(kind: str, body: bytes) -> str:
    """SHA-256 (hex) of a body without its sealed secrets, as the ledger keeps it."""
    return hashlib.sha256(wiped(kind, body)).hexdigest()


def _without(body: bytes, *names: str) -> dict[str, object]:
    return {name: value for name, value in _fields(body).items() if name not in names}


def _fields(body: bytes) -> dict[str, object]:
    return msgspec.json.decode(body, type=dict[str, object])


@cache
def _decoder(kind: str) -> msgspec.json.Decoder[Record]:
    return msgspec.json.Decoder(RECORD_TYPES[kind])


@cache
def _schema_version(kind: str) -> int:
    wanted = RECORD_TYPES[kind]
    default = next(field.default for field in fields(wanted) if field.name == "schema_version")
    return cast("int", default)
