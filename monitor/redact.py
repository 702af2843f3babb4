# Events as they may be kept: without what people wrote into statements, addresses and messages.
# Rules look at events before this; what is stored is after it.
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pyarrow as pa

from .event import with_columns
from .statement import without_values

__all__ = ["redacted"]

_VALUE: Final = re.compile(r"=[^&#]*")
_DIGITS: Final = re.compile(r"\d{5,}")
_SECRET: Final = re.compile("passw|secret|cookie|token|authorization|credential", re.IGNORECASE)
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def redacted(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with values taken out of what is free text; every other column as it is."""
    changed: dict[str, pa.Array[pa.Scalar[pa.DataType]]] = {}
    fields = batch.column("tongguan.fields")
    if fields.null_count < len(fields):
        kept = [each and list(map(_field, each)) for each in fields.to_pylist()]
        changed["tongguan.fields"] = pa.array(kept, fields.type)
    for name, change in _CHANGES.items():
        column = batch.column(name)
        if column.null_count == len(column):
            continue
        encoded = column.dictionary_encode()
        texts = [each and change(each) for each in encoded.dictionary.to_pylist()]
        changed[name] = pa.array(texts, pa.string()).take(encoded.indices)
    return with_columns(batch, changed) if changed else batch


def _query(text: str) -> str:
    """Names of parameters without their values."""
    head, mark, query = text.partition("?")
    if not mark:
        return _masked(head)
    return f"{_masked(head)}?{_VALUE.sub('=', query)}"


def _masked(text: str) -> str:
    """Long numbers and mail addresses as marks of their kind."""
    return _MAIL.sub("@", _DIGITS.sub("#", text))


def _field(text: str) -> str:
    """A field of a log, `name=value`: of what opens doors the name alone."""
    name, _, value = text.partition("=")
    if name.endswith("subject"):
        return f"{name}=({len(value)})"
    return f"{name}=" if _SECRET.search(name) else f"{name}={_masked(value)}"


_CHANGES: Final[dict[str, Callable[[str], str]]] = {
    "db.statement": without_values,
    "url.original": _query,
    "url.path": _masked,
    "url.query": lambda text: _query(f"?{text}")[1:],
    "http.request.referrer": _query,
    "message": _masked,
    "process.command_line": _masked,
    "file.name": _masked,
    # What it was about is content; that there was something, and how much of it, is not.
    "email.subject": lambda text: f"({len(text)})",
}
