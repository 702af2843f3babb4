# What is said of mutes and of decisions about incidents, in both languages.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies import Title

__all__ = ["HANDLING_REFUSALS", "HANDLING_WORDS", "handling_word"]


def _both(zh: str, en: str) -> Title:
    return Title(zh=zh, en=en)


HANDLING_WORDS: Final[Mapping[str, Title]] = {
    "open": _both("未处理", "open"),
    "acknowledged": _both("已受理", "acknowledged"),
    "closed": _both("已关闭", "closed"),
    "real": _both("属实", "real"),
    "false-alarm": _both("误报", "false alarm"),
    "expected": _both("预期行为", "expected"),
    "drill": _both("演练", "drill"),
    "state": _both("状态", "state"),
    "decided": _both("{time} {person}：{state} — {reason}", "{time} {person}: {state} — {reason}"),
    "now": _both("事件{id}：{state}", "incident {id}: {state}"),
    "muted": _both("已静默 {id}，至{until}", "muted as {id} until {until}"),
    "unmuted": _both("静默{id}已撤销", "mute {id} is withdrawn"),
    "hidden": _both("另有{count}条预警被静默", "{count} more are muted"),
    "stale": _both(
        "历史模型已过时（{why}）：请重新学习（tongguan monitor train）",
        "the model of the history is out of date ({why}): learn again (tongguan monitor train)",
    ),
    "id": _both("标识", "id"),
    "rule": _both("规则", "rule"),
    "about": _both("对象", "about"),
    "reason": _both("理由", "reason"),
    "person": _both("决定人", "decided by"),
    "until": _both("期限", "until"),
    "in_force": _both("有效", "in force"),
    "yes": _both("是", "yes"),
    "no": _both("否", "no"),
    "any": _both("任何规则", "any rule"),
}

HANDLING_REFUSALS: Final[Mapping[str, str]] = {
    "a mute names a rule, or whom it is about": "静默须指明规则或对象",
    "a mute needs a reason": "静默须说明理由",
    "a mute ends between today and {until}": "静默的期限须在今天与{until}之间",
    "no mute is in force as {id}": "没有有效的静默{id}",
    "what is decided about an incident needs a reason": "处理事件须说明理由",
    "incident {id} is in that state already": "事件{id}已处于该状态",
}


def handling_word(key: str, language: str) -> str:
    """A word of ours about mutes and decisions."""
    return HANDLING_WORDS[key].zh if language == "zh" else HANDLING_WORDS[key].en
