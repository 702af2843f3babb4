# What is said of recipients' marks in Chinese beside the English that is raised or told.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["MARKING_REFUSALS"]

MARKING_REFUSALS: Mapping[str, str] = {
    "nothing in this copy can carry a mark: what is masked joins with the copies of a "
    "circle, and a mark would part them": (
        "该副本中没有可承载水印的内容：已脱敏的值须与同一共享圈的副本关联，加水印会使其无法关联"
    ),
    "nothing in this copy can carry a mark: it goes out without one": (
        "该副本中没有可承载水印的内容：交付时不带水印"
    ),
    "nothing in this document can carry a mark: what is found in it is covered, not replaced": (
        "该文档中没有可承载水印的内容：其中发现的值被遮盖，未以其他值替换"
    ),
    "no column is called {name}: nothing to mark there": "没有名为{name}的列：无可加水印",
    "column {column} holds tables together or is unique: its numbers cannot change": (
        "列{column}用于关联各表或取值唯一：其数值不可改动"
    ),
    "column {column}: its type {type} does not hold changes as small as its tolerance": (
        "列{column}：其类型{type}容不下允许误差那样小的改动"
    ),
    "nothing carries the mark in the tables {names}": "下列表中没有可承载水印的内容：{names}",
    "this copy holds so few values that its mark alone may not name its recipient": (
        "该副本所含的值过少，仅凭其水印可能无法认定接收方"
    ),
}
