# How well the defence team did, out of 100: shares for finding, stopping, recovering, harm and
# the report to the authority, by the drill's own weights; false responses are taken off.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policies import Drill, IncidentLevel, Regime

from .alert import RangeAlert
from .attack import Played

__all__ = ["Detection", "Facts", "Report", "Score", "detections", "incident_level", "score"]

_LEVELS: tuple[IncidentLevel, ...] = (
    "ordinary", "fairly-serious", "serious", "particularly-serious",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Detection:
    """A step of the attack, and the first alert that told of it."""

    step: str
    alert: str
    delay_s: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so at the end of a drill. Times are seconds of the drill, None for never."""

    length: float
    played: Sequence[Played]
    alerts: Sequence[RangeAlert]
    attackers: frozenset[str]
    contained: float | None
    tampered: float | None
    recovered: float | None
    reported: float | None
    harm: Mapping[str, float]
    false_responses: int
    # What each decision on an inject was worth.
    decisions: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Whether the incident had to be reported, by when, and when it was."""

    level: IncidentLevel
    due: bool
    deadline_s: float | None
    reported_s: float | None
    in_time: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Shares between 0 and 1 by name, and the total out of 100."""

    shares: dict[str, float]
    total: float
    report: Report | None


def detections(facts: Facts) -> list[Detection]:
    """For each step that an alert told of, the first that named its host and technique."""
    found = []
    for each in facts.played:
        first = next(
            (
                alert
                for alert in facts.alerts
                if alert.source == each.source
                and each.step.technique in alert.techniques
                and alert.time >= each.started
            ),
            None,
        )
        if first is not None:
            delay = round(first.time - each.started, 3)
            found.append(Detection(each.step.id, first.id, delay))
    return found


def incident_level(harm: Mapping[str, float], regime: Regime) -> IncidentLevel:
    """The gravest level that any figure of harm reaches by a regime's bounds."""
    reached = [each.level for each in regime.bounds if harm.get(each.figure, 0) >= each.least]
    return max(reached, key=_LEVELS.index, default="ordinary")


def score(drill: Drill, facts: Facts, regime: Regime | None) -> Score:
    """The score of what is so."""
    rules = drill.scoring
    began = min((each.started for each in facts.played), default=None)
    delays = {each.step: each.delay_s for each in detections(facts)}
    shares = {
        "detect": _mean([
            _falling(delays.get(each.step.id), rules.detect.full, rules.detect.zero)
            for each in facts.played
        ]),
        "contain": 1.0 if began is None else _falling(
            None if facts.contained is None else facts.contained - began,
            rules.contain.full, rules.contain.zero,
        ),
        "recover": 1.0 if facts.tampered is None else _falling(
            None if facts.recovered is None else facts.recovered - facts.tampered,
            rules.recover.full, rules.recover.zero,
        ),
    }  # fmt: skip
    weights = {name: getattr(rules, name).weight for name in shares}
    for name in ("physical", "leak"):
        share = getattr(rules, name)
        if share is not None:
            shares[name] = min(
                _falling(facts.harm.get(figure, 0), 0, zero) for figure, zero in share.zero.items()
            )
            weights[name] = share.weight
    report = None
    if rules.report is not None and regime is not None:
        report = _report(facts, regime)
        shares["report"] = float(not report.due or report.in_time)
        weights["report"] = rules.report.weight
    if rules.decide is not None:
        asked = sum(bool(each.choices) for each in drill.injects)
        shares["decide"] = sum(facts.decisions) / asked if asked else 1.0
        weights["decide"] = rules.decide.weight
    whole = sum(weights.values()) or 1
    total = 100 * sum(weights[name] * share for name, share in shares.items()) / whole
    total -= rules.false_response.each * facts.false_responses
    rounded = {name: round(share, 4) for name, share in shares.items()}
    return Score(rounded, round(max(total, 0.0), 2), report)


def _report(facts: Facts, regime: Regime) -> Report:
    level = incident_level(facts.harm, regime)
    due = bool(facts.played) and _LEVELS.index(level) >= _LEVELS.index(regime.from_level)
    known = min(
        (alert.time for alert in facts.alerts if alert.source in facts.attackers), default=None
    )
    deadline = None if known is None else known + regime.within
    # Harm that nobody found out about is reported by nobody, in time or not.
    in_time = facts.reported is not None and deadline is not None and facts.reported <= deadline
    return Report(level, due, deadline if due else None, facts.reported, in_time)


def _falling(value: float | None, full: float, zero: float) -> float:
    """1 up to `full`, 0 from `zero` on and for never, a straight line between."""
    if value is None:
        return 0.0
    return min(max((zero - value) / (zero - full), 0.0), 1.0)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0
