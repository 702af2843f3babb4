# An index's mapping as columns (Elasticsearch reference, "Mapping"): a member of an object is
# `a.b`, of a nested object `a[].b`. A field that indexes another a second time, or in parts, is
# no column of its own. Where documents are not kept whole (`_source`), fields are read from
# what the index keeps of them for sorting; a field of full text then cannot be read.
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from schema.table import Column

__all__ = ["Fields", "fields_of"]

# Kept beside the documents, unless a field says otherwise.
_KEPT = frozenset(
    {"keyword", "constant_keyword", "wildcard", "long", "integer", "short", "byte", "double",
     "float", "half_float", "scaled_float", "unsigned_long", "date", "date_nanos", "boolean",
     "ip", "geo_point", "version"}
)  # fmt: skip
# No values of a document, or the same ones again.
_NONE = frozenset({"alias", "join", "percolator", "rank_feature", "rank_features"})


@dataclass(frozen=True, slots=True)
class Fields:
    """What of an index can be read.

    `whole` are columns that take whatever stands below them, `kept` those read from what the
    index keeps, `lost` fields that cannot be read at all; `loose` says that documents may
    hold what no field describes.
    """

    columns: tuple[Column, ...]
    whole: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    loose: bool = False


@dataclass(slots=True)
class _Field:
    path: str
    definition: Mapping[str, Any]


def fields_of(mapping: Mapping[str, Any]) -> Fields:
    """The columns of an index from what `GET index/_mapping` says of it.

    >>> fields_of({"properties": {"a": {"properties": {"b": {"type": "ip"}}}}}).columns
    (Column(name='a.b', type='ip', comment=''),)
    """
    source = mapping.get("_source", {})
    stored = source.get("enabled", True) is not False and source.get("mode") != "disabled"
    found = list(_fields(mapping.get("properties", {}), ""))
    columns, whole, kept, lost = [], [], [], []
    for field in found:
        kind = str(field.definition.get("type", "object"))
        if not stored or _left_out(field.path.replace("[]", ""), source):
            if kind not in _KEPT or field.definition.get("doc_values") is False:
                lost.append(field.path)
                continue
            kept.append(field.path)
        if kind in {"object", "flattened", "nested"}:
            whole.append(field.path)
        meta = field.definition.get("meta", {})
        comment = str(meta.get("description") or meta.get("comment") or "")
        columns.append(Column(field.path, kind, comment))
    loose = stored and mapping.get("dynamic", "true") not in {"true", True, "strict", "runtime"}
    return Fields(tuple(columns), tuple(whole), tuple(kept), tuple(lost), loose)


def _fields(properties: Mapping[str, Any], above: str) -> Iterator[_Field]:
    for name, definition in properties.items():
        path = f"{above}.{name}" if above else name
        kind = definition.get("type", "object")
        if kind in _NONE:
            continue
        if kind == "nested":
            path = f"{path}[]"
        inner = definition.get("properties")
        closed = definition.get("enabled") is False or definition.get("dynamic") in {False, "false"}
        # What an object holds beyond its fields goes to a column of the object itself.
        if not inner or closed:
            yield _Field(path, definition)
        if inner:
            yield from _fields(inner, path)


def _left_out(path: str, source: Mapping[str, Any]) -> bool:
    """Whether documents are kept without a field, by the patterns of their `_source`."""

    def names(patterns: Sequence[str]) -> bool:
        return any(
            fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern}.*") for pattern in patterns
        )

    includes = source.get("includes", [])
    return names(source.get("excludes", [])) or (bool(includes) and not names(includes))
