# Charts: to scale from zero, slivers visible, every name escaped and its figure in text.
import re
import xml.etree.ElementTree as ET

import pytest

from operations.chart import Bar, Segment, bar_chart, strip


def widths(chart: str) -> list[float]:
    return [float(each) for each in re.findall(r'style="width:([\d.]+)%"', chart)]


def bar(name: str, *amounts: int) -> Bar:
    return Bar(name, tuple(Segment(amount, "general-1", str(amount)) for amount in amounts))


def test_bars_are_to_one_scale() -> None:
    chart = bar_chart([bar("a", 100), bar("b", 50), bar("c", 20, 5)], title="t")
    assert widths(chart) == [100.0, 50.0, 20.0, 5.0]


def test_what_is_there_has_a_piece_and_what_is_not_has_none() -> None:
    chart = bar_chart([bar("a", 10_000, 1, 0)], title="t")
    assert widths(chart) == [100.0, 0.0], "the page gives the second a least width"


def test_totals_stand_as_text_unless_another_figure_is_given() -> None:
    chart = bar_chart([bar("a", 1_000, 234), Bar("b", (), "about 7")], title="t")
    assert "<b>1,234</b>" in chart
    assert "<b>about 7</b>" in chart
    assert 'aria-label="t"' in chart


@pytest.mark.parametrize("name", ["<b>&\"'", "]]>", "字" * 100, "", "a" * 27])
def test_names_are_escaped_and_whole(name: str) -> None:
    root = ET.fromstring(bar_chart([bar(name, 1)], title=name))
    (label,) = root.findall("./li/span[@class='name']")
    assert label.get("title") == name
    assert "".join(label.itertext()) == name


def test_a_name_that_turns_the_direction_is_marked() -> None:
    chart = bar_chart([Bar("a\u202eb", (Segment(1, "x", "\u2066"),))], title="\u200f")
    assert not re.search("[\u200f\u202e\u2066]", chart)


def test_no_bars_no_failure() -> None:
    assert widths(bar_chart([], title="t")) == []
    assert widths(bar_chart([bar("a", 0)], title="t")) == []


def test_a_strip_is_in_proportion_and_says_its_pieces() -> None:
    pieces = [
        Segment(3, "general-4", "four: 3"),
        Segment(0, "core", "core: 0"),
        Segment(1, "a", "<"),
    ]
    root = ET.fromstring(strip(pieces))
    assert [(each.get("class"), each.get("style")) for each in root] == [
        ("general-4", "flex:3"),
        ("a", "flex:1"),
    ]
    assert root.get("title") == root.get("aria-label") == "four: 3; <"
