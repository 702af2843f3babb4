# Addresses as templates: a segment that stands for one thing of many becomes {id}. What a segment
# looks like tells most of them; the rest shows when so many segments at one place lead on alike
# that they can only be values.
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Final

__all__ = ["ID", "Shape", "Templates", "is_static", "shape_of", "shown"]

Shape = tuple[str, ...]

ID: Final = "{id}"
_VERSION: Final = re.compile(r"v\d{1,3}(\.\d{1,3})*$", re.IGNORECASE)
_UUID: Final = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$", re.IGNORECASE)
_HEX: Final = re.compile(r"(?=.*\d)[0-9a-f]{8,}$", re.IGNORECASE)
_DIGITS: Final = re.compile(r"[\d.,:_-]*\d[\d.,:_-]*$")
# Letters with digits among them, as numbers of files and orders are written.
_MIXED: Final = re.compile(r"(?=(?:.*\d){3})(?=.*[A-Za-z])[A-Za-z0-9._~-]{6,}$")
_LONG: Final = 32
_SUFFIX: Final = re.compile(r"(.+)(\.(?:json|xml|csv|xlsx?|docx?|pdf|zip|txt|do|action|php|jsp))$")
_STATIC: Final = re.compile(
    r"\.(?:css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|eot|mp4|html?|txt)$", re.IGNORECASE
)
_DEEPEST: Final = 12
# So many segments at one place that lead on alike, each hardly ever asked for, are values; beside
# ones that look like values fewer will do, and of very many it does not matter where they lead.
_VERY_MANY: Final = 100
_MANY: Final = 20
_FEW: Final = 5
_SELDOM: Final = 5
_ALIKE: Final = 0.6


def shape_of(path: str) -> Shape:
    """The segments of a path, with what looks like a value as {id}.

    >>> shape_of("/api/v1/residents/61010219900101123X/visits/7.json")
    ('api', 'v1', 'residents', '{id}', 'visits', '{id}.json')
    """
    parts = [part for part in path.split("/") if part]
    return tuple(_segment(part) for part in parts[:_DEEPEST])


def is_static(path: str) -> bool:
    """Whether a path is that of a page's parts, which no data comes from.

    >>> is_static("/assets/app.js"), is_static("/api/list")
    (True, False)
    """
    return _STATIC.search(path) is not None


def shown(shape: Shape) -> str:
    """A shape as an address."""
    return "/" + "/".join(shape)


@dataclass(slots=True)
class _Node:
    """A place in the tree of addresses: what may follow, and how often it was asked for."""

    calls: int = 0
    next: dict[str, _Node] = field(default_factory=dict)
    varying: frozenset[str] = frozenset()


class Templates:
    """The templates of one service's shapes, each with how often it was asked for."""

    def __init__(self, shapes: Mapping[Shape, int]) -> None:
        self._root = _Node()
        for shape, calls in shapes.items():
            node = self._root
            for part in shape:
                node = node.next.setdefault(part, _Node())
            node.calls += calls
        _settle(self._root)

    def of(self, shape: Shape) -> Shape:
        """The template that a shape belongs to."""
        node, found = self._root, []
        for part in shape:
            found.append(ID if part in node.varying else part)
            node = node.next.get(found[-1]) or _Node()
        return tuple(found)


def _segment(part: str) -> str:
    stem, suffix = part, ""
    if found := _SUFFIX.match(part):
        stem, suffix = found[1], found[2]
    if _VERSION.match(part):
        return part.lower()
    is_value = (
        not part.isascii()
        or any(mark in part for mark in "#@%=*{}$ ")
        or len(stem) > _LONG
        or any(each.match(stem) for each in (_DIGITS, _UUID, _HEX, _MIXED))
    )
    return ID + suffix if is_value else part


def _settle(node: _Node) -> None:
    """From the leaves up: what varies at a place becomes one."""
    for each in node.next.values():
        _settle(each)
    groups: dict[frozenset[str], list[str]] = {}
    for part, each in node.next.items():
        if not part.startswith(ID) and not _VERSION.match(part):
            groups.setdefault(frozenset(each.next), []).append(part)
    known = node.next.get(ID)
    if sum(map(len, groups.values())) >= _VERY_MANY:
        groups = {frozenset(): [part for parts in groups.values() for part in parts]}
    for leads_to, parts in groups.items():
        like_known = known is not None and frozenset(known.next) == leads_to
        calls = [_calls(node.next[part]) for part in parts]
        seldom = median(calls) <= _SELDOM and not _is_vocabulary(parts)
        if len(parts) >= (_FEW if like_known else _MANY) and seldom:
            node.varying |= set(parts)
    if node.varying:
        whole = node.next.setdefault(ID, _Node())
        for part in sorted(node.varying):
            _join(whole, node.next.pop(part))
        _settle(whole)


def _is_vocabulary(parts: Iterable[str]) -> bool:
    """Whether most of these share a first word, as operations of one interface do (`getUser`)."""
    words = [re.split(r"(?=[A-Z])|[-_.]", each)[0].lower() for each in parts if each]
    most = Counter(words).most_common(1)
    return bool(most) and most[0][1] >= _ALIKE * len(words)


def _calls(node: _Node) -> int:
    return node.calls + sum(_calls(each) for each in node.next.values())


def _join(one: _Node, other: _Node) -> None:
    one.calls += other.calls
    for part in other.varying:
        one.varying |= {part}
    for part, each in other.next.items():
        if part in one.next:
            _join(one.next[part], each)
        else:
            one.next[part] = each
