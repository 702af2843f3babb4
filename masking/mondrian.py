# Mondrian (LeFevre, DeWitt, Ramakrishnan, ICDE 2006), multidimensional k-anonymity: what is
# told of a group of rows is told of all of them alike, and a group is cut in two as long as
# both parts may stand. Rows with the same quasi-identifiers always stay together, so that a
# class is a function of them and the order of rows decides nothing.
#
# Three things differ from the paper, each for less loss. A cut is where the loss of both
# sides together is least, not at the median. One value may be cut from all others, so that
# the value most people have does not disappear among its neighbours. A cut that leaves so
# many rows on each side that fewer classes can be made of them is charged for it. And where
# no single column can be cut, the group is cut by nearness to its two most distant rows.
#
# `mondrian_compiled` gives the same classes faster.
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .domain import ONE, RANGE, Domain, Integers
from .sensitive import Sensitive

__all__ = ["Items", "classes_of", "lost_class_charge", "numbered"]


# Below every gain, and safe to negate.
_NEVER = -(1 << 62)


@dataclass(frozen=True, slots=True)
class Items:
    """Distinct rows in ascending order of `codes`: their number, and sensitive values.

    `slots` has a column for each sensitive one, `sensitive` says what must hold of them.
    """

    codes: Integers
    weights: Integers
    slots: Integers
    sensitive: Sensitive


def lost_class_charge(k: int, columns: int) -> int:
    """What a cut is charged for each class that cannot be made any more after it."""
    return 3 * k * columns * ONE // 40


def classes_of(items: Items, domains: Sequence[Domain], k: int) -> npt.NDArray[np.int64]:
    """The class of each item, numbered from 0 in order of the classes' first items."""
    marks = np.zeros(len(items.weights), np.int64)
    waiting = [np.arange(len(marks))]
    made = 0
    while waiting:
        group = waiting.pop()
        parts = _cut(group, items, domains, k)
        if parts is None:
            marks[group] = made
            made += 1
        else:
            waiting += parts
    return numbered(marks)


def numbered(marks: Integers) -> Integers:
    """The same classes, numbered by first appearance."""
    _, first, inverse = np.unique(marks, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    ranked: Integers = rank[inverse.ravel()]
    return ranked


def _cut(
    group: Integers, items: Items, domains: Sequence[Domain], k: int
) -> tuple[Integers, Integers] | None:
    """The two parts of a group, None where it stays whole."""
    weights = items.weights[group]
    total = int(weights.sum())
    if total < 2 * k or len(group) < 2:
        return None
    charge = lost_class_charge(k, len(domains))
    best: tuple[int, npt.NDArray[np.bool_]] | None = None
    for column, domain in enumerate(domains):
        codes = items.codes[group, column]
        for gain, left in _candidates(codes, weights, domain, k, charge):
            if best is not None and gain <= best[0]:
                break
            if items.sensitive.fits_both(items.slots[group], weights, left):
                best = (gain, left)
                break
    if best is None:
        left_near = _by_nearness(group, items, domains, k, charge)
        if left_near is None:
            return None
        best = (0, left_near)
    return group[best[1]], group[~best[1]]


def _candidates(
    codes: Integers, weights: Integers, domain: Domain, k: int, charge: int
) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
    """Gains of the cuts of one column, best first, each with the mark of the left part."""
    values, inverse = np.unique(codes, return_inverse=True)
    if len(values) < 2:
        return
    rows = np.bincount(inverse, weights).astype(np.int64)
    total = int(rows.sum())
    count = len(values)
    ranks = np.arange(1, count)
    left = np.cumsum(rows)[:-1]
    whole = int(domain.cost(values[0], values[-1], np.int64(count))) * total
    gains = np.full((count - 1, 2), _NEVER)
    if domain.kind != RANGE and count > 2:
        # One value from all others; at the ends that is a cut like any other.
        alone = rows[1:-1]
        rest = domain.cost(values[0], values[-1], np.int64(count - 1))
        gain = whole - rest * (total - alone) - charge * _lost(total, alone, k)
        gains[1:, 0] = np.where((alone >= k) & (total - alone >= k), gain, gains[1:, 0])
    below = domain.cost(values[0], values[:-1], ranks) * left
    above = domain.cost(values[1:], values[-1], count - ranks) * (total - left)
    gain = whole - below - above - charge * _lost(total, left, k)
    gains[:, 1] = np.where((left >= k) & (total - left >= k), gain, gains[:, 1])
    flat = gains.ravel()
    for place in np.argsort(-flat, kind="stable"):
        if flat[place] == _NEVER:
            return
        rank, kind = divmod(int(place), 2)
        yield int(flat[place]), inverse <= rank if kind else inverse == rank


def _lost(total: int, left: Integers, k: int) -> Integers:
    """How many classes fewer can be made of the parts than of the whole."""
    return total // k - left // k - (total - left) // k


def _by_nearness(
    group: Integers, items: Items, domains: Sequence[Domain], k: int, charge: int
) -> npt.NDArray[np.bool_] | None:
    """The mark of those nearer to one of the two most distant items, None for no cut."""
    codes, weights = items.codes[group], items.weights[group]
    far = int(np.argmax(_distances(codes, 0, domains)))
    from_far = _distances(codes, far, domains)
    other = int(np.argmax(from_far))
    score = _distances(codes, other, domains) - from_far
    order = np.argsort(score, kind="stable")
    total = int(weights.sum())
    left = np.cumsum(weights[order])[:-1]
    ranked = score[order]
    allowed = (left >= k) & (total - left >= k) & (ranked[:-1] != ranked[1:])
    if not allowed.any():
        return None
    loss = _losses(codes[order], domains)[:-1] * left
    loss += _losses(codes[order[::-1]], domains)[-2::-1] * (total - left)
    loss += charge * _lost(total, left, k)
    for place in np.argsort(np.where(allowed, loss, np.iinfo(np.int64).max), kind="stable"):
        if not allowed[place]:
            return None
        mark: npt.NDArray[np.bool_] = score <= ranked[place]
        if items.sensitive.fits_both(items.slots[group], weights, mark):
            return mark
    return None


def _distances(codes: Integers, place: int, domains: Sequence[Domain]) -> Integers:
    """What it costs to tell each item and the one at `place` as one."""
    total = np.zeros(len(codes), np.int64)
    for column, domain in enumerate(domains):
        one, other = codes[:, column], codes[place, column]
        low, high = np.minimum(one, other), np.maximum(one, other)
        total += domain.cost(low, high, 1 + (low != high).astype(np.int64))
    return total


def _losses(codes: Integers, domains: Sequence[Domain]) -> Integers:
    """The loss of telling the first item, the first two, the first three … as one."""
    total = np.zeros(len(codes), np.int64)
    for column, domain in enumerate(domains):
        own = codes[:, column]
        first = np.zeros(len(own), np.int64)
        first[np.unique(own, return_index=True)[1]] = 1
        low, high = np.minimum.accumulate(own), np.maximum.accumulate(own)
        total += domain.cost(low, high, np.cumsum(first))
    return total
