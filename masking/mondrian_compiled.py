# The cuts of `mondrian` as loops that numba compiles: the same classes, some twenty times
# faster. numba is the extra `speed`, and nothing here is loaded without it.
from __future__ import annotations

import functools
import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .domain import ONE, RANGE, SET, TREE, Domain, Integers
from .mondrian import Items, lost_class_charge
from .sensitive import SLACK

__all__ = ["WORTH_COMPILING", "available", "compiled_classes_of"]

WORTH_COMPILING = 100_000
"""Items from which on some seconds of compiling, once in a process, are soon won back."""


@functools.cache
def available() -> bool:
    """Whether numba is installed."""
    return importlib.util.find_spec("numba") is not None


def compiled_classes_of(items: Items, domains: Sequence[Domain], k: int) -> Integers:
    """The class of each item, as `mondrian.classes_of` gives it."""
    whole: Integers = _kernel()(
        np.ascontiguousarray(items.codes, np.int32),
        items.weights,
        np.ascontiguousarray(items.slots.T),
        _flat(domains),
        items.sensitive.starts,
        items.sensitive.ordered,
        items.sensitive.shares,
        items.sensitive.l if items.sensitive.demanding else 0,
        items.sensitive.t,
        k,
        lost_class_charge(k, len(domains)),
    )
    return whole


def _flat(domains: Sequence[Domain]) -> tuple[Integers, ...]:
    """What the domains say as arrays one after the other, with where each begins."""
    ends = [(each.bottom, each.top) for each in domains]
    trees = [
        (each.levels.ravel(), each.costs.ravel())
        if each.kind == TREE
        else (np.zeros(0, np.int64),) * 2
        for each in domains
    ]
    return (
        np.array([each.kind for each in domains], np.int64),
        np.array([each.size for each in domains], np.int64),
        _starts([each.size for each in domains]),
        np.concatenate([bottom for bottom, _ in ends]),
        np.concatenate([top for _, top in ends]),
        _starts([len(levels) for levels, _ in trees]),
        np.concatenate([levels for levels, _ in trees]),
        np.concatenate([costs for _, costs in trees]),
    )


def _starts(lengths: list[int]) -> Integers:
    return np.cumsum([0, *lengths])[:-1].astype(np.int64)


@functools.cache
def _kernel() -> Callable[..., Integers]:
    import numba  # noqa: PLC0415  half a second, and an extra

    compiled: Any = numba.njit(nogil=True, error_model="numpy")
    cost: Any = numba.njit(nogil=True, error_model="numpy", inline="always")(_cost)
    fits = compiled(_fitting(compiled(_distance)))
    both = compiled(_fitting_both(fits))
    along = compiled(_cutting_along(cost, both))
    near = compiled(_cutting_by_nearness(cost, both))
    kernel: Callable[..., Integers] = compiled(_partitioning(along, near))
    return kernel


def _cost(  # noqa: PLR0917  compiled loops take their arrays by place
    kind: Any, size: Any, at: Any, bottom: Any, top: Any, place: Any, levels: Any, costs: Any,
    low: Any, high: Any, distinct: Any,
) -> Any:  # fmt: skip
    if kind == RANGE:
        return min(top[at + high] - bottom[at + low], ONE)
    if low == high:
        return 0
    if kind == SET:
        return distinct * ONE // size if distinct > 1 else 0
    while levels[place + low] != levels[place + high]:
        place += size
    return costs[place + low]


def _distance(counts: Any, shares: Any, rows: Any, start: int, stop: int, ordered: bool) -> float:  # noqa: PLR0917
    total, carried = 0.0, 0.0
    if ordered and stop - start < 2:
        return 0.0
    for slot in range(start, stop):
        own = counts[slot] / rows - shares[slot]
        if ordered:
            carried += own
            total += abs(carried)
        else:
            total += abs(own)
    return total / (stop - start - 1) if ordered else total / 2


def _fitting(distance: Callable[..., float]) -> Callable[..., bool]:
    def fits(counts: Any, demand: Any) -> bool:
        starts, ordered, shares, least, closest = demand
        for column in range(len(ordered)):
            start, stop = starts[column], starts[column + 1]
            rows, distinct = 0, 0
            for slot in range(start, stop):
                rows += counts[slot]
                distinct += counts[slot] > 0
            if distinct < least:
                return False
            if (
                closest < 1
                and distance(counts, shares, rows, start, stop, ordered[column]) > closest + SLACK
            ):
                return False
        return True

    return fits


def _fitting_both(fits: Callable[..., bool]) -> Callable[..., bool]:
    def fits_both(left: Any, whole: Any, rest: Any, demand: Any) -> bool:
        if demand[3] == 0:
            return True
        if not fits(left, demand):
            return False
        for slot in range(len(whole)):
            rest[slot] = whole[slot] - left[slot]
        return fits(rest, demand)

    return fits_both


def _cutting_along(  # noqa: C901
    cost: Callable[..., Any], fits_both: Callable[..., bool]
) -> Callable[..., Any]:
    lowest = np.iinfo(np.int64).min

    def cut_along(  # noqa: C901,PLR0912,PLR0917  one loop over a column's values, as fast as it goes
        codes: Any, weights: Any, slots: Any, flat: Any, demand: Any, group: Any, total: Any,
        k: Any, charge: Any, rows: Any, whole: Any, left_counts: Any, one_counts: Any, rest: Any,
    ) -> Any:  # fmt: skip
        best, best_column, best_code, best_alone = lowest, -1, 0, False
        demanding = demand[3] > 0
        kinds, sizes, at, bottom, top, level_at, levels, costs = flat
        for column in range(codes.shape[1]):
            own = codes[:, column]
            low = high = own[group[0]]
            for item in group:
                low, high = min(low, own[item]), max(high, own[item])
            if low == high:
                continue
            kind, size, begin, tree = kinds[column], sizes[column], at[column], level_at[column]
            rows[low : high + 1] = 0
            for item in group:
                rows[own[item]] += weights[item]
            distinct = 0
            for code in range(low, high + 1):
                distinct += rows[code] > 0
            full = (
                cost(kind, size, begin, bottom, top, tree, levels, costs, low, high, distinct)
                * total
            )
            left, passed = 0, 0
            if demanding:
                left_counts[:] = 0
            code = low
            while code < high:
                here = rows[code]
                following = code + 1
                while rows[following] == 0:
                    following += 1
                left += here
                passed += 1
                if demanding:
                    one_counts[:] = 0
                    for item in group:
                        if own[item] == code:
                            for slot in slots[:, item]:
                                one_counts[slot] += weights[item]
                    left_counts += one_counts
                if kind != RANGE and passed > 1 and here >= k and total - here >= k:
                    rest_cost = cost(
                        kind, size, begin, bottom, top, tree, levels, costs, low, high, distinct - 1
                    )
                    gain = full - rest_cost * (total - here)
                    gain -= charge * (total // k - here // k - (total - here) // k)
                    if gain > best and fits_both(one_counts, whole, rest, demand):
                        best, best_column, best_code, best_alone = gain, column, code, True
                if left >= k and total - left >= k:
                    gain = (
                        full
                        - cost(
                            kind, size, begin, bottom, top, tree, levels, costs, low, code, passed
                        )
                        * left
                    )
                    gain -= cost(
                        kind,
                        size,
                        begin,
                        bottom,
                        top,
                        tree,
                        levels,
                        costs,
                        following,
                        high,
                        distinct - passed,
                    ) * (total - left)
                    gain -= charge * (total // k - left // k - (total - left) // k)
                    if gain > best and fits_both(left_counts, whole, rest, demand):
                        best, best_column, best_code, best_alone = gain, column, code, False
                code = following
        return best_column, best_code, best_alone

    return cut_along


def _cutting_by_nearness(  # noqa: C901
    cost: Callable[..., Any], fits_both: Callable[..., bool]
) -> Callable[..., Any]:
    highest = np.iinfo(np.int64).max

    def cut_by_nearness(  # noqa: C901,PLR0912,PLR0917  as above
        codes: Any, weights: Any, slots: Any, flat: Any, demand: Any, group: Any, total: Any,
        k: Any, charge: Any, seen: Any, whole: Any, left_counts: Any, rest: Any, near: Any,
    ) -> Any:  # fmt: skip
        kinds, sizes, begins, bottom, top, level_at, levels, costs = flat
        count = len(group)
        columns = codes.shape[1]
        away = np.zeros((3, count), np.int64)
        place = 0
        for turn in range(3):
            for column in range(columns):
                one = codes[group[place], column]
                kind, size, begin, tree = (
                    kinds[column],
                    sizes[column],
                    begins[column],
                    level_at[column],
                )
                for at in range(count):
                    other = codes[group[at], column]
                    if one != other:
                        away[turn, at] += cost(
                            kind,
                            size,
                            begin,
                            bottom,
                            top,
                            tree,
                            levels,
                            costs,
                            min(one, other),
                            max(one, other),
                            2,
                        )
            if turn < 2:
                place = int(np.argmax(away[turn]))
        score = away[2] - away[1]
        order = np.argsort(score, kind="mergesort")
        loss = np.zeros((2, count), np.int64)
        for turn in range(2):
            for column in range(columns):
                own = codes[:, column]
                kind, size, begin, tree = (
                    kinds[column],
                    sizes[column],
                    begins[column],
                    level_at[column],
                )
                low = high = own[group[order[0 if turn == 0 else count - 1]]]
                distinct = 0
                for at in range(count):
                    code = own[group[order[at if turn == 0 else count - 1 - at]]]
                    low, high = min(low, code), max(high, code)
                    if seen[code] == 0:
                        seen[code] = 1
                        distinct += 1
                    loss[turn, at] += cost(
                        kind, size, begin, bottom, top, tree, levels, costs, low, high, distinct
                    )
                for at in range(count):
                    seen[own[group[at]]] = 0
        best, chosen, left = highest, -1, 0
        left_counts[:] = 0
        for at in range(count - 1):
            item = group[order[at]]
            left += weights[item]
            for slot in slots[:, item]:
                left_counts[slot] += weights[item]
            if left < k or total - left < k or score[order[at]] == score[order[at + 1]]:
                continue
            both = loss[0, at] * left + loss[1, count - 2 - at] * (total - left)
            both += charge * (total // k - left // k - (total - left) // k)
            if both < best and fits_both(left_counts, whole, rest, demand):
                best, chosen = both, at
        if chosen < 0:
            return False
        bound = score[order[chosen]]
        for at in range(count):
            near[at] = score[at] <= bound
        return True

    return cut_by_nearness


def _partitioning(  # noqa: C901
    cut_along: Callable[..., Any], cut_by_nearness: Callable[..., Any]
) -> Any:
    def partition(  # noqa: C901,PLR0912,PLR0917  compiled loops take their arrays by place
        codes: Any, weights: Any, slots: Any, flat: Any, starts: Any, ordered: Any, shares: Any,
        least: Any, closest: Any, k: Any, charge: Any,
    ) -> Any:  # fmt: skip
        demand = (starts, ordered, shares, least, closest)
        count = len(weights)
        order = np.arange(count)
        aside = np.empty(count, np.int64)
        near = np.empty(count, np.bool_)
        marks = np.empty(count, np.int64)
        rows = np.zeros(flat[1].max() + 1, np.int64)
        seen = np.zeros(flat[1].max() + 1, np.int64)
        counts = np.zeros((4, starts[-1]), np.int64)
        waiting = [(0, count)]
        while len(waiting) > 0:
            start, stop = waiting.pop()
            group = order[start:stop]
            size = stop - start
            total = 0
            for item in group:
                total += weights[item]
            cut = False
            if total >= 2 * k and size > 1:
                if least > 0:
                    counts[0, :] = 0
                    for item in group:
                        for slot in slots[:, item]:
                            counts[0, slot] += weights[item]
                column, code, alone = cut_along(
                    codes, weights, slots, flat, demand, group, total, k, charge,
                    rows, counts[0], counts[1], counts[2], counts[3],
                )  # fmt: skip
                if column >= 0:
                    cut = True
                    own = codes[:, column]
                    for at in range(size):
                        here = own[group[at]]
                        near[at] = here == code if alone else here <= code
                else:
                    cut = cut_by_nearness(
                        codes, weights, slots, flat, demand, group, total, k, charge,
                        seen, counts[0], counts[1], counts[3], near,
                    )  # fmt: skip
            if not cut:
                for item in group:
                    marks[item] = group[0]
                continue
            # Both parts keep the items' order, so that a class is named by its first.
            left, right = 0, 0
            for at in range(size):
                if near[at]:
                    group[left] = group[at]
                    left += 1
                else:
                    aside[right] = group[at]
                    right += 1
            group[left:] = aside[:right]
            waiting.append((start, start + left))
            waiting.append((start + left, stop))
        # Numbered by first appearance.
        numbers = np.full(count, -1, np.int64)
        made = 0
        for item in range(count):
            if numbers[marks[item]] < 0:
                numbers[marks[item]] = made
                made += 1
            marks[item] = numbers[marks[item]]
        return marks

    return partition
