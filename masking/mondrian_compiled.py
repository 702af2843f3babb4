# The cuts of `mondrian` as loops that numba compiles: the same classes, some twenty times
# faster. numba is the extra `speed`, and nothing here is loaded without it.
from __future__ import annotations

import functools
import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .domain import SET, TREE, Domain, Integers
from .mondrian import Items, lost_class_charge
from .mondrian_cuts import compiled_cuts

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
    trees = [_tabled(each) for each in domains]
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


def _tabled(domain: Domain) -> tuple[Integers, Integers]:
    """Of a tree its levels and their costs; of a set the cost of so many values."""
    if domain.kind == TREE:
        return domain.levels.ravel(), domain.costs.ravel()
    if domain.kind == SET:
        held = np.arange(domain.size + 1)
        return held, domain.cost(held, held, held)
    return (np.zeros(0, np.int64),) * 2


def _starts(lengths: list[int]) -> Integers:
    return np.cumsum([0, *lengths])[:-1].astype(np.int64)


@functools.cache
def _kernel() -> Callable[..., Integers]:
    import numba  # noqa: PLC0415  half a second, and an extra

    compiled: Any = numba.njit(nogil=True, error_model="numpy")
    along, nearness = compiled_cuts(numba)
    kernel: Callable[..., Integers] = compiled(
        _partitioning(along, nearness, compiled(_count_rows), compiled(_clear))
    )
    return kernel


def _count_rows(  # noqa: PLR0917  as below
    codes: Any, weights: Any, begins: Any, group: Any, table: Any, lows: Any, highs: Any
) -> None:
    for column in range(codes.shape[1]):
        begin = begins[column]
        low = high = codes[group[0], column]
        for item in group:
            code = codes[item, column]
            low, high = min(low, code), max(high, code)
            table[begin + code] += weights[item]
        lows[column], highs[column] = low, high


def _clear(begins: Any, table: Any, lows: Any, highs: Any) -> None:
    for column in range(len(lows)):
        table[begins[column] + lows[column] : begins[column] + highs[column] + 1] = 0


def _partitioning(  # noqa: C901,PLR0915
    along: Callable[..., Any],
    by_nearness: Callable[..., Any],
    count_rows: Callable[..., Any],
    clear: Callable[..., Any],
) -> Any:
    def partition(  # noqa: C901,PLR0912,PLR0915,PLR0917  compiled loops take their arrays by place
        codes: Any, weights: Any, slots: Any, flat: Any, starts: Any, ordered: Any, shares: Any,
        least: Any, closest: Any, k: Any, charge: Any,
    ) -> Any:  # fmt: skip
        demand = (starts, ordered, shares, least, closest)
        count, columns = codes.shape
        sizes, begins = flat[1], flat[2]
        order = np.arange(count)
        aside = np.empty(count, np.int64)
        near = np.empty(count, np.bool_)
        marks = np.empty(count, np.int64)
        seen = np.zeros(sizes.max() + 1, np.int64)
        there = np.zeros(sizes.max() + 1, np.int64)
        counts = np.zeros((4, starts[-1]), np.int64)
        # How many rows have each code, of groups that wait and are large; the last place is for
        # small ones, which are counted when their turn comes. What is not in use is zero.
        codes_in_all = begins[-1] + sizes[-1]
        large = codes_in_all // 4 + 1
        small = count // large + 1
        tables = np.zeros((small + 1, codes_in_all), np.int64)
        lows = np.zeros((small + 1, columns), np.int64)
        highs = np.zeros((small + 1, columns), np.int64)
        free = list(range(small))
        waiting = [(0, count, small, weights.sum())]
        if count >= large:
            waiting[0] = (0, count, free.pop(), waiting[0][3])
            count_rows(
                codes,
                weights,
                begins,
                order,
                tables[waiting[0][2]],
                lows[waiting[0][2]],
                highs[waiting[0][2]],
            )
        while len(waiting) > 0:
            start, stop, place, total = waiting.pop()
            group = order[start:stop]
            size = stop - start
            cut = False
            if total >= 2 * k and size > 1:
                if least > 0:
                    counts[0, :] = 0
                    for item in group:
                        for slot in slots[:, item]:
                            counts[0, slot] += weights[item]
                if place == small:
                    count_rows(
                        codes, weights, begins, group, tables[small], lows[small], highs[small]
                    )
                column, code, alone = along(
                    codes, weights, slots, flat, demand, group, total, k, charge,
                    there, tables[place], lows[place], highs[place],
                    counts[0], counts[1], counts[2], counts[3],
                )  # fmt: skip
                if column >= 0:
                    cut = True
                    own = codes[:, column]
                    for at in range(size):
                        here = own[group[at]]
                        near[at] = here == code if alone else here <= code
                else:
                    cut = by_nearness(
                        codes, weights, slots, flat, demand, group, total, k, charge,
                        seen, counts[0], counts[1], counts[3], near,
                    )  # fmt: skip
                if place == small:
                    clear(begins, tables[small], lows[small], highs[small])
            if not cut:
                for item in group:
                    marks[item] = group[0]
                if place != small:
                    clear(begins, tables[place], lows[place], highs[place])
                    free.append(place)
                continue
            # Both parts keep the items' order, so that a class is named by its first.
            left, right, near_rows = 0, 0, 0
            for at in range(size):
                # Written to both, for a branch that nobody can foretell takes longer.
                item = group[at]
                group[left], aside[right] = item, item
                left += near[at]
                near_rows += weights[item] * near[at]
                right += not near[at]
            group[left:] = aside[:right]
            middle = start + left
            fewer, more = (start, middle, near_rows), (middle, stop, total - near_rows)
            if left > right:
                fewer, more = more, fewer
            fewer_at, more_at = small, small
            if place != small:
                if more[1] - more[0] >= large:
                    # The larger part has what the smaller leaves of the whole.
                    more_at = place
                    if fewer[1] - fewer[0] >= large:
                        fewer_at = free.pop()
                        count_rows(
                            codes,
                            weights,
                            begins,
                            order[fewer[0] : fewer[1]],
                            tables[fewer_at],
                            lows[fewer_at],
                            highs[fewer_at],
                        )
                        for code in range(codes_in_all):
                            tables[place, code] -= tables[fewer_at, code]
                    else:
                        for item in order[fewer[0] : fewer[1]]:
                            for column in range(columns):
                                tables[place, begins[column] + codes[item, column]] -= weights[item]
                else:
                    clear(begins, tables[place], lows[place], highs[place])
                    free.append(place)
            waiting.append((more[0], more[1], more_at, more[2]))
            waiting.append((fewer[0], fewer[1], fewer_at, fewer[2]))
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
