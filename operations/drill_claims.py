# On which entries of its timeline each figure of a drill's report rests, so that a claim leads to what
# bears it out: entries are numbered from 1, as the report numbers them.
from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

__all__ = ["alert_entries", "contained_by", "rests_on", "step_entries"]

_CONTAINS = frozenset({
    "block-source", "block-destination", "filter-writes", "disable-account", "trace-copy",
    "guard-addresses",
})  # fmt: skip
_BLOCKS = frozenset({"block-source", "disable-account"})
_RESTORES = frozenset({"restore-settings", "restore-data"})
# No claim leads to more entries than a reader follows.
_MOST = 12


def rests_on(told: Mapping[str, Any], attackers: Collection[str]) -> dict[str, tuple[int, ...]]:
    """For each share of the score, figure of harm and count, the entries it rests on.

    `attackers` are the addresses that the attack was played from.
    """
    numbered = list(enumerate(told["timeline"], 1))
    ends = [number for number, each in numbered if each["kind"] == "end"]
    responses = [
        (number, each) for number, each in numbered if each["kind"] == "response" and each["done"]
    ]
    alerts = alert_entries(told)
    first_told = {each["alert_id"] for each in told["detections"]}
    found = {
        "total": ends,
        "detect": [alerts[each] for each in alerts if each in first_told],
        "contain": [
            number for number, each in responses
            if each["action"] in _CONTAINS and each["source"] in attackers
        ][:1],
        "recover": [
            number for number, each in numbered
            if each["kind"] == "restored"
            or (each["kind"] == "response" and each["done"] and each["action"] in _RESTORES)
        ],
        "report": [number for number, each in numbered if each["kind"] == "report"],
        "decide": [number for number, each in numbered if each["kind"] == "decision"],
        "false_alarms": [
            alerts[each["id"]] for each in told["alerts"]
            if each["entities"]["source"] not in attackers
        ],
        "false_responses": [
            number for number, each in responses
            if each["action"] in _BLOCKS and each["source"] not in attackers
        ],
    }  # fmt: skip
    found |= dict.fromkeys(("leak", "physical", "incident", *told["physical"]), ends)
    return {key: tuple(sorted(numbers)[:_MOST]) for key, numbers in found.items()}


def alert_entries(told: Mapping[str, Any]) -> dict[str, int]:
    """The entry of each alert, by its id."""
    return {
        each["alert"]: number
        for number, each in reversed(list(enumerate(told["timeline"], 1)))
        if each["kind"] == "alert"
    }


def step_entries(told: Mapping[str, Any]) -> dict[str, int]:
    """The entry in which each step of the attack begins, by its id."""
    return {
        each["step"]: number
        for number, each in reversed(list(enumerate(told["timeline"], 1)))
        if each["kind"] == "attack.begins"
    }


def contained_by(told: Mapping[str, Any]) -> tuple[int, float] | None:
    """The entry and the second in which something was first contained; None where nothing was."""
    return next(
        (
            (number, each["time_s"])
            for number, each in enumerate(told["timeline"], 1)
            if each["kind"] == "response" and each["done"] and each["action"] in _CONTAINS
        ),
        None,
    )
