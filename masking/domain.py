# The values of a column in order, what it costs to tell some of them as one, and how that is
# told. Costs are whole numbers, parts of ONE, so that every way of adding them up agrees.
#
# Loss is the normalised certainty penalty of Xu et al. (KDD 2006): of numbers and dates the
# width of the range against the column's; of other values the share of the column's values
# that the told group may stand for, none where it is one value.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .hierarchy import EVERYTHING, Hierarchy, prefix_hierarchy
from .scale import in_order

__all__ = ["ONE", "Domain", "make_domain"]

ONE = 1 << 20
"""The loss of a cell that tells nothing."""

RANGE, TREE, SET = 0, 1, 2
_MOST_IN_A_SET = 62
_MOST_CUTS = 4096
_PART_BITS = 8
_IN_A_PART = (1 << _PART_BITS) - 1
BETWEEN, OR = "~", "|"

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Domain:
    """A column's values, by code: `values` are what the data has, of a range in order and what is not there first.

    A code may stand for several neighbouring values of a long range: `code_of` says which
    code each value has, `names` how values are written. Of a tree, codes are the places of
    the hierarchy's leaves, which may be more than the data has.
    """

    name: str
    kind: int
    values: pa.Array[Any]
    names: tuple[str, ...]
    code_of: Integers
    size: int
    bottom: Integers
    top: Integers
    hierarchy: Hierarchy | None = None

    @cached_property
    def levels(self) -> Integers:
        """Of a tree: which node stands over each leaf, step by step."""
        assert self.hierarchy is not None
        rows = []
        for step in range(self.hierarchy.steps):
            seen: dict[str, int] = {}
            rows.append([seen.setdefault(path[step], len(seen)) for path in self.hierarchy.paths])
        return np.array(rows, np.int64)

    @cached_property
    def costs(self) -> Integers:
        """Of a tree: the loss of the node over each leaf, step by step."""
        rows = []
        for nodes in self.levels:
            leaves = np.bincount(nodes)[nodes]
            rows.append(np.where(leaves > 1, leaves * ONE // self.size, 0))
        return np.array(rows, np.int64)

    def cost(self, low: Integers, high: Integers, distinct: Any) -> Integers:
        """The loss of telling `distinct` codes from low to high as one, elementwise."""
        if self.kind == RANGE:
            width: Integers = np.minimum(self.top[high] - self.bottom[low], ONE)
            return width
        if self.kind == SET:
            return np.where(distinct > 1, distinct * ONE // self.size, 0)
        # The step at which both have one node over them; the last has one over all.
        low, high = np.broadcast_arrays(low, high)
        step = np.argmax(self.levels[:, low] == self.levels[:, high], axis=0)
        told: Integers = self.costs[step, low]
        return told

    def told(self, low: Integers, high: Integers, members: Integers) -> pa.Array[Any]:
        """How classes tell the codes from low to high; `members` are those of sets, as bits."""
        if self.kind == SET:
            return self._sets(members)
        if self.kind == TREE:
            assert self.hierarchy is not None
            texts = []
            for one, other in zip(low.tolist(), high.tolist(), strict=True):
                steps = zip(self.hierarchy.paths[one], self.hierarchy.paths[other], strict=True)
                texts.append(next(node for node, beside in steps if node == beside))
            return pa.array(texts, pa.string())
        first, last = self._ends[0][low], self._ends[1][high]
        places: Any = (pa.array(first), pa.array(last))
        begins: Any = self._written.take(places[0])
        ends: Any = self._written.take(places[1])
        spans: Any = pc.binary_join_element_wise(begins, ends, pa.scalar(BETWEEN))
        whole = (first == 0) & ((self.names[0] == "") | (last == len(self.names) - 1))
        told: Any = pc.if_else(pa.array(whole), pa.scalar(EVERYTHING), spans)
        written: pa.Array[Any] = pc.if_else(pa.array(first == last), begins, told)
        return written

    def _sets(self, members: Integers) -> pa.Array[Any]:
        """How sets are told: each stretch of eight values by the texts it can have."""
        parts: list[Any] = []
        for place in range(0, self.size, _PART_BITS):
            held = members >> place & _IN_A_PART
            texts: list[str | None] = [None] * (_IN_A_PART + 1)
            for bits in np.flatnonzero(np.bincount(held)).tolist():
                if bits:
                    texts[bits] = self._part(place, bits)
            parts.append(pa.array(texts, pa.string()).take(pa.array(held)))
        told: Any = pc.binary_join_element_wise(*parts, pa.scalar(OR), null_handling="skip")
        whole = (members == (1 << self.size) - 1) & (self.size > 1)
        written: pa.Array[Any] = pc.if_else(pa.array(whole), pa.scalar(EVERYTHING), told)
        return written

    def _part(self, place: int, members: int) -> str:
        """How some of the eight values from `place` on are told."""
        names = self.names[place : place + _PART_BITS]
        return OR.join(name for bit, name in enumerate(names) if members >> bit & 1)

    @cached_property
    def _written(self) -> pa.Array[Any]:
        return pa.array(self.names, pa.string())

    def loss_of(self, label: str | None) -> float:
        """The loss, 0 to 1, of a cell as it is told: a value, `a~b`, `a|b`, a group, or `*`.

        None, a cell left empty, tells nothing. Raises ValueError for what this column's
        values cannot be told as.
        """
        if label in self._by_name:
            return 0.0
        if label is None or label == EVERYTHING:
            return 1.0
        if label in self._by_group:
            return self._by_group[label]
        if self.kind == RANGE and BETWEEN in label:
            low, _, high = label.partition(BETWEEN)
            if low in self._by_name and high in self._by_name:
                width = self.top[self._by_name[high]] - self.bottom[self._by_name[low]]
                return float(width) / ONE
        parts = label.split(OR)
        if len(parts) > 1 and all(part in self._by_name for part in parts):
            return len(parts) / self.size
        raise ValueError(f"column {self.name} holds what none of its values are told as")

    @cached_property
    def _ends(self) -> tuple[Integers, Integers]:
        """The first and the last value of each code of a range."""
        codes = np.arange(self.size)
        first, last = (np.searchsorted(self.code_of, codes, side) for side in ("left", "right"))
        return first, last - 1

    @cached_property
    def _by_name(self) -> Mapping[str | None, int]:
        if self.hierarchy is not None and self.kind == TREE:
            return dict(self.hierarchy.leaves.items())
        return dict(zip(self.names, self.code_of.tolist(), strict=True))

    @cached_property
    def _by_group(self) -> Mapping[str | None, float]:
        if self.hierarchy is None or self.kind != TREE:
            return {}
        return {
            path[step]: int(self.costs[step, leaf]) / ONE
            for leaf, path in enumerate(self.hierarchy.paths)
            for step in range(1, self.hierarchy.steps)
        }


def make_domain(name: str, values: pa.Array[Any], hierarchy: Hierarchy | None = None) -> Domain:
    """The domain of a column with these distinct values, in any order.

    Amounts and dates become a range, values of a hierarchy its tree, other values up to 62 a
    set and more than that a tree by what they begin with. Raises ValueError where a
    value is not in its hierarchy, telling how many are not.

    >>> make_domain("age", pa.array([30, 18, 90])).told(*np.array([[0], [1], [0]])).to_pylist()
    ['18~30']
    """
    if hierarchy is not None:
        return _tree(name, values, hierarchy)
    ordered, numbers = in_order(values)
    if numbers is not None:
        return _range(name, ordered, numbers)
    if len(values) > _MOST_IN_A_SET:
        return _tree(name, values, prefix_hierarchy(_names(values)))
    if any(OR in name for name in _names(ordered)):
        # Sets of such values could not be read again.
        return _tree(name, values, Hierarchy(tuple((one, EVERYTHING) for one in _names(values))))
    codes = np.arange(len(ordered))
    flat = np.zeros(len(ordered), np.int64)
    names = _names(ordered)
    return Domain(name, SET, ordered, names, codes, len(names), flat, flat)


def _range(name: str, ordered: pa.Array[Any], numbers: npt.NDArray[np.float64]) -> Domain:
    empty = int(np.isnan(numbers).sum())
    known = numbers[empty:]
    width = float(known[-1] - known[0]) if len(known) else 0.0
    places = np.zeros(len(numbers), np.int64)
    if width:
        places[empty:] = np.rint((known - known[0]) / width * ONE).astype(np.int64)
    codes = np.arange(len(numbers))
    if len(known) > _MOST_CUTS:
        codes[empty:] = np.arange(len(known)) * _MOST_CUTS // len(known) + empty
    size = int(codes[-1]) + 1 if len(codes) else 0
    first = np.searchsorted(codes, np.arange(size), "left")
    last = np.searchsorted(codes, np.arange(size), "right") - 1
    bottom, top = places[first], places[last]
    # A gap and a number are told as one by telling neither.
    bottom[:empty], top[:empty] = -ONE, -ONE
    return Domain(name, RANGE, ordered, _names(ordered), codes, size, bottom, top)


def _tree(name: str, values: pa.Array[Any], hierarchy: Hierarchy) -> Domain:
    names = _names(values)
    strange = sum(text not in hierarchy.leaves for text in names)
    if strange:
        raise ValueError(f"column {name} has {strange} values that are not in its hierarchy")
    codes = np.array([hierarchy.leaves[text] for text in names], np.int64)
    size = len(hierarchy.paths)
    flat = np.zeros(size, np.int64)
    return Domain(name, TREE, values, names, codes, size, flat, flat, hierarchy)


def _names(values: pa.Array[Any]) -> tuple[str, ...]:
    """How values are written: whole numbers without a point, what is not there as nothing."""
    texts = ["" if text is None else text for text in values.cast(pa.string()).to_pylist()]
    if pa.types.is_floating(values.type):
        texts = [text.removesuffix(".0") for text in texts]
    return tuple(texts)
