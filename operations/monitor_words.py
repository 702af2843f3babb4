# What the monitor says, in Chinese beside English: severities, kinds of risk, titles of
# incidents, and why part of a capture or log was not read.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies import Title

__all__ = ["MODELS", "MONITORING", "RISKS", "SEVERITY"]

SEVERITY: Final[Mapping[str, Title]] = {
    "low": Title(zh="低", en="low"),
    "medium": Title(zh="中", en="medium"),
    "high": Title(zh="高", en="high"),
    "critical": Title(zh="紧急", en="critical"),
}

# The names of MIIT's guide on reporting data-security risks.
RISKS: Final[Mapping[str, Title]] = {
    "leak": Title(zh="数据泄露", en="leak"),
    "tamper": Title(zh="数据篡改", en="tampering"),
    "abuse": Title(zh="数据滥用", en="abuse"),
    "illegal_transfer": Title(zh="违规传输", en="illegal transfer"),
    "illegal_access": Title(zh="非法访问", en="illegal access"),
    "abnormal_flow": Title(zh="流量异常", en="abnormal flow"),
    "other": Title(zh="其他", en="other"),
}

# What models take things for, by the rule that their alerts name.
MODELS: Final[Mapping[str, Title]] = {
    "model.dns-tunnel": Title(zh="模型判断为DNS隧道", en="What a model takes for a tunnel in DNS"),
    "model.beacon": Title(zh="疑似定时回连", en="A machine that seems to call home"),
    "model.dga": Title(
        zh="查询疑似算法生成的域名", en="Names are asked for that an algorithm seems to have made"
    ),
    "model.own-history": Title(zh="数据访问行为异于历史", en="Data is used as never before"),
}

MONITORING: Final[Mapping[str, str]] = {
    "{hours} hours with graded data are too few to learn from: let the monitor watch longer": (
        "涉及分级数据的时段只有{hours}个，不足以学习：请让监测运行更久"
    ),
    "is not a capture in the formats pcap or pcapng": "不是pcap或pcapng格式的抓包文件",
    "is neither a capture nor a log in a format that is read here": (
        "既不是抓包文件，也不是可读取格式的日志"
    ),
    "is damaged after {packets|packet|packets}: the rest was not read": (
        "在第{packets}个数据包之后损坏：其余部分未读取"
    ),
    "ends within a packet, after {packets} whole ones": (
        "在数据包中间结束，此前有{packets}个完整的数据包"
    ),
    "{count} bytes of connections are not in the capture": "抓包中缺少连接的{count}字节",
    "is no log in a format that is read here": "不是可读取格式的日志",
    "its earlier file is gone: lines may be missing": "此前的文件已不在：可能缺少若干行",
    "was cut short while it was read: lines may be missing": "读取期间被截短：可能缺少若干行",
    "holds a line too long to be one of a log": "含有过长的行，不像日志",
    "is damaged: it can be unpacked only in part": "已损坏：只能解压一部分",
    "events cannot be written: {problem}": "事件无法写入：{problem}",
    "an event without an id cannot be kept once": "没有标识的事件无法保证只存一次",
    "Elasticsearch refused {count} of {total} events: {kinds}": (
        "Elasticsearch拒收{total}条事件中的{count}条：{kinds}"
    ),
    "Elasticsearch refused the request ({status})": "Elasticsearch拒绝了请求（{status}）",
    "events wait here to be handed over: {problem}": "有事件在本机等待移交：{problem}",
    "source {name} is no Elasticsearch that events could be kept in": (
        "数据源{name}不是可存放事件的Elasticsearch"
    ),
    "Elasticsearch does not answer": "Elasticsearch没有应答",
    "{path} is damaged: it is no whole file of events": "{path}已损坏：不是完整的事件文件",
    "{records} records of {persons} persons, level {level}, left through {who} to {destination}": (
        "{persons}人的{records}条记录（{level}）经{who}流向{destination}"
    ),
    "{records} records of a masked copy given to {recipient}, level {level}, left through {who} to "
    "{destination}": "提供给{recipient}的脱敏副本中的{records}条记录（{level}）经{who}流向{destination}",
    "{records} records of {persons} persons, level {level}, were read by {who}": (
        "{persons}人的{records}条记录（{level}）被{who}读取"
    ),
}
