from masking.in_text import apart, set_back
from schema import Span


def test_of_two_that_overlap_nothing_shows() -> None:
    found = apart([Span("b", 3, 8, 1.0), Span("a", 1, 5, 1.0), Span("c", 8, 9, 1.0)])
    assert [(each.label, each.start, each.end) for each in found] == [("a", 1, 8), ("c", 8, 9)]
    assert apart([Span("b", 2, 3, 1.0), Span("a", 1, 5, 1.0)]) == [Span("a", 1, 5, 1.0)]


def test_values_of_one_kind_are_shown_in_one_go_and_set_back() -> None:
    asked = []

    def shown(kind: str, values: list[str]) -> list[str]:
        asked.append((kind, values))
        return [f"<{value.upper()}>" for value in values]

    texts = ["ab cd", "", "ef"]
    places = [[Span("x1", 0, 2, 1.0), Span("y", 3, 5, 1.0)], [], [Span("x2", 0, 1, 1.0)]]
    assert set_back(texts, places, lambda label: label[0], shown) == ["<AB> <CD>", "", "<E>f"]
    assert asked == [("x", ["ab", "e"]), ("y", ["cd"])]
