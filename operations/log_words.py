# What the readers of logs say, in Chinese beside the English.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["LOGS"]

LOGS: Final[Mapping[str, str]] = {
    "line {line} is in no form that is read here": "第{line}行不是可读取的格式",
    "{count} lines are in no form that is read here, the first is line {line}": (
        "有{count}行不是可读取的格式，首见于第{line}行"
    ),
    "is a file of nfcapd: write it as text with nfdump -o csv, and replay that": (
        "是nfcapd的二进制文件：请先用nfdump -o csv导出为文本再回放"
    ),
    "is a log that Windows writes in blocks: replay it": "是Windows按块写入的日志：请改用回放",
    "reading Windows events needs the package evtx: pip install 'tongguan[monitor]'": (
        "读取Windows事件需要软件包evtx：pip install 'tongguan[monitor]'"
    ),
    "is cut off: its last records may be missing": "不完整：可能缺少最后的记录",
    "{count} records are damaged and were not read": "有{count}条记录已损坏，未读取",
    "Elasticsearch has no room for {count} of {total} events now": (
        "Elasticsearch目前无法接收{total}条事件中的{count}条"
    ),
    "{count} events were refused and are set aside in {path}": "{count}条事件被拒收，已另存于{path}",
    "no holidays are known for {years}: the week alone decides": (
        "没有{years}年的节假日数据：只按星期判断"
    ),
    "{first} to {last} are no days of a year": "{first}至{last}不是一年内的日期",
    "events cannot be taken away: {problem}": "事件无法删除：{problem}",
    "{name} stands there already": "{name}已存在",
    "{name} is no column of an event": "{name}不是事件的列",
}
