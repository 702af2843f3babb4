# A covered value is covered wherever else it stands, and nothing else is.
from __future__ import annotations

import pytest

from operations.echoes import is_telling, with_echoes
from schema import Span


def places(texts: list[str], spans: list[list[Span]], values: dict[str, str]) -> list[list[str]]:
    found = with_echoes(texts, spans, values)
    return [
        [f"{span.label}:{text[span.start : span.end]}" for span in those]
        for text, those in zip(texts, found, strict=True)
    ]


def test_longer_values_first_and_apart() -> None:
    values = {"张伟": "name", "张伟明": "name", "13800138000": "phone", "女": "sex"}
    texts = ["张伟明和张伟，女", "电话13800138000，另13800138000", ""]
    assert places(texts, [[], [], []], values) == [
        ["name:张伟明", "name:张伟"],
        ["phone:13800138000", "phone:13800138000"],
        [],
    ]


def test_what_is_covered_already_stays_as_it_was_found() -> None:
    whole = Span("address", 0, 4, 0.7)
    assert with_echoes(["张伟路口张伟"], [[whole]], {"张伟": "name"}) == [
        [whole, Span("name", 4, 6, 1.0)]
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [("欧阳", True), ("李", False), ("Li", False), ("Zhang Wei", True), ("12345", False)],
)
def test_short_words_are_not_looked_for(value: str, told: bool) -> None:
    assert is_telling(value) is told
