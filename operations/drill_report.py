# A drill's after-action report: one page that loads nothing, made of what was kept of the run, each
# claim with where its evidence stands.
from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policies import Drill, Title, load_regimes
from range.lab import addresses
from range.technique_table import TECHNIQUES
from schema import Drill as DrillRecord
from schema import MisuseError

from .drill import find_drill
from .drill_advice import advice
from .drill_drawing import Moment, draw_curve, draw_timeline, draw_topology
from .drill_page_words import DRILL_EVENTS, DRILL_FIGURES, DRILL_PAGE, DRILL_ROLES
from .drill_words import INCIDENT_LEVELS
from .outputs import deliver, refuse_output
from .page import page_template
from .recording import Book, utc_now
from .settings import Settings, read_policies
from .wording import Wording, wording

__all__ = ["DrillFacts", "drill_facts", "write_drill_page"]

_DECISIONS = ("inject", "decision", "playbook", "gate", "response", "traced", "restored", "report")


@dataclass(frozen=True, slots=True)
class DrillFacts:
    """All that a report rests on: the run as it was kept, its file, and its place in the ledger."""

    told: Mapping[str, Any]
    drill: Drill
    sequence: int
    # When and by whom it was recorded.
    recorded: str


def drill_facts(settings: Settings, identifier: str) -> DrillFacts:
    """The facts of a recorded run. Raises MisuseError where it is not recorded, or was changed."""
    with Book(settings.home) as book:
        record = book.latest(DrillRecord, identifier)
        if record is None:
            raise MisuseError(f"no drill is recorded as {identifier}")
        entry = next(
            each for each in book.entries()
            if each.action == "drill.run" and each.body["detail"].get("drill") == identifier  # type: ignore[union-attr]
        )  # fmt: skip
    path = settings.home / "drills" / f"{identifier}.json"
    if not path.exists():
        raise MisuseError(f"{path} is gone; a report needs the run as it was kept")
    body = path.read_bytes()
    if hashlib.sha256(body).hexdigest() != record.result_sha256:
        raise MisuseError(f"{path} is not what was recorded; no report is made of it")
    told = json.loads(body)
    drill = find_drill(settings, record.scenario)
    return DrillFacts(told, drill, entry.sequence, f"{entry.time} {entry.actor}")


def write_drill_page(
    settings: Settings, identifier: str, path: Path, *, language: str, overwrite: bool = False
) -> None:
    """The report at `path`. Raises MisuseError where it may not be written, or there is no run."""
    refuse_output(path, overwrite=overwrite)
    facts = drill_facts(settings, identifier)
    words = wording(language, read_policies(settings))
    page = page_template("drill.html.j2").render(**page_values(facts, words))
    deliver([path], lambda place: _write(place, page), overwrite=overwrite)


def page_values(facts: DrillFacts, words: Wording) -> dict[str, object]:
    """What the page's template is filled with."""
    told, drill = facts.told, facts.drill
    say = {key: words.of(title) for key, title in DRILL_PAGE.items()}
    figures = {key: words.of(title) for key, title in DRILL_FIGURES.items()}
    events = [
        (number, _clock(each["time_s"]), words.of(_event(each["kind"])), _detail(each, words))
        for number, each in enumerate(told["timeline"], 1)
    ]
    found = {each["red_id"]: each for each in told["detections"]}
    attackers = frozenset(name for name, host in drill.lab.hosts.items() if host.attack)
    report = told["report"]
    return {
        "say": say,
        "figures": figures,
        "language": "zh-CN" if words.language == "zh" else "en",
        "time": f"{utc_now()[:16].replace('T', ' ')} UTC",
        "it": told,
        "title": words.of(drill.header.title),
        "length": _clock(told["length_s"]),
        "sequence": facts.sequence,
        "recorded": facts.recorded,
        "level": "" if report is None else words.of(INCIDENT_LEVELS[report["level"]]),
        "timeline": draw_timeline(
            [(key, say[key]) for key in ("attack", "alerts", "defence", "injects")],
            _moments(told, words), told["length_s"],
        ),
        "topology": draw_topology(drill, addresses(drill), attackers),
        "curves": [
            (_curve_name(name, figures), draw_curve(points, told["length_s"], name))
            for name, points in told["curves"].items()
            if len(points) > 1
        ],
        "steps": [_step(each, found, words) for each in told["steps"]],
        "matrix": _matrix(told, words),
        "decisions": [
            (number, time, kind, detail)
            for (number, time, kind, detail), each in zip(events, told["timeline"], strict=True)
            if each["kind"] in _DECISIONS
        ],
        "advice": advice(told, words, _within(drill)),
        "events": events,
    }  # fmt: skip


def _write(place: Path, page: str) -> None:
    place.write_text(page, encoding="utf-8", errors="replace")


def _within(drill: Drill) -> float:
    report = drill.scoring.report
    return load_regimes()[report.regime].within if report else 0.0


def _step(each: Mapping[str, Any], found: Mapping[str, Any], words: Wording) -> dict[str, object]:
    detection = found.get(each["id"])
    first, last = each["frames"]
    return {
        "id": each["id"],
        "technique": f"{each['technique']} {words.of(_technique(each))}",
        "source": each["source"],
        "began": _clock(each["started"]),
        "succeeded": each["succeeded"],
        "detected": None if detection is None else f"{detection['delay_s']:.1f} s",
        "alert": None if detection is None else detection["alert_id"],
        "frames": f"{first}-{max(last - 1, first)}",
        "filter": f"ip.addr == {each['source']}",
    }


def _technique(each: Mapping[str, Any]) -> Title:
    return TECHNIQUES[each["action"]].titles[each["technique"]]


def _matrix(told: Mapping[str, Any], words: Wording) -> list[tuple[str, int, int, int, str]]:
    """For each technique: steps, those that took effect, those told of, and by which rules."""
    found = {each["red_id"] for each in told["detections"]}
    rules: dict[str, set[str]] = {}
    for alert in told["alerts"]:
        for technique in alert["technique"]:
            rules.setdefault(technique, set()).add(alert["rule"])
    rows = []
    for technique in dict.fromkeys(each["technique"] for each in told["steps"]):
        steps = [each for each in told["steps"] if each["technique"] == technique]
        rows.append(
            (
                f"{technique} {words.of(_technique(steps[0]))}",
                len(steps),
                sum(each["succeeded"] for each in steps),
                sum(each["id"] in found for each in steps),
                ", ".join(sorted(rules.get(technique, ()))),
            )
        )
    return rows


def _moments(told: Mapping[str, Any], words: Wording) -> list[Moment]:
    """What stands on the timeline's lanes, each leading to its entry."""
    entries: dict[tuple[str, float], int] = {}
    for number, each in enumerate(told["timeline"], 1):
        entries.setdefault((each["kind"], each["time_s"]), number)
    found = []
    for step in told["steps"]:
        anchor = f"e{entries.get(('attack.begins', step['started']), 1)}"
        style = "took" if step["succeeded"] else "foiled"
        title = f"{step['id']} {step['technique']} {words.of(_technique(step))}"
        found.append(Moment("attack", step["started"], step["ended"], style, title, anchor))
    lanes = {"alert": "alerts", "response": "defence", "report": "defence", "inject": "injects",
             "traced": "defence", "restored": "defence", "decision": "defence"}  # fmt: skip
    for number, each in enumerate(told["timeline"], 1):
        lane = lanes.get(each["kind"])
        if lane is not None:
            title = f"{_clock(each['time_s'])} {_detail(each, words)}"
            time = each["time_s"]
            found.append(Moment(lane, time, time, each["kind"], title, f"e{number}"))
    return found


def _event(kind: str) -> Title:
    return DRILL_EVENTS.get(kind, Title(zh=kind, en=kind))


def _detail(each: Mapping[str, Any], words: Wording) -> str:
    """An event's values as people read them."""
    if each["kind"] == "inject":
        text = each["zh"] if words.language == "zh" else each["en"]
        return f"{words.of(DRILL_ROLES[each['to']])}: {text}"
    if each["kind"] == "decision":
        text = each["zh"] if words.language == "zh" else each["en"]
        said = text or words.of(DRILL_PAGE["nothing"])
        return f"{words.of(DRILL_ROLES[each['role']])}: {said} ({each['marks']:.0%})"
    parts = []
    for key, value in each.items():
        if key in {"time_s", "kind", "scenario", "seed"}:
            continue
        shown = words.of(DRILL_ROLES[value]) if key == "role" else value
        name = words.of(DRILL_FIGURES[key]) if key in DRILL_FIGURES and key != "report" else key
        parts.append(f"{name} {shown}")
    return ", ".join(parts)


def _curve_name(name: str, figures: Mapping[str, str]) -> str:
    return figures.get(name, name)


def _clock(seconds: float) -> str:
    """Minutes and seconds of a drill.

    >>> _clock(125.4)
    '2:05'
    """
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
