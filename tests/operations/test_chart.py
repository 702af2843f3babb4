# Charts: to scale from zero, slivers visible, every name escaped and its figure in text.
import re
import xml.etree.ElementTree as ET

import pytest

from operations.chart import Bar, Segment, bar_chart


def widths(chart: str) -> list[float]:
    return [float(each) for each in re.findall(r'<rect[^>]*width="([\d.]+)"', chart)]


def bar(name: str, *amounts: int) -> Bar:
    return Bar(name, tuple(Segment(amount, "general-1", str(amount)) for amount in amounts))


def test_bars_are_to_one_scale() -> None:
    most, half, rest = widths(bar_chart([bar("a", 100), bar("b", 50), bar("c", 25)], title="t"))
    assert (half / most, rest / most) == (
        pytest.approx(0.5, abs=0.01),
        pytest.approx(0.25, abs=0.01),
    )


def test_one_among_thousands_is_seen_and_none_is_not() -> None:
    assert min(widths(bar_chart([bar("a", 10_000, 1, 0)], title="t"))) == 2.0
    assert len(widths(bar_chart([bar("a", 10_000, 1, 0)], title="t"))) == 2


def test_totals_stand_as_text() -> None:
    chart = bar_chart([bar("a", 1_000, 234)], title="t")
    assert ">1,234</text>" in chart
    assert 'aria-label="t: a 1234"' in chart


@pytest.mark.parametrize("name", ["<b>&\"'", "]]>", "字" * 100, "", "a" * 27])
def test_names_are_escaped_and_cut(name: str) -> None:
    chart = bar_chart([bar(name, 1)], title=name)
    root = ET.fromstring(chart)
    label = next(each for each in root if each.get("class") == "name")
    assert label[0].text or name == ""
    assert (label[0].text or "") == name
    assert len(label.text or "") <= 27
    assert name.startswith((label.text or "").removesuffix("…"))


def test_no_bars_no_failure() -> None:
    assert widths(bar_chart([], title="t")) == []
    assert widths(bar_chart([bar("a", 0)], title="t")) == []
