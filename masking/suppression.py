# Rows left out so that the others can be told more exactly: in a class of more than k rows,
# the one combination without which the class loses least. It goes only where leaving it out
# saves the class more than a whole cell for each row that goes, the best bargains first, up
# to a limit of rows.
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .domain import ONE, Domain, Integers
from .mondrian import Items

__all__ = ["suppressed"]


def suppressed(
    items: Items, classes: Integers, domains: Sequence[Domain], k: int, limit: int
) -> npt.NDArray[np.bool_]:
    """Which items are left out: at most `limit` rows, and every class keeps k of its own.

    Items with the same codes go together or not at all; the demands on sensitive values
    still hold of what stays.
    """
    out = np.zeros(len(classes), bool)
    _, rows_of = np.unique(items.codes, axis=0, return_inverse=True)
    rows_of = rows_of.ravel()
    while limit > 0:
        going = _round(items, rows_of, classes, domains, k, limit, out)
        if not going.any():
            break
        limit -= int(items.weights[going].sum())
        out |= going
    return out


def _round(  # noqa: PLR0917
    items: Items,
    rows_of: Integers,
    classes: Integers,
    domains: Sequence[Domain],
    k: int,
    limit: int,
    out: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    """The best bargain of each class, as far as the limit goes."""
    there = np.flatnonzero(~out)
    combos, first, inverse = np.unique(rows_of[there], return_index=True, return_inverse=True)
    codes = items.codes[there[first]]
    weights = np.bincount(inverse.ravel(), items.weights[there]).astype(np.int64)
    own = classes[there[first]]
    totals = np.bincount(own, weights).astype(np.int64)[own]
    whole, without = _losses(codes, own, domains)
    saved = totals * whole - (totals - weights) * without - weights * (whole + ONE)
    bargain = np.where(totals - weights >= k, saved / weights, -1.0)
    order = np.lexsort((combos, -bargain))
    going = np.zeros(len(out), bool)
    touched: set[int] = set()
    for place in order[: int(np.count_nonzero(bargain > 0))]:
        if weights[place] > limit or int(own[place]) in touched:
            continue
        leaving = there[inverse.ravel() == place]
        staying = (classes == own[place]) & ~out
        staying[leaving] = False
        if items.sensitive.demanding and not items.sensitive.fits(
            items.sensitive.counted(items.slots[staying], items.weights[staying])
        ):
            continue
        touched.add(int(own[place]))
        going[leaving] = True
        limit -= int(weights[place])
    return going


def _losses(
    codes: Integers, classes: Integers, domains: Sequence[Domain]
) -> tuple[Integers, Integers]:
    """For each combination, the loss of its class and the class's loss without it."""
    whole = np.zeros(len(classes), np.int64)
    without = np.zeros(len(classes), np.int64)
    for column, domain in enumerate(domains):
        own = codes[:, column]
        pairs, place, holders = np.unique(
            classes * domain.size + own, return_inverse=True, return_counts=True
        )
        group, values = np.divmod(pairs, domain.size)
        numbers = np.arange(int(classes.max()) + 1)
        start = np.searchsorted(group, numbers, "left")
        stop = np.searchsorted(group, numbers, "right")
        distinct = (stop - start)[classes]
        low, high = values[start[classes]], values[stop[classes] - 1]
        whole += domain.cost(low, high, distinct)
        only = (holders[place.ravel()] == 1) & (distinct > 1)
        second = values[np.minimum(start[classes] + 1, len(values) - 1)]
        last_but_one = values[np.maximum(stop[classes] - 2, 0)]
        low = np.where(only & (own == low), second, low)
        high = np.where(only & (own == high), last_but_one, high)
        without += domain.cost(low, high, distinct - only)
    return whole, without
