# What is said of duties, clocks and transfers, in both languages.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies import Title

__all__ = ["BORDER_WORDS", "DUTY_REFUSALS", "DUTY_WORDS"]


def _both(zh: str, en: str) -> Title:
    return Title(zh=zh, en=en)


DUTY_WORDS: Final[Mapping[str, Title]] = {
    "report": _both("报告草稿", "Draft of a report"),
    "incident": _both("事件", "Incident"),
    "to": _both("报告对象", "To"),
    "rule": _both("依据", "Rule"),
    "status": _both("依据核实情况", "How sure the rule is"),
    "V": _both("已核对原文", "read"),
    "R": _both("据转述，未核对原文", "reported, not read"),
    "O": _both("本系统参数", "our own figure"),
    "started": _both("起算时间", "Clock started"),
    "due": _both("最迟时间", "Due"),
    "closing": _both("总结报告最迟时间", "Closing report due"),
    "left": _both("剩余{}小时{}分", "{} h {} min left"),
    "over": _both("已超过{}小时{}分", "{} h {} min over"),
    "to_write": _both("（待填写）", "(to be written)"),
    "follows": _both("可随后补报", "may follow"),
    "unit": _both("单位", "Unit"),
    "uscc": _both("统一社会信用代码", "Credit code"),
    "contact": _both("联系人", "Contact"),
    "systems": _both("涉及系统", "Systems"),
    "datasets": _both("涉及数据集", "Data sets"),
    "period": _both("发生时间（UTC）", "When (UTC)"),
    "kind": _both("事件类型", "Kind"),
    "records": _both("{}条记录，{}人", "{} records, {} persons"),
    "level": _both("最高级别", "Highest level"),
    "labels": _both("数据种类", "Kinds of data"),
    "accounts": _both("账号", "Accounts"),
    "sources": _both("来源主机", "Machines"),
    "destinations": _both("去向", "Where to"),
    "recipients": _both("副本接收方", "Recipients of copies"),
    "detected": _both("触发的检测", "Detected by"),
    "techniques": _both("攻击技术", "Techniques"),
    "evidence": _both("依据", "Evidence"),
    "border": _both("边界", "Border"),
    "receiver": _both("接收方", "Receiver"),
    "persons": _both("人数", "Persons"),
    "count": _both("条数", "Records"),
    "events": _both("次数", "Times"),
    "threshold": _both("门槛", "Threshold"),
    "so_far": _both("本年累计", "This year"),
    "needs": _both("要求", "Needs"),
    "reached": _both("已达到", "reached"),
    "below": _both("未达到", "below"),
    "state": _both("状态", "State"),
    "all": _both("全部接收方", "all receivers"),
}

BORDER_WORDS: Final[Mapping[str, Title]] = {
    "inside": _both("单位内部", "inside"),
    "province": _both("省内", "in the province"),
    "country": _both("跨省", "other provinces"),
    "abroad": _both("境外", "abroad"),
    "unknown": _both("未登记", "unknown"),
}

DUTY_REFUSALS: Final[Mapping[str, str]] = {
    "incident {id} makes nothing due by the duties in force": "按现行义务规则，事件{id}无须报告",
}
