# A model of many small trees whose answers add up (gradient boosting): fitted by scikit-learn, kept
# as numbers in JSON, and walked here. It tells which figures drove a score: along each way through a
# tree, what the split on a figure changed in what the tree expected.
from __future__ import annotations

import hashlib
from importlib import resources
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

__all__ = ["Tree", "TreeModel", "read_trees", "shipped_trees"]

Matrix = npt.NDArray[np.float64]
_LEAF: Final = -1


class Tree(msgspec.Struct, frozen=True):
    """One tree: at each node the figure it looks at (-1 in a leaf), up to which value the way goes
    left, where it goes, and what is expected of whatever comes here.
    """

    figure: tuple[int, ...]
    up_to: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]


class TreeModel(msgspec.Struct, frozen=True, kw_only=True):
    """Trees over figures by name; a score above `threshold` is worth an alert together with others,
    one above `sure` by itself.

    `seed`, `window` and `trained_on` say how it was made; `digest` is of what it was made from.
    """

    name: str
    features: tuple[str, ...]
    trees: tuple[Tree, ...]
    bias: float
    threshold: float
    sure: float
    seed: int
    window: str
    trained_on: str
    digest: str

    @property
    def version(self) -> str:
        """The model's own name: the beginning of the SHA-256 of all its numbers."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:12]

    def scores(self, rows: Matrix) -> Matrix:
        """The score of each row of figures."""
        found = np.full(len(rows), self.bias)
        for tree in self.trees:
            found += _walked(tree, rows)
        return found

    def drivers(self, row: Matrix, most: int = 3) -> tuple[str, ...]:
        """The figures that speak loudest for a row's score, each with its value."""
        parts = np.zeros(len(self.features))
        for tree in self.trees:
            at = 0
            while tree.figure[at] != _LEAF:
                figure = tree.figure[at]
                go_left = row[figure] <= tree.up_to[at]
                child = tree.left[at] if go_left else tree.right[at]
                parts[figure] += tree.value[child] - tree.value[at]
                at = child
        loudest = [place for place in np.argsort(-parts)[:most].tolist() if parts[place] > 0]
        return tuple(f"{self.features[place]}={row[place]:.2f}" for place in loudest)


def read_trees(octets: bytes) -> TreeModel:
    """A model from its JSON. Raises ValueError where it is none, or a way in it has no end."""
    try:
        model = msgspec.json.decode(octets, type=TreeModel)
    except msgspec.DecodeError:
        raise ValueError("this is no model of trees") from None
    for tree in model.trees:
        size = len(tree.figure)
        if not size or {len(tree.up_to), len(tree.left), len(tree.right), len(tree.value)} != {
            size
        }:
            raise ValueError("a tree has a figure, a bound, two ways and a value at each node")
        for at, figure in enumerate(tree.figure):
            if figure == _LEAF:
                continue
            ways = tree.left[at], tree.right[at]
            if not (0 <= figure < len(model.features) and all(at < way < size for way in ways)):
                raise ValueError("a way through a tree leads nowhere")
    return model


def shipped_trees(name: str) -> TreeModel:
    """The model of that name in the package."""
    return read_trees((resources.files(__package__) / "models" / f"{name}.json").read_bytes())


def _walked(tree: Tree, rows: Matrix) -> Matrix:
    """What a tree says of each row; all rows go down together."""
    figure, up_to = np.array(tree.figure), np.array(tree.up_to)
    left, right, value = np.array(tree.left), np.array(tree.right), np.array(tree.value)
    at = np.zeros(len(rows), np.int64)
    under_way = np.flatnonzero(figure[at] != _LEAF)
    while len(under_way):
        here = at[under_way]
        go_left = rows[under_way, figure[here]] <= up_to[here]
        at[under_way] = np.where(go_left, left[here], right[here])
        under_way = under_way[figure[at[under_way]] != _LEAF]
    found: Matrix = value[at]
    return found
