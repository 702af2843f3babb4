# An incident's trace as a drawing that stands alone: boxes in columns from cause to effect,
# full lines for what was seen and dashed ones for what is inferred. No script, nothing loaded.
from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup, escape

from monitor import Edge, Node, Trace, places_of

from .trace_words import NODE_WORDS, VERB_WORDS
from .visible import visible

__all__ = ["trace_svg"]

_WIDE, _HIGH = 190, 52
_GAP_X, _GAP_Y = 110, 26
_MARGIN: Final = 20
_MOST_SHOWN: Final = 26
_COLOURS: Final = {
    "account": "#7a3e9d", "host": "#33658a", "session": "#5c6b73", "statement": "#2f4858",
    "table": "#a23b2a", "file": "#a23b2a", "request": "#b7791f", "domain": "#33658a",
    "share": "#4f772d", "recipient": "#7a3e9d",
}  # fmt: skip
_STYLE: Final = Markup(
    "text{font:12px system-ui,'Noto Sans CJK SC',sans-serif;fill:#1b1f23}.k{font-size:10px;fill:#57606a}"
    ".v{font-size:10px;fill:#57606a;paint-order:stroke;stroke:#fff;stroke-width:3px}"
    "path{fill:none;stroke:#57606a;stroke-width:1.3}.i{stroke-dasharray:5 4}"
    "rect{fill:#fff;stroke-width:1.6}"
)


def trace_svg(trace: Trace, *, language: str) -> str:
    """The drawing."""
    places = places_of(trace)
    columns = max((column for column, _ in places.values()), default=0) + 1
    rows = max((row for _, row in places.values()), default=0) + 1
    width = columns * (_WIDE + _GAP_X) - _GAP_X + 2 * _MARGIN
    height = rows * (_HIGH + _GAP_Y) - _GAP_Y + 2 * _MARGIN
    at = {
        name: (_MARGIN + column * (_WIDE + _GAP_X), _MARGIN + row * (_HIGH + _GAP_Y))
        for name, (column, row) in places.items()
    }
    title = escape(visible(f"{trace.incident}"))
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" '
        'role="img" aria-label="{2}"><title>{2}</title><style>{3}</style>'
        '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#57606a;stroke:none"/>'
        "</marker></defs>"
    ).format(width, height, title, _STYLE)
    edges = Markup("").join(_drawn(each, at, language) for each in _once(trace.edges))
    boxes = Markup("").join(_box(each, at[each.id], language) for each in trace.nodes)
    return f"{head}{edges}{boxes}</svg>\n"


def _once(edges: Iterable[Edge]) -> list[Edge]:
    """One line between two nodes: what was seen before what is inferred."""
    shown: dict[tuple[str, str], Edge] = {}
    for each in sorted(edges, key=lambda one: one.inferred):
        shown.setdefault((each.source, each.target), each)
    return list(shown.values())


def _drawn(edge: Edge, at: dict[str, tuple[int, int]], language: str) -> Markup:
    (left, top), (right, down) = at[edge.source], at[edge.target]
    backwards = right <= left
    start = (left + (0 if backwards else _WIDE), top + _HIGH // 2)
    end = (right + (_WIDE if backwards else 0), down + _HIGH // 2)
    bend = (end[0] - start[0]) // 2
    word = VERB_WORDS[edge.verb]
    told = "\n".join([f"{edge.first} – {edge.last}", *edge.events, *edge.techniques])
    return Markup(
        '<g><title>{}</title><path class="{}" marker-end="url(#a)" '
        'd="M{} {}C{} {} {} {} {} {}"/><text class="v" x="{}" y="{}" text-anchor="middle">{}</text></g>'
    ).format(
        told, "i" if edge.inferred else "o", *start, start[0] + bend, start[1], end[0] - bend,
        end[1], *end, (start[0] + end[0]) // 2, (start[1] + end[1]) // 2 - 4,
        word.zh if language == "zh" else word.en,
    )  # fmt: skip


def _box(node: Node, at: tuple[int, int], language: str) -> Markup:
    x, y = at
    word = NODE_WORDS[node.kind]
    name = visible(node.name)
    shown = name if len(name) <= _MOST_SHOWN else f"{name[: _MOST_SHOWN - 1]}…"
    facts = [f"{key}: {visible(value)}" for key, value in sorted(node.facts.items())]
    return Markup(
        '<g><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="6" stroke="{}"/>'
        '<text class="k" x="{}" y="{}">{}</text><text x="{}" y="{}">{}</text></g>'
    ).format(
        "\n".join([name, *facts]), x, y, _WIDE, _HIGH, _COLOURS[node.kind], x + 10, y + 19,
        word.zh if language == "zh" else word.en, x + 10, y + 38, shown,
    )  # fmt: skip
