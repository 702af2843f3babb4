# What is said where a list has nothing in it, so that silence is no riddle: on standard error, since data
# is only what there is.
from __future__ import annotations

from typing import TYPE_CHECKING

from .setting import talk

if TYPE_CHECKING:
    from collections.abc import Sized

__all__ = ["say_nothing"]

_SAID = {
    "incidents": ("没有未关闭的事件", "no incident is open"),
    "alerts": ("没有告警", "no alerts"),
    "responses": ("没有待处理的处置", "no response waits for anybody"),
    "all-responses": ("尚无处置记录", "no responses yet"),
    "messages": ("没有待发或已发的通知", "no messages yet"),
    "adapters": ("尚未登记适配器：tongguan monitor adapter add", "no adapter is registered: tongguan monitor adapter add"),
    "mutes": ("没有静默规则", "nothing is muted"),
    "flows": ("今年没有分级数据流向外部的记录", "no graded data went anywhere this year"),
}  # fmt: skip


def say_nothing(key: str, found: Sized, language: str) -> None:
    """Says that there is nothing of a kind, if there is not."""
    if not found:
        talk(_SAID[key][0 if language == "zh" else 1])
