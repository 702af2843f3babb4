# One line of the ledger: what happened, when, by whom, for which unit. An entry is written
# in the one form RFC 8785 (JSON Canonicalization Scheme) allows, and that text is what is
# hashed, stored and proved. Whatever JSON cannot carry exactly is refused at the door.
from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import rfc8785

from schema import LedgerBroken

__all__ = ["JSON", "Entry", "canonical", "entry_text", "read_entry"]

# What a body may hold. Sequence stands for list and tuple, Mapping for any map with text keys.
JSON = str | int | float | bool | None | Sequence["JSON"] | Mapping[str, "JSON"]
_Plain = str | int | float | bool | None | list["_Plain"] | dict[str, "_Plain"]

# Beyond this a JSON reader may round (RFC 8785 section 3.2.2.3, RFC 7493 section 2.2).
_MOST = 2**53 - 1
# Deeper is no record of an act; it also keeps every reader's recursion safe.
_DEEPEST = 32
_WORDS = ("time", "action", "actor", "unit")
_KEYS = frozenset({"sequence", *_WORDS, "body"})


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry at its place; `sequence` counts from 1 and equals the size of the tree it ends.

    `time` is RFC 3339 in UTC; `action` a fixed word such as `source.add`; `unit` a path of
    the organisation. `body` never holds a raw value or a secret.
    """

    sequence: int
    time: str
    action: str
    actor: str
    unit: str
    body: Mapping[str, JSON]


def canonical(value: JSON) -> bytes:
    """A value in canonical JSON, UTF-8: keys in order, numbers in their shortest form.

    Raises ValueError that names the place (never the value) for numbers that are not finite
    or lie beyond 2^53 - 1, for text with lone surrogates and for whatever JSON has no word for.

    >>> canonical({"b": 1, "a": (1.0, None)})
    b'{"a":[1,null],"b":1}'
    """
    return rfc8785.dumps(_plain(value, "value", 0))


def entry_text(entry: Entry) -> bytes:
    """The entry as it is hashed and stored. Raises ValueError as `canonical` does."""
    if entry.sequence < 1:
        raise ValueError("entries are counted from 1")
    return canonical(
        {
            "sequence": entry.sequence,
            "time": entry.time,
            "action": entry.action,
            "actor": entry.actor,
            "unit": entry.unit,
            "body": entry.body,
        }
    )


def read_entry(text: bytes) -> Entry:
    """The entry a text holds. Raises LedgerBroken where the text is not an entry's own form."""
    try:
        fields = json.loads(text, parse_int=_number)
        if not isinstance(fields, dict) or fields.keys() != _KEYS:
            raise LedgerBroken("a text in the ledger does not have an entry's fields")
        if canonical(fields) != text:
            raise LedgerBroken("a text in the ledger is not in canonical form")
    except (ValueError, OverflowError, RecursionError):
        raise LedgerBroken("a text in the ledger is not the JSON of an entry") from None
    sequence, body = fields["sequence"], fields["body"]
    time, action, actor, unit = words = [fields[key] for key in _WORDS]
    if not all(isinstance(word, str) for word in words):
        raise LedgerBroken("a text in the ledger does not have an entry's types")
    if type(sequence) is not int or not isinstance(body, dict):
        raise LedgerBroken("a text in the ledger does not have an entry's types")
    return Entry(sequence, time, action, actor, unit, body)


def _plain(value: JSON, place: str, depth: int) -> _Plain:
    """The same value in plain lists and dicts, looked through from top to bottom."""
    if depth > _DEEPEST:
        raise ValueError(f"{place} is nested deeper than {_DEEPEST} levels")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, int):
        if abs(value) > _MOST:
            raise ValueError(f"{place} is an integer beyond 2^53 - 1; write it as text")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{place} is not a finite number")
        return float(value)
    if isinstance(value, Mapping):
        plain: dict[str, _Plain] = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError(f"{place} has a key that is not text")  # noqa: TRY004  a bad value among good ones
            plain[_text(key, place)] = _plain(item, f"{place}.{key}", depth + 1)
        return plain
    if isinstance(value, list | tuple):
        return [_plain(item, f"{place}[{at}]", depth + 1) for at, item in enumerate(value)]
    raise ValueError(f"{place} is a {type(value).__name__}, which JSON has no word for")


def _number(digits: str) -> int | float:
    """Digits as JSON means them: what an integer cannot carry exactly is a double."""
    whole = int(digits)
    return whole if abs(whole) <= _MOST else float(whole)


def _text(value: str, place: str) -> str:
    # A subclass (an enumeration's member) becomes plain text.
    plain = str.__str__(value)
    try:
        plain.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"{place} has half a surrogate pair in its text") from None
    return plain
