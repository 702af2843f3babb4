# What a drill's run says to improve: read off its figures, a sentence for each, gravest first.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .drill_page_words import ADVICE, DRILL_FIGURES
from .drill_words import INCIDENT_LEVELS
from .wording import Wording

__all__ = ["advice"]

# Told of later than this, a step is told of late.
_SLOW_S = 120.0
_CONTAINS = frozenset({
    "block-source", "block-destination", "filter-writes", "disable-account", "guard-addresses",
})  # fmt: skip


def advice(told: Mapping[str, Any], words: Wording, within_s: float) -> list[str]:
    """The sentences for a run, as its JSON has it; `within_s` is the regime's time to report."""
    found: list[str] = []

    def say(key: str, **values: object) -> None:
        found.append(words.of(ADVICE[key]).format(**values))

    worst = max(told["physical"].items(), key=lambda each: each[1], default=("", 0))
    if worst[1] > 0:
        say("harm", figure=words.of(DRILL_FIGURES[worst[0]]), value=f"{worst[1]:,.1f}")
    report = told["report"]
    if report and report["due"] and not report["in_time"]:
        level = words.of(INCIDENT_LEVELS[report["level"]])
        say("late", level=level, within=f"{within_s / 60:.0f} min")
    delays = {each["red_id"]: each["delay_s"] for each in told["detections"]}
    missed = [each for each in told["steps"] if each["succeeded"] and each["id"] not in delays]
    if missed:
        techniques = dict.fromkeys(each["technique"] for each in missed)
        say("undetected", steps=_names(missed), techniques=", ".join(techniques))
    slow = [each for each in told["steps"] if delays.get(each["id"], 0) > _SLOW_S]
    if slow:
        longest = max(delays[each["id"]] for each in slow)
        say("slow", steps=_names(slow), delay=f"{longest:.0f} s")
    gates = [
        f"{each['playbook']}/{each['step']}" for each in told["timeline"]
        if each["kind"] == "gate" and not each["answered"]
    ]  # fmt: skip
    if gates:
        say("gates", gates=", ".join(dict.fromkeys(gates)))
    contained = _contained(told)
    after = [each for each in told["steps"] if each["succeeded"] and contained and each["started"] > contained]  # fmt: skip
    if after:
        say("after", steps=_names(after))
    for key in ("false_alarms", "false_responses"):
        if told[key]:
            say(key, count=told[key])
    if not found:
        say("well")
    return found


def _contained(told: Mapping[str, Any]) -> float | None:
    times = [
        each["time_s"] for each in told["timeline"]
        if each["kind"] == "response" and each["done"] and each["action"] in _CONTAINS
    ]  # fmt: skip
    return min(times, default=None)


def _names(steps: list[Mapping[str, Any]]) -> str:
    return ", ".join(each["id"] for each in steps)
