# Every key of a drill's file, and every technique and figure, is described on the page.
from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from policies import FIGURES, Drill, defence, drill, load_regimes, plant
from range.detector import RULES
from range.technique_table import TECHNIQUES

PAGE = (Path(__file__).parents[2] / "docs" / "drills.md").read_text(encoding="utf-8")
MODELS = sorted(
    {
        each
        for module in (drill, defence, plant)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, BaseModel) and each.__module__ == module.__name__
    },
    key=lambda model: model.__name__,
)  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_described(model: type[BaseModel]) -> None:
    assert [
        name for name in model.model_fields if f"`{name}`" not in PAGE and f"`{name}:" not in PAGE
    ] == []


def test_the_drill_is_among_them() -> None:
    assert Drill in MODELS
    assert len(MODELS) > 20


def test_actions_rules_figures_and_regimes_are_named() -> None:
    names = [*TECHNIQUES, *RULES, *FIGURES, *load_regimes()]
    assert [name for name in names if f"`{name}`" not in PAGE] == []
    ids = [one for each in TECHNIQUES.values() for one in each.titles]
    assert [one for one in ids if one not in PAGE] == []
