# Trees grown on what is left to explain: gradient boosting of the logistic loss by Newton's steps
# (Friedman 2001) over few rows, from log odds that another model has said already. Bounds on
# direction are kept in every split; how many trees are worth keeping is told by rows they were not
# grown on. numpy alone: it runs on the machine whose reviewers decided.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .weigh import Tree
from .witness import LOWERS, RAISES

__all__ = ["LEAST_ROWS", "Rows", "grown", "trees_worth_keeping"]

Numbers = npt.NDArray[np.float64]

# With fewer rows, or fewer of either answer, a tree would tell of chance.
LEAST_ROWS, LEAST_OF_EACH = 60, 12
_FOLDS = 5
_MOST_TREES, _DEPTH, _RATE = 40, 2, 0.3
# A leaf holds so many rows, and its step is held back by so many undecided ones.
_LEAF, _HOLD = 8, 4.0
# Where another model was very sure and wrong, Newton's step goes far beyond.
_MOST_STEP = 3.0
# What rows that were not grown on must gain, each on average, before trees are kept.
_LEAST_GAIN = 0.01
# Values of a fact that a split is tried at.
_CUTS = 16
_FAR = 1e9


@dataclass(frozen=True, slots=True)
class Rows:
    """Facts by row, the log odds said of each so far, whether it was right, and its group: rows
    of one group are never parted when it is tried how well trees tell rows they have not seen.
    """

    facts: Numbers
    odds: Numbers
    right: Numbers
    groups: Sequence[str]

    def only(self, chosen: npt.NDArray[np.intp]) -> Rows:
        """Some of the rows."""
        groups = [self.groups[place] for place in chosen.tolist()]
        return Rows(self.facts[chosen], self.odds[chosen], self.right[chosen], groups)


def trees_worth_keeping(rows: Rows, names: Sequence[str]) -> tuple[Tree, ...]:
    """As many trees as do well on groups they were not grown on; none where that is luck.

    `names` are the facts in their order.
    """
    wrong = len(rows.right) - rows.right.sum()
    if len(rows.right) < LEAST_ROWS or min(rows.right.sum(), wrong) < LEAST_OF_EACH:
        return ()
    order = sorted(set(rows.groups))
    if len(order) < _FOLDS:
        return ()
    # Every fifth group, the largest first, so that no fold is of one group alone.
    sizes = dict.fromkeys(order, 0)
    for group in rows.groups:
        sizes[group] += 1
    ranked = sorted(order, key=lambda group: (-sizes[group], group))
    fold = {group: place % _FOLDS for place, group in enumerate(ranked)}
    which = np.array([fold[group] for group in rows.groups])
    losses = np.zeros(_MOST_TREES + 1)
    for number in range(_FOLDS):
        kept, tried = rows.only(np.flatnonzero(which != number)), np.flatnonzero(which == number)
        odds = rows.odds[tried].copy()
        losses[0] += _loss(odds, rows.right[tried])
        trees = grown(kept, names, _MOST_TREES)
        for count in range(1, _MOST_TREES + 1):
            if count <= len(trees):
                odds += _of(trees[count - 1], rows.facts[tried])
            losses[count] += _loss(odds, rows.right[tried])
    best = int(losses.argmin())
    if losses[0] - losses[best] < _LEAST_GAIN * len(rows.right):
        return ()
    return grown(rows, names, best)


def grown(rows: Rows, names: Sequence[str], count: int) -> tuple[Tree, ...]:
    """At most so many trees, each on what those before it leave to explain."""
    bounds = [1 if name in RAISES else -1 if name in LOWERS else 0 for name in names]
    cuts = [_cuts(rows.facts[:, place]) for place in range(rows.facts.shape[1])]
    odds, told = rows.odds.copy(), []
    for _ in range(count):
        sure = 1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))
        tree = _tree(rows.facts, rows.right - sure, sure * (1.0 - sure), cuts, bounds)
        if tree is None:
            break
        odds += _of(tree, rows.facts)
        told.append(tree)
    return tuple(told)


def _tree(
    facts: Numbers, slope: Numbers, curve: Numbers, cuts: list[Numbers], bounds: list[int]
) -> Tree | None:
    """One tree of splits that keep the bounds; None where no split helps."""
    fact, at_most, left, right, value = [0], [0.0], [0], [0], [0.0]
    every = np.arange(len(slope))
    waiting = [(0, every, 0, -_FAR, _FAR)]
    while waiting:
        node, rows, depth, least, most = waiting.pop()
        value[node] = _RATE * min(most, max(least, _step(slope[rows], curve[rows])))
        split = None
        if depth < _DEPTH:
            split = _best(facts[rows], (slope[rows], curve[rows]), cuts, bounds, (least, most))
        if split is None:
            continue
        place, cut, low, high = split
        below = facts[rows, place] <= cut
        between = (low + high) / 2.0
        first = len(fact)
        for chosen, which in ((rows[below], -1), (rows[~below], 1)):
            under, over = least, most
            if bounds[place]:
                # What lies on the higher side of a bounded split stays there, however deep.
                if which == bounds[place]:
                    under = between
                else:
                    over = between
            waiting.append((len(fact), chosen, depth + 1, under, over))
            for column, empty in ((fact, 0), (left, 0), (right, 0)):
                column.append(empty)
            at_most.append(0.0)
            value.append(0.0)
        fact[node], at_most[node] = place, round(float(cut), 6)
        left[node], right[node], value[node] = first, first + 1, 0.0
    if not left[0]:
        return None
    rounded = tuple(round(each, 5) for each in value)
    return Tree(tuple(fact), tuple(at_most), tuple(left), tuple(right), rounded)


def _best(
    facts: Numbers,
    loss: tuple[Numbers, Numbers],
    cuts: list[Numbers],
    bounds: list[int],
    within: tuple[float, float],
) -> tuple[int, float, float, float] | None:
    """The split that gains most: its fact, its cut, and the steps on either side.

    `loss` is its slope and its curve by row; steps stay `within` these.
    """
    slope, curve = loss
    least, most = within
    whole, found = _gain(slope.sum(), curve.sum()), None
    best = 1e-6
    for place, tried in enumerate(cuts):
        for cut in tried.tolist():
            below = facts[:, place] <= cut
            count = int(below.sum())
            if count < _LEAF or len(slope) - count < _LEAF:
                continue
            low, high = _step(slope[below], curve[below]), _step(slope[~below], curve[~below])
            low, high = (min(most, max(least, each)) for each in (low, high))
            if (high - low) * bounds[place] < 0:
                continue
            gain = _gain(slope[below].sum(), curve[below].sum())
            gain += _gain(slope[~below].sum(), curve[~below].sum()) - whole
            if gain > best:
                best, found = gain, (place, cut, low, high)
    return found


def _cuts(values: Numbers) -> Numbers:
    """Where a fact may be cut: between its values, not more than some."""
    known = np.unique(values)
    if len(known) > _CUTS:
        known = np.unique(np.quantile(values, np.linspace(0.0, 1.0, _CUTS + 1)))
    # Rounded as a tree keeps them, so that it is tried as it will be used.
    return np.unique(np.round((known[:-1] + known[1:]) / 2.0, 6))


def _step(slope: Numbers, curve: Numbers) -> float:
    step = float(slope.sum() / (curve.sum() + _HOLD * 0.25))
    return min(_MOST_STEP, max(-_MOST_STEP, step))


def _gain(slope: float, curve: float) -> float:
    return float(slope * slope / (curve + _HOLD * 0.25))


def _of(tree: Tree, facts: Numbers) -> Numbers:
    return np.array([tree.of(row) for row in facts.tolist()])


def _loss(odds: Numbers, right: Numbers) -> float:
    return float((np.logaddexp(0.0, odds) - right * odds).sum())
