# What a drill's run says to improve: read off its figures, a sentence for each, gravest first, with the
# entries of the timeline that it rests on.
from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .drill_claims import contained_by, rests_on, step_entries
from .drill_page_words import ADVICE, DRILL_FIGURES
from .drill_words import INCIDENT_LEVELS
from .wording import Wording

__all__ = ["Advice", "advice"]

# Told of later than this, a step is told of late.
_SLOW_S = 120.0


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence, and the entries that it rests on."""

    text: str
    entries: tuple[int, ...] = ()


def advice(
    told: Mapping[str, Any], words: Wording, within_s: float, attackers: Collection[str] = ()
) -> list[Advice]:
    """The sentences for a run, as its JSON has it; `within_s` is the regime's time to report."""
    found: list[Advice] = []
    rests, begins = rests_on(told, attackers), step_entries(told)

    def say(key: str, entries: tuple[int, ...], **values: object) -> None:
        found.append(Advice(words.of(ADVICE[key]).format(**values), entries))

    def of(steps: list[Mapping[str, Any]]) -> tuple[int, ...]:
        return tuple(begins[each["id"]] for each in steps if each["id"] in begins)

    worst = max(told["physical"].items(), key=lambda each: each[1], default=("", 0))
    if worst[1] > 0:
        say(
            "harm",
            rests["total"],
            figure=words.of(DRILL_FIGURES[worst[0]]),
            value=f"{worst[1]:,.1f}",
        )
    report = told["report"]
    if report and report["due"] and not report["in_time"]:
        level = words.of(INCIDENT_LEVELS[report["level"]])
        say(
            "late",
            rests["report"] or rests["total"],
            level=level,
            within=f"{within_s / 60:.0f} min",
        )
    delays = {each["red_id"]: each["delay_s"] for each in told["detections"]}
    missed = [each for each in told["steps"] if each["succeeded"] and each["id"] not in delays]
    if missed:
        techniques = dict.fromkeys(each["technique"] for each in missed)
        say("undetected", of(missed), steps=_names(missed), techniques=", ".join(techniques))
    slow = [each for each in told["steps"] if delays.get(each["id"], 0) > _SLOW_S]
    if slow:
        longest = max(delays[each["id"]] for each in slow)
        say("slow", of(slow), steps=_names(slow), delay=f"{longest:.0f} s")
    gates = {
        number: f"{each['playbook']}/{each['step']}"
        for number, each in enumerate(told["timeline"], 1)
        if each["kind"] == "gate" and not each["answered"]
    }
    if gates:
        say("gates", tuple(gates), gates=", ".join(dict.fromkeys(gates.values())))
    contained = contained_by(told)
    after = [
        each for each in told["steps"]
        if each["succeeded"] and contained and each["started"] > contained[1]
    ]  # fmt: skip
    if contained and after:
        say("after", (contained[0], *of(after)), steps=_names(after))
    for key in ("false_alarms", "false_responses"):
        if told[key]:
            say(key, rests[key], count=told[key])
    if not found:
        say("well", rests["total"])
    return found


def _names(steps: list[Mapping[str, Any]]) -> str:
    return ", ".join(each["id"] for each in steps)
