# Gradient boosting by scikit-learn in which more of a figure never speaks against the finding, and
# its trees as the monitor keeps them.
from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from monitor.tree_model import Tree


def boosted(
    rows: np.ndarray, truth: np.ndarray, weight: np.ndarray, seed: int
) -> tuple[tuple[Tree, ...], float]:
    """The trees and the bias, fitted to these rows."""
    fit = HistGradientBoostingClassifier(
        monotonic_cst=[1] * rows.shape[1], max_iter=120, max_leaf_nodes=8, learning_rate=0.06,
        l2_regularization=1.0, early_stopping=False, random_state=seed,
    ).fit(rows, truth, sample_weight=weight)  # fmt: skip
    trees = tuple(tree_of(each[0].nodes) for each in fit._predictors)
    return trees, round(float(fit._baseline_prediction.ravel()[0]), 6)


def tree_of(nodes: np.ndarray) -> Tree:
    """One tree, each inner node with the mean of the leaves below it."""
    size = len(nodes)
    values, counts = np.zeros(size), nodes["count"].astype(float)
    for at in reversed(range(size)):
        node = nodes[at]
        if node["is_leaf"]:
            values[at] = node["value"]
        else:
            ways = [int(node["left"]), int(node["right"])]
            values[at] = np.average(values[ways], weights=counts[ways])
    leaf = nodes["is_leaf"].astype(bool)
    return Tree(
        tuple(int(each) for each in np.where(leaf, -1, nodes["feature_idx"])),
        tuple(float(each) for each in np.where(leaf, 0.0, nodes["num_threshold"])),
        tuple(int(each) for each in np.where(leaf, 0, nodes["left"])),
        tuple(int(each) for each in np.where(leaf, 0, nodes["right"])),
        tuple(round(float(each), 7) for each in values),
    )
