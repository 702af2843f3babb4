# The columns that nested types stand for (nested.py), told from what is declared and not from
# the data: of Arrow and of Avro. A type that holds itself is followed once.
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pyarrow as pa

from .nested import OTHERS

__all__ = ["of_arrow", "of_avro"]

_MAX_NAMES = 2_000
_MAX_DEPTH = 32


def of_arrow(schema: pa.Schema) -> list[str]:
    """The paths of an Arrow schema's plain values.

    >>> of_arrow(pa.schema({"a": pa.int64(), "b": pa.list_(pa.struct({"c": pa.string()}))}))
    ['a', 'b[].c']
    """
    return _first(name for each in schema for name in _arrow(each.name, each.type))


def of_avro(schema: Any) -> list[str]:
    """The paths of an Avro schema's plain values (Avro 1.12, as fastavro parses it).

    >>> of_avro({"type": "record", "name": "R", "fields": [{"name": "a", "type": "string"}]})
    ['a']
    """
    return _first(_Avro().names("", schema))


def _first(names: Iterator[str]) -> list[str]:
    """Each name once; what there is no room for, or no end of, are others."""
    found: dict[str, None] = {}
    # Counted as they come: types in types can make one name come for ever.
    for count, name in enumerate(names):
        if count >= _MAX_NAMES:
            found[OTHERS] = None
            break
        found[name or "value"] = None
    return list(found)


def _arrow(path: str, kind: pa.DataType) -> Iterator[str]:
    if pa.types.is_struct(kind):
        for number in range(kind.num_fields):
            inner = kind.field(number)
            yield from _arrow(f"{path}.{inner.name}" if path else inner.name, inner.type)
    elif pa.types.is_map(kind):
        yield f"{path}{{key}}"
        yield from _arrow(f"{path}{{}}", kind.item_type)
    elif _is_list(kind):
        yield from _arrow(f"{path}[]", cast("pa.ListType[Any]", kind).value_type)
    elif pa.types.is_dictionary(kind):
        yield from _arrow(path, cast("pa.DictionaryType[Any, Any]", kind).value_type)
    else:
        yield path


def _is_list(kind: pa.DataType) -> bool:
    return (
        pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    )


class _Avro:
    """The types an Avro schema has named so far, and those that are being followed."""

    def __init__(self) -> None:
        self._named: dict[str, Any] = {}
        self._open: set[str] = set()

    def names(self, path: str, schema: Any) -> Iterator[str]:
        if isinstance(schema, str):
            named = self._named.get(schema)
            if named is None:
                yield path
            else:
                yield from self.names(path, named)
        elif isinstance(schema, list):
            for each in schema:
                if each != "null":
                    yield from self.names(path, each)
        elif not isinstance(schema["type"], str):
            yield from self.names(path, schema["type"])
        elif schema["type"] in {"record", "error"}:
            yield from self._of_record(path, schema)
        elif schema["type"] == "array":
            yield from self.names(f"{path}[]", schema["items"])
        elif schema["type"] == "map":
            yield f"{path}{{key}}"
            yield from self.names(f"{path}{{}}", schema["values"])
        else:
            yield path

    def _of_record(self, path: str, schema: Any) -> Iterator[str]:
        name = schema["name"]
        if name in self._open or len(self._open) >= _MAX_DEPTH:
            yield OTHERS
            return
        self._named[name] = schema
        self._open.add(name)
        for each in schema["fields"]:
            inner = f"{path}.{each['name']}" if path else each["name"]
            yield from self.names(inner, each["type"])
        self._open.discard(name)
