# Bar charts as inline SVG, drawn by hand so that a report is one file and needs no script.
# Each figure stands as text beside its bar: no chart speaks by colour alone.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

__all__ = ["Bar", "Segment", "bar_chart"]

_WIDTH = 640
_ROW = 30
_BAR = 18
_LABEL = 190
_FIGURE = 56
# Characters that fit beside the bars; a Han character is as wide as two others.
_LABEL_CELLS = 26


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: how much, which class colours it, what a reader is told of it."""

    amount: int
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name and its pieces, left to right."""

    name: str
    segments: tuple[Segment, ...]

    @property
    def total(self) -> int:
        """The whole bar's amount."""
        return sum(segment.amount for segment in self.segments)


def bar_chart(bars: Sequence[Bar], *, title: str) -> Markup:
    """Horizontal bars, all to one scale from zero, with the totals at their ends.

    The names are text of any origin and are escaped; styles are class names of the page.

    >>> "<rect" in bar_chart([Bar("a", (Segment(3, "l0", "3"),))], title="t")
    True
    """
    most = max((bar.total for bar in bars), default=0)
    room = _WIDTH - _LABEL - _FIGURE
    height = _ROW * len(bars) + 8
    parts = [
        Markup('<svg class="chart" role="img" viewBox="0 0 {} {}" aria-label="{}">').format(
            _WIDTH, height, _spoken(bars, title)
        )
    ]
    for index, bar in enumerate(bars):
        top = index * _ROW + 4
        middle = top + _BAR // 2 + 5
        parts.append(
            Markup(
                '<text class="name" x="{}" y="{}" text-anchor="end">{}<title>{}</title></text>'
            ).format(_LABEL - 10, middle, _clipped(bar.name), bar.name)
        )
        left = float(_LABEL)
        for segment in bar.segments:
            if not segment.amount:
                continue
            # A sliver stays visible: one dataset among thousands may be the grave one.
            width = max(room * segment.amount / most, 2.0)
            parts.append(
                Markup(
                    '<rect class="{}" x="{:.1f}" y="{}" width="{:.1f}" height="{}">'
                    "<title>{}</title></rect>"
                ).format(segment.style, left, top, width, _BAR, segment.title)
            )
            left += width
        parts.append(
            Markup('<text class="figure" x="{:.1f}" y="{}">{:,}</text>').format(
                left + 8, middle, bar.total
            )
        )
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _spoken(bars: Sequence[Bar], title: str) -> str:
    """The chart in words, for who hears the page."""
    return f"{title}: " + "; ".join(f"{bar.name} {bar.total}" for bar in bars)


def _clipped(name: str) -> Markup:
    """A name no wider than its place; the whole stands in its title."""
    cells = 0
    for index, character in enumerate(name):
        cells += 2 if character > "\u2e7f" else 1
        if cells > _LABEL_CELLS:
            return escape(name[: max(index - 1, 1)] + "…")
    return escape(name)
