# An entry of a drill's timeline as people read it, in a report and while the drill runs.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies import Title

from .drill_live_words import CONTROL_ACTS, ENTRY_KEYS, SEVERITIES, YES_NO
from .drill_page_words import DRILL_EVENTS, DRILL_FIGURES, DRILL_PAGE, DRILL_ROLES
from .drill_rule_words import DRILL_ACTS, DRILL_RULES
from .wording import Wording

__all__ = ["drill_clock", "entry_detail", "entry_kind", "evidence_detail", "rule_name"]

# Values that have a name: with their id behind it, and by the name alone.
_IDS: Mapping[str, Mapping[str, Title]] = {"action": DRILL_ACTS, "rule": DRILL_RULES}
_NAMES: Mapping[str, Mapping[str, Title]] = {"role": DRILL_ROLES, "severity": SEVERITIES}
_LEFT_OUT = frozenset({"time_s", "kind", "scenario", "seed"})


def entry_kind(kind: str, words: Wording) -> str:
    """What an event of this kind is called."""
    return words.of(DRILL_EVENTS.get(kind, Title(zh=kind, en=kind)))


def entry_detail(each: Mapping[str, Any], words: Wording) -> str:
    """An event's values as people read them."""
    kind = each["kind"]
    if kind == "inject":
        return f"{_role(each['to'], words)}: {_text(each, words)}"
    if kind == "decision":
        said = _text(each, words) or words.of(DRILL_PAGE["nothing"])
        return f"{_role(each['role'], words)}{_who(each)}: {said} ({each['marks']:.0%})"
    if kind in {"joined", "left"}:
        return f"{_role(each['role'], words)}{_who(each)}"
    if kind == "control":
        more = " ".join(_value(each, key, words) for key in ("factor", "number", "role") if key in each)  # fmt: skip
        act = words.of(CONTROL_ACTS[each["act"]])
        return f"{each['who']}: {act} {more}".strip()
    names = {
        **{key: title for key, title in DRILL_FIGURES.items() if key != "report"},
        **ENTRY_KEYS,
    }
    parts = [
        f"{words.of(names[key]) if key in names else key} {_value(each, key, words)}"
        for key in each
        if key not in _LEFT_OUT
    ]
    return ("，" if words.language == "zh" else ", ").join(parts)


def evidence_detail(evidence: Mapping[str, Any], words: Wording) -> str:
    """What an alert rests on, behind what else is said of it."""
    comma = "，" if words.language == "zh" else ", "
    return "".join(
        f"{comma}{words.of(ENTRY_KEYS[key]) if key in ENTRY_KEYS else key} {_value(evidence, key, words)}"
        for key in evidence
    )


def rule_name(rule: str, words: Wording) -> str:
    """What a detector's rule is called, with its id behind; the id where it has no name."""
    return named(words.of(DRILL_RULES[rule]), rule, words) if rule in DRILL_RULES else rule


def named(name: str, identifier: str, words: Wording) -> str:
    """A name with the id behind it."""
    return f"{name}（{identifier}）" if words.language == "zh" else f"{name} ({identifier})"


def drill_clock(seconds: float) -> str:
    """Minutes and seconds of a drill.

    >>> drill_clock(125.4)
    '2:05'
    """
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


def _value(each: Mapping[str, Any], key: str, words: Wording) -> str:
    value = each[key]
    if isinstance(value, bool):
        return words.of(YES_NO[value])
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    said = str(value)
    if key in {"level", "labels"}:
        return ", ".join(words.name(each) for each in said.split(", "))
    if key in _IDS and said in _IDS[key]:
        return named(words.of(_IDS[key][said]), said, words)
    return words.of(_NAMES[key][said]) if said in _NAMES.get(key, {}) else said


def _role(role: str, words: Wording) -> str:
    return words.of(DRILL_ROLES[role])


def _who(each: Mapping[str, Any]) -> str:
    return f" ({each['who']})" if each.get("who") else ""


def _text(each: Mapping[str, Any], words: Wording) -> str:
    return str(each["zh"] if words.language == "zh" else each["en"])
