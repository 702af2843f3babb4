# A model of trees: what it says, why, and what is none.
import msgspec
import numpy as np
import pytest

from monitor import Tree, TreeModel, read_trees, shipped_trees
from monitor.dns_window import DNS_FEATURES

# a <= 1: -1; else b <= 5: 1, else 4. An inner node's value is what is expected there.
TREE = Tree((0, -1, 1, -1, -1), (1.0, 0.0, 5.0, 0.0, 0.0), (1, 0, 3, 0, 0), (2, 0, 4, 0, 0),
            (0.5, -1.0, 2.0, 1.0, 4.0))  # fmt: skip
MODEL = TreeModel(
    name="m", features=("a", "b"), trees=(TREE, TREE), bias=0.5, threshold=2.0, sure=8.0, seed=7,
    window="60 s", trained_on="made up", digest="",
)  # fmt: skip


def test_scores_are_those_of_the_leaves() -> None:
    rows = np.array([[1.0, 9.0], [1.1, 5.0], [2.0, 6.0]])
    assert MODEL.scores(rows).tolist() == [-1.5, 2.5, 8.5]


def test_what_drove_a_score_are_the_splits_on_its_way() -> None:
    assert MODEL.drivers(np.array([2.0, 6.0])) == ("b=6.00", "a=2.00")
    assert MODEL.drivers(np.array([2.0, 4.0])) == ("a=2.00",)
    assert MODEL.drivers(np.array([0.0, 4.0])) == ()


def test_it_comes_back_as_it_was_under_the_same_version() -> None:
    again = read_trees(msgspec.json.encode(MODEL))
    assert again == MODEL
    assert again.version == MODEL.version


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (msgspec.structs.replace(TREE, up_to=(1.0,)), "at each node"),
        (msgspec.structs.replace(TREE, left=(0, 0, 3, 0, 0)), "leads nowhere"),
        (msgspec.structs.replace(TREE, right=(9, 0, 4, 0, 0)), "leads nowhere"),
        (msgspec.structs.replace(TREE, figure=(2, -1, 1, -1, -1)), "leads nowhere"),
    ],
)
def test_a_way_without_an_end_is_refused(tree: Tree, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_trees(msgspec.json.encode(msgspec.structs.replace(MODEL, trees=(tree,))))


def test_what_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no model"):
        read_trees(b"{}")


def test_the_shipped_one_knows_how_it_was_made() -> None:
    model = shipped_trees("dns-tunnel")
    assert model.features == DNS_FEATURES
    assert model.sure > model.threshold
    assert len(model.digest) == 64
    assert "iodine" in model.trained_on
