# A drill that runs as a page: whole, and part by part for a page that looks again every second.
# Exercise control sees everything; a role what its side sees.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from policies import Drill
from range.lab import addresses

from .drill import find_drill
from .drill_drawing import Moment, draw_curve, draw_timeline, draw_topology
from .drill_entry import curve_name, drill_clock, entry_detail, entry_kind
from .drill_live import ask_drill
from .drill_live_words import HOST_STATES, LIVE_PAGE
from .drill_page_words import DRILL_FIGURES, DRILL_ROLES
from .page import page_template
from .settings import Settings, read_policies
from .wording import Wording, wording

__all__ = ["Viewer", "live_page", "live_parts"]

# A page that was closed has left its role after so long; a hidden one is woken once a minute.
_LASTS_S = 90.0
_EVENTS = 80
# Pictures stand beside the controls, and a zone's column holds a host's name, address and state.
_WIDE, _ZONE_WIDE = 800, 260
_LANES = {
    "alert": "alerts", "response": "defence", "report": "defence", "traced": "defence",
    "restored": "defence", "decision": "defence", "gate": "defence", "inject": "injects",
    "control": "injects",
}  # fmt: skip
_CONTROLS = ("questions", "timeline", "topology", "curves", "harm", "injects", "roles", "events")
_SEES = ("questions", "told", "timeline", "topology", "roles", "events")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: exercise control where `role` is "", else a person at a role."""

    run: str
    role: str
    who: str
    language: str
    csrf: str = ""


def live_page(
    settings: Settings, viewer: Viewer, *, notice: str = "", link: tuple[str, str] | None = None
) -> str:
    """The whole page. Raises MisuseError where the drill does not run."""
    return page_template("drill_live.html.j2").render(
        **_values(settings, viewer), notice=notice, link=link
    )


def live_parts(settings: Settings, viewer: Viewer) -> dict[str, Any]:
    """What may have changed on the page: parts by their names, and the time left to answer.

    Raises MisuseError where the drill does not run any more.
    """
    values = _values(settings, viewer)
    template = page_template("drill_live.html.j2")
    context = template.new_context({**values, "notice": "", "link": None})
    told = values["told"]
    return {
        "parts": {
            name: "".join(template.blocks[name](context)) for name in ("clock", *values["parts"])
        },
        "left": {
            str(each["number"]): drill_clock(max(each["until_s"] - told["time_s"], 0))
            for each in told["questions"]
        },
        "done": told["time_s"] / told["length_s"],
        "paused": told["paused"],
    }


def _values(settings: Settings, viewer: Viewer) -> dict[str, Any]:
    if viewer.role:
        told = ask_drill(
            settings, viewer.run, do="join", role=viewer.role, who=viewer.who, lasts=_LASTS_S,
            since=0,
        )  # fmt: skip
    else:
        told = ask_drill(settings, viewer.run, do="look", since=0)
    words = wording(viewer.language, read_policies(settings))
    drill = find_drill(settings, told["scenario"])
    say = {key: words.of(title) for key, title in LIVE_PAGE.items()}
    roles = {role: words.of(title) for role, title in DRILL_ROLES.items()}
    events = list(enumerate(told["timeline"], 1))
    return {
        "say": say,
        "told": told,
        "viewer": viewer,
        "parts": _SEES if viewer.role else _CONTROLS,
        "language": "zh-CN" if words.language == "zh" else "en",
        "title": words.of(drill.header.title),
        "text": lambda both: both["zh" if words.language == "zh" else "en"],
        "hidden": Markup('<input type="hidden" name="csrf" value="{}">').format(viewer.csrf),
        "role_names": roles,
        "time": drill_clock(told["time_s"]),
        "length": drill_clock(told["length_s"]),
        "clock_of": drill_clock,
        "timeline": draw_timeline(
            [
                (key, say[key])
                for key in ("attack", "alerts", "defence", "injects")
                if not viewer.role or key != "attack"
            ],
            _moments(events, told["time_s"], words),
            told["length_s"],
            wide=_WIDE,
        ),
        "topology": _topology(drill, told["hosts"], words),
        "curves": _curves(told, words),
        "harm": [
            (words.of(DRILL_FIGURES[key]), f"{value:,.1f}")
            for key, value in told.get("physical", {}).items()
        ],
        "events": [
            (number, drill_clock(each["time_s"]), entry_kind(each["kind"], words), entry_detail(each, words))
            for number, each in reversed(events[-_EVENTS:])
        ],
    }  # fmt: skip


def _moments(
    events: Sequence[tuple[int, Mapping[str, Any]]], now: float, words: Wording
) -> list[Moment]:
    ends = {each["step"]: each for _, each in events if each["kind"] == "attack.ends"}
    found = []
    for number, each in events:
        time, title = each["time_s"], entry_detail(each, words)
        if each["kind"] == "attack.begins":
            end = ends.get(each["step"])
            style = "took" if end is None or end["succeeded"] else "foiled"
            until = now if end is None else end["time_s"]
            found.append(Moment("attack", time, until, style, title, f"e{number}"))
        elif each["kind"] in _LANES:
            said = f"{drill_clock(time)} {title}"
            found.append(Moment(_LANES[each["kind"]], time, time, each["kind"], said, f"e{number}"))
    return found


def _topology(drill: Drill, hosts: Mapping[str, Any], words: Wording) -> Markup:
    attackers = frozenset(name for name, each in hosts.items() if "attack" in each["states"])
    states = {
        name: [(each, words.of(HOST_STATES[each])) for each in host["states"]]
        for name, host in hosts.items()
    }
    wide = max(_WIDE, _ZONE_WIDE * len(drill.lab.zones))
    return draw_topology(drill, addresses(drill), attackers, states, wide=wide)


def _curves(told: Mapping[str, Any], words: Wording) -> list[tuple[str, Markup]]:
    return [
        (
            curve_name(name, words),
            draw_curve(points, told["length_s"], name, wide=_WIDE),
        )
        for name, points in told.get("curves", {}).items()
        if len(points) > 1
    ]
