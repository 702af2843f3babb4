# What a drill gave: what happened, what was found, the harm, the score, and the hash by which
# a second run is known to be the same.
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .alert import RangeAlert
from .attack import Played
from .host_log import Line
from .journal import Event, Frame
from .score import Detection, Report, Score
from .technique import ATTACK_VERSION

__all__ = ["DrillResult", "frame_lines", "result_json"]

JSON = str | int | float | bool | None | list["JSON"] | dict[str, "JSON"]


@dataclass(frozen=True, slots=True)
class DrillResult:
    """A drill that was run."""

    scenario: str
    seed: int
    fidelity: str
    length_s: float
    attack: bool
    defence: bool
    # Whether exercise control ended it before its time.
    aborted: bool
    timeline: tuple[Event, ...]
    played: tuple[Played, ...]
    unplayed: tuple[str, ...]
    alerts: tuple[RangeAlert, ...]
    detections: tuple[Detection, ...]
    false_alarms: int
    false_responses: int
    leaked: Mapping[str, int]
    harm: Mapping[str, float]
    score: Score
    replay_hash: str
    # What a report draws over time, and the attack's frames, each with its number in the journal.
    curves: Mapping[str, tuple[tuple[float, float], ...]]
    frames: tuple[tuple[int, Frame], ...]
    # What the lab's hosts wrote down of themselves.
    logs: tuple[Line, ...] = ()


def result_json(result: DrillResult) -> dict[str, JSON]:
    """The result as JSON, in the suite's fixed shape."""
    report = result.score.report
    return {
        "scenario": result.scenario,
        "seed": result.seed,
        "fidelity": result.fidelity,
        "length_s": result.length_s,
        "attack": result.attack,
        "defence": result.defence,
        "aborted": result.aborted,
        "attack_version": ATTACK_VERSION,
        "timeline": [
            {"time_s": event.time, "kind": event.kind, **event.values} for event in result.timeline
        ],
        "red": [
            {
                "id": each.step.id,
                "technique": each.step.technique,
                "started": each.started,
                "succeeded": each.succeeded,
            }
            for each in result.played
        ],
        # The same with what a report needs more.
        "steps": [
            {
                "id": each.step.id,
                "technique": each.step.technique,
                "action": each.step.action,
                "source": each.source,
                "started": each.started,
                "ended": each.ended,
                "succeeded": each.succeeded,
                "frames": [each.first, each.last],
            }
            for each in result.played
        ],
        "unplayed": list(result.unplayed),
        "alerts": [
            {
                "id": each.id,
                "time_s": each.time,
                "rule": each.rule,
                "technique": list(each.techniques),
                "risk_type": each.risk_type,
                "severity": each.severity,
                "entities": {"source": each.source, "destination": each.destination},
                "evidence": dict(each.evidence),
            }
            for each in result.alerts
        ],
        "detections": [
            {"red_id": each.step, "alert_id": each.alert, "delay_s": each.delay_s}
            for each in result.detections
        ],
        "false_alarms": result.false_alarms,
        "false_responses": result.false_responses,
        "leaked": {"records_by_level": dict(result.leaked)},
        "physical": dict(result.harm),
        "report": None if report is None else _report_json(report),
        "scores": dict(result.score.shares),
        "total": result.score.total,
        "replay_hash": result.replay_hash,
        "curves": {
            name: [[time, value] for time, value in curve] for name, curve in result.curves.items()
        },
    }


def frame_lines(result: DrillResult) -> Iterator[str]:
    """The attack's frames as JSON lines, each with its number in the journal."""
    for number, frame in result.frames:
        yield json.dumps(
            {
                "frame": number,
                "time_s": frame.time,
                "kind": frame.kind,
                "source": frame.source,
                "destination": frame.destination,
                "port": frame.port,
                "session": frame.session,
                "hex": frame.payload.hex(),
            }
        )


def _report_json(report: Report) -> dict[str, JSON]:
    return {
        "level": report.level,
        "due": report.due,
        "deadline_s": report.deadline_s,
        "reported_s": report.reported_s,
        "in_time": report.in_time,
    }
