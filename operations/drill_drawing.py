# A drill's pictures as SVG that stands in a page: what happened when, who is where and what may
# pass, how plants and data fared. Every mark has its words as a title; none speaks by colour alone.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from policies import Drill

from .visible import visible

__all__ = ["WIDE", "Moment", "draw_curve", "draw_curves", "draw_timeline", "draw_topology"]

# As wide as a page on a screen has it; on paper pictures are narrower, so that words are as large.
WIDE = 1120
_LEFT, _RIGHT, _LANE = 120, 30, 34
_CURVES = ("curve", "curve other")


@dataclass(frozen=True, slots=True)
class Moment:
    """Something on a lane of the timeline: from one second to another, how it looks, its words."""

    lane: str
    start: float
    end: float
    style: str
    title: str
    anchor: str


def draw_timeline(
    lanes: Sequence[tuple[str, str]],
    moments: Sequence[Moment],
    length: float,
    *,
    wide: int = WIDE,
) -> Markup:
    """Lanes one below another, each with its moments; minutes below.

    `lanes` are keys with their names; a moment with an anchor is a link to its entry.
    """
    height = _LANE * len(lanes) + 30
    at = {key: number for number, (key, _) in enumerate(lanes)}
    parts = [_svg(height, wide)]
    for key, name in lanes:
        top = at[key] * _LANE
        parts.append(
            Markup('<text x="0" y="{}">{}</text><line x1="{}" x2="{}" y1="{}" y2="{}" class="rail"/>').format(
                top + 21, visible(name), _LEFT, wide, top + 17, top + 17
            )
        )  # fmt: skip
    for each in moments:
        left, right = _x(each.start, length, wide), _x(each.end, length, wide)
        mark = Markup(
            '<rect x="{:.1f}" y="{}" width="{:.1f}" height="18" rx="3" class="{}"><title>{}</title></rect>'
        ).format(
            left, at[each.lane] * _LANE + 8, max(right - left, 5), each.style, visible(each.title)
        )
        leads = Markup('<a href="#{}">{}</a>').format(each.anchor, mark)
        parts.append(leads if each.anchor else mark)
    parts += _minutes(length, height, wide)
    return Markup("").join([*parts, Markup("</svg>")])


def draw_topology(
    drill: Drill,
    addresses: Mapping[str, str],
    attackers: frozenset[str],
    states: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    *,
    wide: int = WIDE,
) -> Markup:
    """A column for each zone with its hosts, and the passages between them.

    `states` are those that a host is in, each as its style and its words.
    """
    zones = list(drill.lab.zones)
    column = wide / len(zones)
    rows = {zone: [n for n, host in drill.lab.hosts.items() if host.zone == zone] for zone in zones}
    top = 30 + 20 * len(drill.lab.passages)
    height = top + 46 + 40 * max(len(names) for names in rows.values())
    parts = [_svg(height, wide)]
    for number, passage in enumerate(drill.lab.passages):
        start, end = ((zones.index(zone) + 0.5) * column for zone in (passage.source, passage.to))
        y = 18 + 20 * number
        ports = ", ".join(map(str, passage.ports))
        tip = 8 if end < start else -8
        parts.append(
            Markup(
                '<line x1="{:.0f}" x2="{:.0f}" y1="{}" y2="{}" class="way"/>'
                '<path d="M{:.0f} {} l{} -5 v10 z" class="tip"/><text x="{:.0f}" y="{}" class="mid">{}</text>'
            ).format(start, end, y, y, end, y, tip, (start + end) / 2, y - 4, ports)
        )  # fmt: skip
    for number, zone in enumerate(zones):
        left = number * column + 10
        parts.append(
            Markup('<rect x="{:.0f}" y="{}" width="{:.0f}" height="{}" rx="8" class="zone"/><text x="{:.0f}" y="{}" class="head">{} {}</text>').format(
                left, top, column - 20, height - top - 6, left + 12, top + 24, visible(zone), drill.lab.zones[zone]
            )
        )  # fmt: skip
        for row, name in enumerate(rows[zone]):
            y = top + 36 + 40 * row
            now = (states or {}).get(name, ())
            style = " ".join(("foe" if name in attackers else "host", *(each for each, _ in now)))
            said = f"{name} {addresses[name]} {drill.lab.hosts[name].device}"
            if now:
                said = f"{name} {addresses[name]} - {', '.join(words for _, words in now)}"
            parts.append(
                Markup('<rect x="{:.0f}" y="{}" width="{:.0f}" height="32" rx="5" class="{}"/><text x="{:.0f}" y="{}">{}</text>').format(
                    left + 10, y, column - 40, style, left + 20, y + 21, visible(said)
                )
            )  # fmt: skip
    return Markup("").join([*parts, Markup("</svg>")])


def draw_curve(
    points: Sequence[tuple[float, float]],
    length: float,
    title: str,
    marks: Sequence[tuple[float, str, str]] = (),
    *,
    wide: int = WIDE,
) -> Markup:
    """One value over the drill, from its least to its most, both named.

    `marks` are moments to be seen beside it: when, how they look, and their words.
    """
    return draw_curves([points], length, title, marks, wide=wide)


def draw_curves(
    curves: Sequence[Sequence[tuple[float, float]]],
    length: float,
    title: str,
    marks: Sequence[tuple[float, str, str]] = (),
    *,
    wide: int = WIDE,
) -> Markup:
    """The same value in several runs, on one scale; the second is dashed."""
    values = [value for points in curves for _, value in points]
    least, most = min(values, default=0.0), max(values, default=0.0)
    span = (most - least) or 1.0
    height = 136
    parts = [
        _svg(height, wide),
        Markup('<text x="0" y="36">{:.6g}</text><text x="0" y="108">{:.6g}</text>').format(most, least),
    ]  # fmt: skip
    ends: list[float] = []
    for time, style, words in marks:
        x = _x(time, length, wide)
        # Words of marks that are close stand one below the other.
        row = sum(end > x for end in ends[-2:]) % 3
        ends.append(x + 8 * len(words) + 12)
        parts.append(
            Markup('<line x1="{:.1f}" x2="{:.1f}" y1="4" y2="116" class="mark {}"/><text x="{:.1f}" y="{}" class="tick">{}</text>').format(
                x, x, style, x + 4, 12 + 12 * row, visible(words)
            )
        )  # fmt: skip
    for points, style in zip(curves, _CURVES, strict=False):
        path = " ".join(
            f"{_x(time, length, wide):.1f},{106 - 76 * (value - least) / span:.1f}"
            for time, value in points
        )
        parts.append(
            Markup('<polyline points="{}" class="{}"><title>{}</title></polyline>').format(
                path, style, visible(title)
            )
        )
    return Markup("").join([*parts, *_minutes(length, height, wide), Markup("</svg>")])


def _svg(height: float, wide: int) -> Markup:
    return Markup('<svg viewBox="0 0 {} {:.0f}" role="img">').format(wide, height)  # fmt: skip


def _x(time: float, length: float, wide: int) -> float:
    return _LEFT + (wide - _LEFT - _RIGHT) * min(time / length, 1.0)


def _minutes(length: float, height: float, wide: int) -> list[Markup]:
    step = 300 if length <= 3600 else 900
    return [
        Markup('<text x="{:.1f}" y="{:.0f}" class="tick">{}</text>').format(
            _x(second, length, wide), height - 6, f"{second // 60}′"
        )
        for second in range(0, int(length) + 1, step)
    ]
