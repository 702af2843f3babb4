# What is said of an incident's trace, in both languages: kinds of nodes, what one did with
# another, the words of its page, and what is wrong with what was asked.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies import Title

__all__ = ["NODE_WORDS", "TRACE_REFUSALS", "TRACE_WORDS", "VERB_WORDS"]


def _both(zh: str, en: str) -> Title:
    return Title(zh=zh, en=en)


NODE_WORDS: Final[Mapping[str, Title]] = {
    "account": _both("账号", "account"),
    "host": _both("主机", "host"),
    "session": _both("会话", "session"),
    "statement": _both("语句", "statement"),
    "table": _both("数据表", "table"),
    "file": _both("文件", "file"),
    "request": _both("请求", "request"),
    "domain": _both("域名", "name"),
    "share": _both("脱敏副本", "masked copy"),
    "recipient": _both("接收方", "recipient"),
}

VERB_WORDS: Final[Mapping[str, Title]] = {
    "opened": _both("建立", "opened"),
    "signed-in": _both("登录", "signed in"),
    "ran": _both("执行", "ran"),
    "read": _both("读取", "read"),
    "sent": _both("发出", "sent"),
    "named": _both("发出", "sent"),
    "fed": _both("结果传出于", "its result left in"),
    "carried": _both("内容见于", "is carried by"),
    "reached": _both("到达", "reached"),
    "resolved": _both("解析", "resolved"),
    "fetched": _both("取回到", "was fetched to"),
    "told": _both("答复", "answered"),
    "copied": _both("脱敏为", "was masked into"),
    "given": _both("持有副本", "was given"),
}

TRACE_WORDS: Final[Mapping[str, Title]] = {
    "title": _both("事件溯源", "Trace of an incident"),
    "skip": _both("跳到正文", "Skip to content"),
    "written": _both("生成时间", "Written"),
    "incident": _both("事件", "Incident"),
    "severity": _both("严重程度", "Severity"),
    "period": _both("时间范围", "Period"),
    "graph": _both("溯源图", "Graph"),
    "steps": _both("链条", "The chain"),
    "techniques": _both("攻击技术（ATT&CK）", "Techniques (ATT&CK)"),
    "time": _both("时间（UTC）", "Time (UTC)"),
    "from": _both("主体", "Who or what"),
    "did": _both("关系", "Did"),
    "to": _both("对象", "With"),
    "events": _both("依据（事件标识）", "Seen in (ids of events)"),
    "alerts": _both("预警", "Alerts"),
    "inferred": _both("推断", "inferred"),
    "observed": _both("实见", "observed"),
    "missing": _both("已不在档案中的事件", "Events that are no longer in the archive"),
    "cut": _both("线索过多，只跟踪了其中最近的部分", "There was more than is followed: the latest of it is shown"),
    "legend": _both("实线为日志或流量所见，虚线为推断。", "Full lines were seen in logs or traffic, dashed ones are inferred."),
}  # fmt: skip

TRACE_REFUSALS: Final[Mapping[str, str]] = {
    "no incident is recorded as {id}": "没有编号为{id}的事件记录",
    "several incidents begin with {id}": "有多起事件的编号以{id}开头",
    "none of the events of incident {id} is in the archive: nothing can be traced": (
        "事件{id}的依据均已不在档案中，无从溯源"
    ),
}
