# What is said of data interfaces, in both languages.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies import Title

__all__ = ["INTERFACE_REFUSALS", "INTERFACE_RULES", "INTERFACE_WORDS"]


def _both(zh: str, en: str) -> Title:
    return Title(zh=zh, en=en)


# The rules that alerts about interfaces name.
INTERFACE_RULES: Final[Mapping[str, Title]] = {
    "interface.unauthenticated": _both(
        "数据接口未经身份鉴别提供分级数据", "A data interface gives graded data to whoever asks"
    ),
    "interface.over-returning": _both(
        "数据接口返回超出声明或以往的数据", "A data interface gives more than declared or before"
    ),
    "interface.shadow": _both(
        "未声明的数据接口提供分级数据", "A data interface nobody declared gives graded data"
    ),
}

INTERFACE_WORDS: Final[Mapping[str, Title]] = {
    "service": _both("服务", "service"),
    "method": _both("方法", "method"),
    "template": _both("地址模板", "address"),
    "declared": _both("声明于", "declared in"),
    "calls": _both("调用次数", "calls"),
    "callers": _both("调用方", "callers"),
    "level": _both("级别", "level"),
    "records": _both("记录数", "records"),
    "at_once": _both("单次最多", "most at once"),
    "last": _both("最近调用", "last call"),
    "found": _both("问题", "findings"),
    "labels": _both("数据种类", "labels"),
    "datasets": _both("数据集", "data sets"),
    "caller": _both(
        "{name}（{calls}次，{records}条）", "{name} ({calls} calls, {records} records)"
    ),
    "more_callers": _both("另有{count}个", "{count} more"),
    "none": _both(
        "没有数据接口：尚无网页请求的事件", "no data interfaces: there are no requests on record"
    ),
    "shadow": _both("未声明", "shadow"),
    "dormant": _both("沉寂", "dormant"),
    "unauthenticated": _both("未鉴别", "unauthenticated"),
    "over-returning": _both("返回过多", "over-returning"),
    # Why: figures by name, each as a clause.
    "seen": _both("已声明，从未调用", "declared and never called"),
    "silent_days": _both("{value}天没有调用", "silent for {value} days"),
    "open_calls": _both("{value}次调用未出示凭证", "{value} calls showed no credentials"),
    "open_records": _both("向其提供{value}条记录", "{value} records given to them"),
    "declared=open": _both("接口说明声明为无须鉴别", "the description declares it open"),
    "undeclared": _both("返回了未声明的{labels}", "gives {labels}, which is not declared"),
    "new": _both("首次返回{labels}", "gives {labels} for the first time"),
    "records_at_once": _both("单次返回{value}条", "{value} records at once"),
    "declared_most": _both("声明最多{value}条", "declared: at most {value}"),
    "most_records": _both("单次返回{value}条记录", "{value} records at once"),
    "most_records_before": _both("以往最多{value}条", "before: at most {value}"),
    "most_persons": _both("单次涉及{value}人", "{value} persons at once"),
    "most_persons_before": _both("以往最多{value}人", "before: at most {value} persons"),
    "shadow_calls": _both("调用{value}次", "called {value} times"),
    "shadow_records": _both("返回{value}条分级记录", "{value} graded records given"),
}

INTERFACE_REFUSALS: Final[Mapping[str, str]] = {
    "{path}: is too large for an OpenAPI description": "{path}：文件过大，不像OpenAPI说明",
    "{path}: is nested too deep for an OpenAPI description": "{path}：嵌套过深，不像OpenAPI说明",
    "{path}: is neither JSON nor YAML": "{path}：既不是JSON也不是YAML",
    "{path}: is no OpenAPI description: it has no paths": "{path}：不是OpenAPI说明：没有paths",
    "{path}: is no OpenAPI 3 description: convert it to 3.0 or 3.1 first": (
        "{path}：不是OpenAPI 3说明：请先转换为3.0或3.1"
    ),
    "no description with the title {title} was imported": "未导入过标题为{title}的接口说明",
}
