# The picture on an operator's screen: the works as its drawings have it, from where it is fed to
# where it is drawn, with the values that the screen believes. Every state is said in shape or words,
# not in colour alone.
from __future__ import annotations

from collections.abc import Mapping
from html import escape

from policies import Title
from policies.plant import PowerGrid, WaterWorks

from .hmi_facts import Believed, Screen

__all__ = ["draw_mimic"]

_WIDE, _TOP, _ROW = 1060, 70, 150
# How far one of several between the same two lies below the one before.
_BELOW = 96
_NEVER = "—"
_WORDS = {
    "running": Title(zh="运行", en="running"),
    "stopped": Title(zh="停止", en="stopped"),
    "closed": Title(zh="合闸", en="closed"),
    "open": Title(zh="分闸", en="OPEN"),
    "stale": Title(zh="过时", en="stale"),
}


def draw_mimic(screen: Screen, *, chinese: bool) -> str:
    """The picture as SVG; nothing where the screen has no works."""
    plant = screen.plant
    if plant is None:
        return ""
    edges = _edges(plant)
    places, height = _places(plant, edges)
    pens = _Pen(screen, chinese=chinese)
    parts = [f'<svg viewBox="0 0 {_WIDE} {height}" role="img" aria-label="{escape(screen.host)}">']
    seen: dict[tuple[str, str], int] = {}
    for name, (start, end) in edges.items():
        # Several between the same two lie one below another.
        number = seen[start, end] = seen.get((start, end), -1) + 1
        parts.append(pens.edge(plant, name, places[start], places[end], _BELOW * number))
    for name, place in places.items():
        parts.append(pens.node(plant, name, place))
    return "".join([*parts, "</svg>"])


def _edges(plant: WaterWorks | PowerGrid) -> dict[str, tuple[str, str]]:
    if isinstance(plant, PowerGrid):
        return {name: (line.start, line.end) for name, line in plant.lines.items()}
    return {name: (each.start, each.end) for part in (plant.pumps, plant.pipes) for name, each in part.items()}  # fmt: skip


def _places(
    plant: WaterWorks | PowerGrid, edges: Mapping[str, tuple[str, str]]
) -> tuple[dict[str, tuple[float, float]], int]:
    """Where each node stands: the further from where it is fed, the further to the right."""
    depth = dict.fromkeys([plant.infeed] if isinstance(plant, PowerGrid) else plant.reservoirs, 0)
    grows = True
    while grows:
        grows = False
        for one, other in edges.values():
            for near, far in ((one, other), (other, one)):
                if near in depth and far not in depth:
                    depth[far] = depth[near] + 1
                    grows = True
    columns: dict[int, list[str]] = {}
    for name, column in depth.items():
        columns.setdefault(column, []).append(name)
    rows = max(map(len, columns.values()))
    wide = (_WIDE - 160) / max(len(columns) - 1, 1)
    places = {
        name: (80 + column * wide, _TOP + (row + (rows - len(names)) / 2) * _ROW)
        for column, names in columns.items()
        for row, name in enumerate(names)
    }
    beside = max(list(edges.values()).count(ends) for ends in edges.values())
    return places, int(_TOP + max(rows * _ROW, rows * _ROW / 2 + beside * _BELOW) + 10)


class _Pen:
    def __init__(self, screen: Screen, *, chinese: bool) -> None:
        self._screen, self._chinese = screen, chinese

    def edge(
        self,
        plant: WaterWorks | PowerGrid,
        name: str,
        start: tuple[float, float],
        end: tuple[float, float],
        lower: float,
    ) -> str:
        """A pipe, a pump or a line with its breaker."""
        (left, above), (right, below) = start, end
        x, y = (left + right) / 2, (above + below) / 2 + lower
        path = f'<polyline points="{left},{above} {left + (x - left) / 3:.0f},{y - (above + below) / 2 + above:.0f} {x},{y} {right - (right - x) / 3:.0f},{y - (above + below) / 2 + below:.0f} {right},{below}" class="pipe"/>'  # fmt: skip
        flow = self._screen.value(f"{name}.flow")
        if isinstance(plant, PowerGrid):
            state = self._screen.value(f"{name}.closed")
            known = None if state is None or state.value is None else bool(state.value)
            style = {None: "unknown", True: "on", False: "off"}[known]
            mark = f'<rect x="{x - 11}" y="{y - 11}" width="22" height="22" class="breaker {style}"/>'  # fmt: skip
            said = "" if known is None else self._say("closed" if known else "open")
            return f"{path}{mark}{self._label(x, y - 20, name, said)}{self._value(x, y + 30, flow, 'MW')}"  # fmt: skip
        if name not in plant.pumps:
            return path
        state = self._screen.value(f"{name}.running") or flow
        known = None if state is None or state.value is None else state.value > 0
        style = {None: "unknown", True: "on", False: "off"}[known]
        mark = f'<circle cx="{x}" cy="{y}" r="16" class="pump {style}"/><path d="M{x - 7} {y - 9} L{x + 11} {y} L{x - 7} {y + 9} Z" class="blade"/>'  # fmt: skip
        said = "" if known is None else self._say("running" if known else "stopped")
        return f"{path}{mark}{self._label(x, y - 24, name, said)}{self._value(x, y + 34, flow, 'l/s')}"  # fmt: skip

    def node(self, plant: WaterWorks | PowerGrid, name: str, place: tuple[float, float]) -> str:
        """A tank, a place where water or power is drawn, or where it comes from."""
        x, y = place
        if isinstance(plant, PowerGrid):
            mark = f'<rect x="{x - 5}" y="{y - 34}" width="10" height="68" class="bus"/>'
            load = self._screen.value(f"{name}.load")
            return f"{mark}{self._label(x, y - 44, name)}{self._value(x, y + 52, load, 'MW')}"
        if name in plant.tanks:
            return self._tank(plant, name, x, y)
        if name in plant.reservoirs:
            mark = f'<path d="M{x - 40} {y - 18} h80 l-14 36 h-52 z" class="river"/>'
            return mark + self._label(x, y - 26, name)
        pressure = self._screen.value(f"{name}.pressure")
        mark = f'<circle cx="{x}" cy="{y}" r="9" class="junction"/>'
        return f"{mark}{self._label(x, y - 18, name)}{self._value(x, y + 28, pressure, 'm')}"

    def _tank(self, plant: WaterWorks, name: str, x: float, y: float) -> str:
        level = self._screen.value(f"{name}.level")
        highest = plant.tanks[name].highest_m
        share = 0.0 if level is None or level.value is None else min(max(level.value / highest, 0), 1)  # fmt: skip
        full = 90 * share
        marks = [
            f'<rect x="{x - 32}" y="{y - 45}" width="64" height="90" class="tank"/>',
            f'<rect x="{x - 32}" y="{y + 45 - full:.1f}" width="64" height="{full:.1f}" class="water{" stale" if level and level.stale else ""}"/>',
        ]  # fmt: skip
        for which in ("high-alarm", "low-alarm", "start", "stop"):
            limit = self._screen.value(f"{name}.{which}")
            if limit is not None and limit.value is not None and 0 <= limit.value <= highest:
                at = y + 45 - 90 * limit.value / highest
                marks.append(f'<line x1="{x - 38}" x2="{x + 38}" y1="{at:.1f}" y2="{at:.1f}" class="limit"><title>{escape(which)} {limit.value:g}</title></line>')  # fmt: skip
        return "".join([*marks, self._label(x, y - 54, name), self._value(x, y + 64, level, "m")])

    def _label(self, x: float, y: float, name: str, said: str = "") -> str:
        return f'<text x="{x}" y="{y}" class="name">{escape(name)} {escape(said)}</text>'

    def _value(self, x: float, y: float, each: Believed | None, unit: str) -> str:
        if each is None:
            return ""
        shown = _NEVER if each.value is None else f"{each.value:.2f} {unit}"
        old = f" ({self._say('stale')})" if each.stale else ""
        style = "value stale" if each.stale else "value"
        return f'<text x="{x}" y="{y}" class="{style}">{escape(shown + old)}</text>'

    def _say(self, key: str) -> str:
        return _WORDS[key].zh if self._chinese else _WORDS[key].en
