# What an OpenAPI description (3.0, 3.1) declares of its operations: addresses, whether they ask for
# credentials, and which properties their answers have. References are followed inside the file
# alone; nothing is fetched.
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import yaml

__all__ = ["Declared", "Description", "read_openapi"]

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_LARGEST: Final = 16 << 20
_DEEPEST: Final = 12
_MOST_PROPERTIES: Final = 2_000
_SEVERAL: Final = ("allOf", "oneOf", "anyOf")
_PAGES: Final = frozenset({"limit", "size", "page_size", "pagesize", "per_page", "top", "rows"})

Tree = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Declared:
    """An operation; `properties` are its answers' by name and description, None where none is said.

    `most` is the most items that an answer may hold.
    """

    method: str
    template: str
    title: str
    is_open: bool
    properties: tuple[tuple[str, str], ...] | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Description:
    """A description as it was read."""

    title: str
    version: str
    sha256: str
    hosts: tuple[str, ...]
    bases: tuple[str, ...]
    operations: tuple[Declared, ...]


def read_openapi(octets: bytes) -> Description:
    """The description in a file, JSON or YAML. Raises ValueError where it is none."""
    if len(octets) > _LARGEST:
        raise ValueError("is too large for an OpenAPI description")
    whole = _tree(_read(octets))
    if not _tree(whole.get("paths")):
        raise ValueError("is no OpenAPI description: it has no paths")
    if not str(whole.get("openapi", "")).startswith("3."):
        raise ValueError("is no OpenAPI 3 description: convert it to 3.0 or 3.1 first")
    info = _tree(whole.get("info"))
    servers = [str(_tree(each).get("url", "")) for each in _list(whole.get("servers"))]
    cut = [urlsplit(each) for each in servers]
    try:
        operations = tuple(_operations(whole))
    except RecursionError:
        raise ValueError("is nested too deep for an OpenAPI description") from None
    return Description(
        str(info.get("title") or "API"),
        str(info.get("version") or ""),
        hashlib.sha256(octets).hexdigest(),
        tuple(dict.fromkeys(each.netloc.rpartition("@")[2].lower() for each in cut if each.netloc)),
        tuple(dict.fromkeys(each.path.rstrip("/") for each in cut)) or ("",),
        operations,
    )


def _read(octets: bytes) -> object:
    try:
        return json.loads(octets)
    except (ValueError, RecursionError):
        pass
    try:
        return yaml.load(octets, _Loader)  # noqa: S506  a safe loader of our own
    except (yaml.YAMLError, RecursionError, ValueError):
        raise ValueError("is neither JSON nor YAML") from None


class _Loader(yaml.SafeLoader):
    """YAML without dates: a version 2026-11-28 stays a text."""


_Loader.yaml_implicit_resolvers = {
    first: [each for each in resolvers if each[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _operations(whole: Tree) -> Iterator[Declared]:
    paths = _tree(whole["paths"])
    for template, item in paths.items():
        found = _resolved(whole, item)
        shared = _list(found.get("parameters"))
        for method in _METHODS:
            operation = found.get(method)
            if not isinstance(operation, dict):
                continue
            schemas = list(_answers(whole, operation))
            seen: set[int] = set()
            properties = dict(pair for each in schemas for pair in _properties(whole, each, seen))
            yield Declared(
                method.upper(),
                str(template),
                str(operation.get("summary") or operation.get("operationId") or ""),
                _is_open(operation.get("security", whole.get("security"))),
                tuple(properties.items())[:_MOST_PROPERTIES] if properties else None,
                _most(whole, schemas, [*shared, *_list(operation.get("parameters"))]),
            )


def _is_open(security: object) -> bool:
    """No requirement at all, or an empty one among them, which lets everybody in."""
    return not security or any(each == {} for each in _list(security))


def _answers(whole: Tree, operation: Tree) -> Iterator[Tree]:
    """The schemas of the answers for when all went well."""
    for status, answer in _tree(operation.get("responses")).items():
        if str(status).startswith("2") or str(status) == "default":
            for content in _tree(_resolved(whole, answer).get("content")).values():
                yield _resolved(whole, _tree(content).get("schema"))


def _properties(whole: Tree, schema: Tree, seen: set[int]) -> Iterator[tuple[str, str]]:
    """Names of values with what is said of them, of objects in objects and lists too.

    What was `seen` is not looked at again: a shape may hold itself.
    """
    if not schema or id(schema) in seen:
        return
    seen.add(id(schema))
    for name, each in _tree(schema.get("properties")).items():
        found = _resolved(whole, each)
        if any(found.get(inside) for inside in ("properties", "items", *_SEVERAL)):
            inner = list(_properties(whole, found, seen))
            if inner or found.get("properties"):
                yield from inner
                continue
        yield str(name), str(found.get("title") or found.get("description") or "")
    for within in ("items", "additionalProperties"):
        yield from _properties(whole, _resolved(whole, schema.get(within)), seen)
    for several in _SEVERAL:
        for each in _list(schema.get(several)):
            yield from _properties(whole, _resolved(whole, each), seen)


def _most(whole: Tree, schemas: list[Tree], parameters: list[object]) -> int | None:
    """The most items an answer may have: 1 where it is no list, else what a limit says."""
    seen: set[int] = set()
    lists = [found for each in schemas for found in _lists(whole, each, seen)]
    if schemas and not lists and any(each.get("properties") for each in schemas):
        return 1
    told = [each.get("maxItems") for each in lists]
    for each in parameters:
        found = _resolved(whole, each)
        if str(found.get("name", "")).lower() in _PAGES:
            told.append(_resolved(whole, found.get("schema")).get("maximum"))
    whole_numbers = [each for each in told if isinstance(each, int) and not isinstance(each, bool)]
    return max(whole_numbers, default=None)


def _lists(whole: Tree, schema: Tree, seen: set[int]) -> Iterator[Tree]:
    if not schema or id(schema) in seen:
        return
    seen.add(id(schema))
    if schema.get("type") == "array" or "items" in schema:
        yield schema
    inside = [*_tree(schema.get("properties")).values()]
    inside += [each for several in _SEVERAL for each in _list(schema.get(several))]
    for each in inside:
        yield from _lists(whole, _resolved(whole, each), seen)


def _resolved(whole: Tree, node: object) -> Tree:
    """What a node is, or what it points to in the same file."""
    for _ in range(_DEEPEST):
        here = _tree(node)
        pointer = here.get("$ref")
        if not isinstance(pointer, str) or not pointer.startswith("#/"):
            return here
        found: object = whole
        for part in pointer[2:].split("/"):
            found = _tree(found).get(part.replace("~1", "/").replace("~0", "~"))
        node = found
    return {}


def _tree(node: object) -> Tree:
    return node if isinstance(node, dict) else {}


def _list(node: object) -> list[object]:
    return list(node) if isinstance(node, list) else []
