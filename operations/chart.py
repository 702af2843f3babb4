# Bar charts as plain HTML, so that a report is one file without script, its bars as wide as
# the window and its text never smaller than the page's. Each figure stands as text beside
# its bar: no chart speaks by colour alone.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .visible import visible

__all__ = ["Bar", "Segment", "bar_chart", "strip"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: how much, which class colours it, what a reader is told of it."""

    amount: int
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name and its pieces, left to right; `figure` stands beside it."""

    name: str
    segments: tuple[Segment, ...]
    figure: str = ""

    @property
    def total(self) -> int:
        """The whole bar's amount."""
        return sum(segment.amount for segment in self.segments)


def bar_chart(bars: Sequence[Bar], *, title: str) -> Markup:
    """Horizontal bars, all to one scale from zero, with the totals at their ends.

    The names are text of any origin and are escaped; styles are class names of the page.

    >>> "width:100.0%" in bar_chart([Bar("a", (Segment(3, "l0", "3"),))], title="t")
    True
    """
    most = max((bar.total for bar in bars), default=0)
    rows = Markup("").join(_row(bar, most) for bar in bars)
    return Markup('<ul class="chart" aria-label="{}">{}</ul>').format(visible(title), rows)


def strip(segments: Sequence[Segment]) -> Markup:
    """One bar as wide as its place, its pieces in proportion, with all of them as its title.

    >>> "flex:3" in strip([Segment(3, "l0", "three")])
    True
    """
    shown = [segment for segment in segments if segment.amount]
    pieces = Markup("").join(
        Markup('<i class="{}" style="flex:{}"></i>').format(each.style, each.amount)
        for each in shown
    )
    said = visible("; ".join(each.title for each in shown))
    return Markup('<span class="strip" role="img" title="{0}" aria-label="{0}">{1}</span>').format(
        said, pieces
    )


def _row(bar: Bar, most: int) -> Markup:
    # A sliver stays visible (min-width): one dataset among thousands may be the grave one.
    pieces = Markup("").join(
        Markup('<i class="{}" style="width:{:.1f}%" title="{}"></i>').format(
            segment.style, 100 * segment.amount / most, visible(segment.title)
        )
        for segment in bar.segments
        if segment.amount
    )
    name = visible(bar.name)
    return Markup(
        '<li><span class="name" title="{0}"><bdi>{0}</bdi></span>'
        '<span class="bar">{1}<b>{2}</b></span></li>'
    ).format(name, pieces, bar.figure or f"{bar.total:,}")
