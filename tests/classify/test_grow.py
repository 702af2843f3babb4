# Trees grown on top of another model: they keep bounds on direction, they are few where little is
# to be explained, and the same rows grow the same trees.
from __future__ import annotations

import numpy as np
import pytest

from classify.grow import LEAST_ROWS, Rows, grown, trees_worth_keeping

NAMES = ("header", "rival", "words")


def rows(count: int, seed: int = 1, noise: float = 0.0, by: int = 2) -> Rows:
    """Rows that are right where the fact at `by` is high, but for a share of noise."""
    rng = np.random.default_rng(seed)
    facts = rng.random((count, 3)).round(3)
    right = (facts[:, by] > 0.5).astype(float)
    turned = rng.random(count) < noise
    right[turned] = 1.0 - right[turned]
    return Rows(facts, np.zeros(count), right, [f"g{place % 40}" for place in range(count)])


def told(trees, facts) -> list[float]:
    return [sum(tree.of(row) for tree in trees) for row in facts]


def test_what_a_fact_tells_is_found():
    trees = trees_worth_keeping(rows(300), NAMES)
    assert trees
    low, high = told(trees, [(0.5, 0.5, 0.1), (0.5, 0.5, 0.9)])
    assert low < -1.0 < 1.0 < high


@pytest.mark.parametrize(
    "some",
    [
        rows(LEAST_ROWS - 1),
        rows(300, noise=0.5),
        Rows(*(getattr(rows(300), name) for name in ("facts", "odds")), np.ones(300), ["a"] * 300),
        Rows(*(getattr(rows(300), name) for name in ("facts", "odds", "right")), ["a"] * 300),
    ],
    ids=["too few", "chance", "always right", "one group"],
)
def test_where_nothing_is_to_be_learned_there_are_no_trees(some):
    assert trees_worth_keeping(some, NAMES) == ()


@pytest.mark.parametrize(
    ("by", "turn", "sign"),
    [(0, False, 1), (0, True, 0), (1, True, -1), (1, False, 0)],
    ids=["a header raises", "it never lowers", "a rival lowers", "it never raises"],
)
def test_bounds_on_direction_are_kept(by, turn, sign):
    some = rows(400, by=by, noise=0.1)
    right = 1.0 - some.right if turn else some.right
    trees = grown(Rows(some.facts, some.odds, right, some.groups), NAMES, 20)
    for other in ((0.2, 0.2, 0.2), (0.8, 0.8, 0.8)):
        line = []
        for value in np.linspace(0.0, 1.0, 21):
            facts = list(other)
            facts[by] = float(value)
            line.append(sum(tree.of(facts) for tree in trees))
        steps = np.diff(line)
        assert (steps * (1 if by == 0 else -1) >= -1e-9).all()
        if sign:
            assert (line[-1] - line[0]) * sign > 0.5


def test_the_same_rows_grow_the_same_trees_and_a_tree_is_small():
    first, second = (trees_worth_keeping(rows(300, noise=0.1), NAMES) for _ in range(2))
    assert first == second
    assert all(len(tree.fact) <= 7 for tree in first)


def test_what_the_other_model_knows_is_left_to_it():
    some = rows(300)
    knows = Rows(some.facts, np.where(some.right > 0, 6.0, -6.0), some.right, some.groups)
    assert trees_worth_keeping(knows, NAMES) == ()
