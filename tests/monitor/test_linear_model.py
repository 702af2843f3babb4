# A model of figures: what it says, why, and what is none.
import msgspec
import numpy as np
import pytest

from monitor import LinearModel, read_linear, shipped_linear
from monitor.domain_word import DOMAIN_FEATURES

MODEL = LinearModel(
    name="m", features=("a", "b"), mean=(1.0, 0.0), scale=(2.0, 1.0), weights=(4.0, -1.0), bias=0.5,
    threshold=2.0, seed=7, window="60 s", trained_on="made up", digest="",
)  # fmt: skip


def test_scores_and_what_drove_them() -> None:
    rows = np.array([[3.0, 1.0], [1.0, 0.0]])
    assert MODEL.scores(rows).tolist() == [3.5, 0.5]
    assert MODEL.drivers(rows[0]) == ("a=3.00",)
    assert MODEL.drivers(rows[1]) == ()


def test_it_comes_back_as_it_was_under_the_same_version() -> None:
    again = read_linear(msgspec.json.encode(MODEL))
    assert again == MODEL
    assert again.version == MODEL.version
    assert msgspec.structs.replace(MODEL, bias=0.6).version != MODEL.version


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"{}", "no model"),
        (b"nonsense", "no model"),
        (msgspec.json.encode(msgspec.structs.replace(MODEL, mean=(1.0,))), "for each"),
        (msgspec.json.encode(msgspec.structs.replace(MODEL, scale=(0.0, 1.0))), "for each"),
    ],
)
def test_what_is_none_is_refused(octets: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_linear(octets)


def test_the_shipped_one_says_how_it_was_made() -> None:
    model = shipped_linear("dga")
    assert model.features == DOMAIN_FEATURES
    assert dict(zip(model.features, model.weights, strict=True))["surprise"] > 0
    assert len(model.digest) == 64
    assert model.seed
