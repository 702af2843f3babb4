# The command line's words in both languages, after the standards' own terms.
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schema import Level

__all__ = ["level", "word"]

_WORDS = {
    "dataset": ("数据集", "data set"),
    "level": ("级别", "level"),
    "grade": ("方案级别", "grade"),
    "rows": ("行数", "rows"),
    "persons": ("涉及人数", "persons"),
    "factors": ("重要数据因素", "factors"),
    "fields": ("数据项", "fields"),
    "field": ("数据项", "field"),
    "label": ("识别结果", "label"),
    "rate": ("占比", "share"),
    "reason": ("依据", "reason"),
    "source": ("数据源", "source"),
    "id": ("标识", "id"),
    "unit": ("所属单位", "unit"),
    "versions": ("版本", "versions"),
    "found": ("发现时间", "found"),
    "name": ("名称", "name"),
    "url": ("地址", "url"),
    "owner": ("归属单位", "owner"),
    "password": ("口令", "password"),
    "limit": ("限速", "limit"),
    "window": ("时间窗", "window"),
    "sealed": ("已密封", "sealed"),
    "none": ("无", "none"),
    "operator": ("脱敏方式", "operator"),
    "maturity": ("成熟度", "maturity"),
    "entries": ("条目", "entries"),
    "example": ("样例形态", "example"),
    "mixed": ("含多种类型的数据项", "fields that hold more than one kind"),
    "before": ("处理前（形态）", "before (shape)"),
    "after": ("处理后", "after"),
}


def word(key: str, language: str) -> str:
    """The word for a heading."""
    return _WORDS[key][0 if language == "zh" else 1]


def level(value: Level, language: str) -> str:
    """A level as people read it."""
    from operations import LEVELS

    title = LEVELS[value]
    return title.zh if language == "zh" else title.en
