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
from range.technique_table import title_of
from schema import Drill as DrillRecord
from schema import MisuseError

from .drill import find_drill
from .drill_advice import advice
from .drill_claims import alert_entries, contained_by, rests_on, step_entries
from .drill_drawing import WIDE, Moment, draw_curve, draw_timeline, draw_topology
from .drill_entry import drill_clock, entry_detail, entry_kind, evidence_detail, rule_name
from .drill_live import LEDGER_ACTIONS
from .drill_page_words import CURVES, DRILL_FIGURES, DRILL_PAGE
from .drill_rule_words import DETECTORS
from .drill_shown import EvidenceFile, Files, numbered
from .drill_words import INCIDENT_LEVELS
from .outputs import deliver, refuse_output
from .page import page_template
from .recording import Book, utc_now
from .settings import Settings, read_policies
from .wording import Wording, wording

__all__ = [
    "DrillFacts",
    "drill_facts",
    "drill_moments",
    "drill_page",
    "page_values",
    "placed",
    "write_drill_page",
]

_DECISIONS = (
    "inject", "decision", "playbook", "gate", "response", "traced", "restored", "report", "control",
    "joined", "left",
)  # fmt: skip

# A zone's column holds a host's name, address and kind.
_ZONE_WIDE = 250


@dataclass(frozen=True, slots=True)
class DrillFacts:
    """All that a report rests on: the run as it was kept, its file, and its place in the ledger."""

    told: Mapping[str, Any]
    drill: Drill
    sequence: int
    # When and by whom it was recorded.
    recorded: str
    # Every entry of the ledger about it, oldest first, as it can be looked up and proven.
    entries: tuple[Mapping[str, Any], ...] = ()


def drill_facts(settings: Settings, identifier: str) -> DrillFacts:
    """The facts of a recorded run. Raises MisuseError where it is not recorded, or was changed."""
    with Book(settings.home) as book:
        record = book.latest(DrillRecord, identifier)
        if record is None:
            raise MisuseError(f"no drill is recorded as {identifier}")
        entries = [
            {"sequence": each.sequence, "time": each.time, "action": each.action, "actor": each.actor,
             "detail": each.body["detail"]}
            for each in book.entries()
            if each.action.startswith("drill.") and each.body["detail"].get("drill") == identifier  # type: ignore[union-attr]
        ]  # fmt: skip
    entry = next(each for each in entries if each["action"] == "drill.run")
    path = settings.home / "drills" / f"{identifier}.json"
    if not path.exists():
        raise MisuseError(f"{path} is gone; a report needs the run as it was kept")
    body = path.read_bytes()
    if hashlib.sha256(body).hexdigest() != record.result_sha256:
        raise MisuseError(f"{path} is not what was recorded; no report is made of it")
    told = json.loads(body)
    drill = _drill_of(settings, told)
    recorded = f"{entry['time']} {entry['actor']}"
    return DrillFacts(told, drill, int(str(entry["sequence"])), recorded, tuple(entries))


def _drill_of(settings: Settings, told: Mapping[str, Any]) -> Drill:
    """The drill as it was when it was run; of runs that did not keep it, as it is now."""
    path = settings.home / "drills" / f"{told['id']}.drill.json"
    if "drill_sha256" not in told:
        return find_drill(settings, told["scenario"])
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != told["drill_sha256"]:
        raise MisuseError(f"{path} is not what was recorded; no report is made of it")
    return Drill.model_validate_json(content)


def write_drill_page(
    settings: Settings,
    identifier: str,
    path: Path,
    *,
    language: str,
    overwrite: bool = False,
    files: Files | None = None,
) -> None:
    """The report at `path`. Raises MisuseError where it may not be written, or there is no run."""
    refuse_output(path, overwrite=overwrite)
    page = drill_page(settings, identifier, language=language, files=files)
    deliver([path], lambda place: _write(place, page), overwrite=overwrite)


def drill_page(
    settings: Settings,
    identifier: str,
    *,
    language: str,
    files: Files | None = None,
) -> str:
    """The report as a page. Raises MisuseError where there is no such run, or it was changed.

    `files` are those that bear out a step or an alert, by its id, as the page leads to them.
    """
    facts = drill_facts(settings, identifier)
    words = wording(language, read_policies(settings))
    values = page_values(facts, words)
    return page_template("drill.html.j2").render(
        **values,
        files=files or {},
        listed=list(numbered(files or {}).values()),
        placed=lambda each: placed(each, words),
    )


def placed(file: EvidenceFile, words: Wording) -> str:
    """What a file has of which whole."""
    key = "lines" if not file.whole else "frames_of" if file.frames else "lines_of"
    return words.of(DRILL_PAGE[key]).format(
        whole=file.whole, first=file.first, last=file.last, count=file.count
    )


def page_values(facts: DrillFacts, words: Wording, *, wide: int = WIDE) -> dict[str, object]:
    """What the page's template is filled with; `wide` is how wide its pictures are."""
    told, drill = facts.told, facts.drill
    say = {key: words.of(title) for key, title in DRILL_PAGE.items()}
    figures = {key: words.of(title) for key, title in DRILL_FIGURES.items()}
    events = [
        (
            number,
            drill_clock(each["time_s"]),
            entry_kind(each["kind"], words),
            _detail(each, told, words),
        )
        for number, each in enumerate(told["timeline"], 1)
    ]
    at = addresses(drill)
    own = {at[name] for name, host in drill.lab.hosts.items() if host.attack}
    sources = own | {each["source"] for each in told["steps"]}
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
        "length": drill_clock(told["length_s"]),
        "sequence": facts.sequence,
        "entries": facts.entries,
        "rests": rests_on(told, sources),
        "alert_entries": alert_entries(told),
        "step_entries": step_entries(told),
        "levels": [
            (say["leaked_of"].format(level=words.name(level)), count)
            for level, count in told["leaked"]["records_by_level"].items()
        ],
        "detector": words.of(DETECTORS[told["detector"]]) if "detector" in told else "",
        "recorded": facts.recorded,
        "level": "" if report is None else words.of(INCIDENT_LEVELS[report["level"]]),
        "timeline": draw_timeline(
            [(key, say[key]) for key in ("attack", "alerts", "defence", "injects")],
            drill_moments(told, words), told["length_s"], wide=wide,
        ),
        "topology": draw_topology(
            drill, at, attackers, wide=max(wide, _ZONE_WIDE * len(drill.lab.zones))
        ),
        "curves": [
            (
                _curve_name(name, figures, words),
                draw_curve(points, told["length_s"], name, _marks(told, words), wide=wide),
            )
            for name, points in told["curves"].items()
            # What was nothing throughout is said by the figures.
            if len(points) > 1 and any(value for _, value in points)
        ],
        "steps": [_step(each, found, words) for each in told["steps"]],
        "matrix": _matrix(told, words),
        "decisions": [
            (number, time, kind, detail, _entry_of(facts, each))
            for (number, time, kind, detail), each in zip(events, told["timeline"], strict=True)
            if each["kind"] in _DECISIONS
        ],
        "advice": advice(told, words, _within(drill), sources),
        "events": events,
    }  # fmt: skip


def _entry_of(facts: DrillFacts, event: Mapping[str, Any]) -> int | None:
    """The ledger's entry of what a person did, or was to do; None for what nobody was asked."""
    action = LEDGER_ACTIONS.get(event["kind"])
    return next(
        (
            each["sequence"]
            for each in facts.entries
            if each["action"] == action and _is_same(each["detail"], event)
        ),
        None,
    )


def _is_same(detail: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    return all(detail.get(key) == value for key, value in event.items() if key != "kind")


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
        "began": drill_clock(each["started"]),
        "succeeded": each["succeeded"],
        "detected": None if detection is None else f"{detection['delay_s']:.1f} s",
        "alert": None if detection is None else detection["alert_id"],
        "frames": f"{first}-{max(last - 1, first)}",
        "filter": f"ip.addr == {each['source']}",
    }


def _technique(each: Mapping[str, Any]) -> Title:
    return title_of(each["action"], each["technique"])


def _detail(each: Mapping[str, Any], told: Mapping[str, Any], words: Wording) -> str:
    """An entry's words; of an alert, with what it rests on."""
    said = entry_detail(each, words)
    if each["kind"] != "alert":
        return said
    alert = next((one for one in told["alerts"] if one["id"] == each["alert"]), None)
    return f"{said}{evidence_detail(alert['evidence'], words)}" if alert else said


def _marks(told: Mapping[str, Any], words: Wording) -> list[tuple[float, str, str]]:
    """What is to be seen beside a curve: the first step that took effect, and containment."""
    found = []
    took = [each for each in told["steps"] if each["succeeded"]]
    if took:
        first = min(took, key=lambda each: float(each["started"]))
        words_of = words.of(DRILL_PAGE["first_effect"]).format(step=first["id"])
        found.append((first["started"], "foe", words_of))
    if contained := contained_by(told):
        found.append((contained[1], "kept", words.of(DRILL_PAGE["contained"])))
    return found


def _matrix(
    told: Mapping[str, Any], words: Wording
) -> list[tuple[str, int, int, int, list[tuple[str, int | None]]]]:
    """For each technique: steps, those that took effect, those told of, and by which rules, each
    with the entry in which it first told something.
    """
    found = {each["red_id"] for each in told["detections"]}
    entries = alert_entries(told)
    rules: dict[str, dict[str, int | None]] = {}
    for alert in told["alerts"]:
        for technique in alert["technique"]:
            rules.setdefault(technique, {}).setdefault(alert["rule"], entries.get(alert["id"]))
    rows = []
    for technique in dict.fromkeys(each["technique"] for each in told["steps"]):
        steps = [each for each in told["steps"] if each["technique"] == technique]
        rows.append(
            (
                f"{technique} {words.of(_technique(steps[0]))}",
                len(steps),
                sum(each["succeeded"] for each in steps),
                sum(each["id"] in found for each in steps),
                [
                    (rule_name(rule, words), at)
                    for rule, at in sorted(rules.get(technique, {}).items())
                ],
            )
        )
    return rows


def drill_moments(told: Mapping[str, Any], words: Wording) -> list[Moment]:
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
            title = f"{drill_clock(each['time_s'])} {entry_detail(each, words)}"
            time = each["time_s"]
            found.append(Moment(lane, time, time, each["kind"], title, f"e{number}"))
    return found


def _curve_name(name: str, figures: Mapping[str, str], words: Wording) -> str:
    part, _, quantity = name.rpartition(".")
    return f"{part} {words.of(CURVES[quantity])}" if quantity in CURVES else figures.get(name, name)
