# The steps of `mondrian_compiled`, each a loop that numba compiles: what it costs to tell codes
# as one, whether sensitive values are as they must be, and the two ways of cutting a group.
# numba is handed in, and what is here is plain Python without it.
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .domain import ONE, RANGE, SET
from .sensitive import SLACK

__all__ = ["compiled_cuts"]


def compiled_cuts(numba: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The cut along a column and the cut by nearness, compiled."""
    compiled: Any = numba.njit(nogil=True, error_model="numpy")
    cost: Any = numba.njit(nogil=True, error_model="numpy", inline="always")(_cost)
    both = compiled(_fitting_both(compiled(_fitting(compiled(_distance)))))
    return compiled(_cutting_along(cost, both)), compiled(_cutting_by_nearness(cost, both))


def _cost(  # noqa: PLR0917  compiled loops take their arrays by place
    kind: Any, size: Any, at: Any, bottom: Any, top: Any, place: Any, levels: Any, costs: Any,
    low: Any, high: Any, distinct: Any,
) -> Any:  # fmt: skip
    if kind == RANGE:
        return min(top[at + high] - bottom[at + low], ONE)
    if low == high:
        return 0
    if kind == SET:
        return costs[place + distinct]
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
    lowest = -(1 << 62)

    def cut_along(  # noqa: C901,PLR0912,PLR0917  one loop over a column's values, as fast as it goes
        codes: Any, weights: Any, slots: Any, flat: Any, demand: Any, group: Any, total: Any,
        k: Any, charge: Any, there: Any, rows: Any, lows: Any, highs: Any, whole: Any, left_counts: Any,
        one_counts: Any, rest: Any,
    ) -> Any:  # fmt: skip
        best, best_column, best_code, best_alone = lowest, -1, 0, False
        demanding = demand[3] > 0
        kinds, sizes, at, bottom, top, level_at, levels, costs = flat
        for column in range(codes.shape[1]):
            own = codes[:, column]
            kind, size, begin, tree = kinds[column], sizes[column], at[column], level_at[column]
            low, high = lows[column], highs[column]
            while rows[begin + low] == 0:
                low += 1
            while rows[begin + high] == 0:
                high -= 1
            lows[column], highs[column] = low, high
            if low == high:
                continue
            # Which codes there are, put together without a branch.
            distinct = 0
            for code in range(low, high + 1):
                there[distinct] = code
                distinct += rows[begin + code] > 0
            full = (
                cost(kind, size, begin, bottom, top, tree, levels, costs, low, high, distinct)
                * total
            )
            left = 0
            if demanding:
                left_counts[:] = 0
            for passed in range(1, distinct):
                code, following = there[passed - 1], there[passed]
                here = rows[begin + code]
                left += here
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
                    # The charge only lowers a gain, and its quotients take longest.
                    if gain > best:
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
                    if gain > best:
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
                    if gain > best:
                        gain -= charge * (total // k - left // k - (total - left) // k)
                        if gain > best and fits_both(left_counts, whole, rest, demand):
                            best, best_column, best_code, best_alone = gain, column, code, False
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
