# What a person is asked at a gate, in both languages: what is to be done, to whom, and why.
from __future__ import annotations

from collections.abc import Mapping, Sequence

from policies import Title

from .alert import RangeAlert

__all__ = ["ACTIONS", "YES_OR_NO", "gate_text"]

YES_OR_NO: Mapping[str, Title] = {
    "yes": Title(zh="同意", en="yes"),
    "no": Title(zh="不同意", en="no"),
}
ACTIONS: Mapping[str, Title] = {
    "block-source": Title(zh="隔离{source}", en="cut {source} off"),
    "block-destination": Title(zh="阻断去往{destination}的通信", en="let nothing go to {destination}"),
    "filter-writes": Title(zh="拦截{source}的写操作", en="keep the writes of {source} out"),
    "disable-account": Title(zh="停用从{source}使用的账号", en="disable the accounts used from {source}"),
    "restore-settings": Title(zh="恢复设定值", en="write the settings back"),
    "restore-data": Title(zh="用备份恢复数据", en="restore the data from its backup"),
    "trace-copy": Title(zh="对外泄副本溯源", en="trace the copy that turned up"),
    "report": Title(zh="向主管部门报告", en="report to the authority"),
}  # fmt: skip


def gate_text(playbook: Title, actions: Sequence[str], alert: RangeAlert) -> Title:
    """The question: the playbook, what it is about to do, and the alert that started it.

    >>> alert = RangeAlert("a1", 1.0, "scan", (), "other", "high", "10.77.1.2", "10.77.3.4")
    >>> gate_text(Title(zh="扫描处置", en="Scan"), ["block-source"], alert).en
    'Scan (alert a1, scan, from 10.77.1.2): cut 10.77.1.2 off?'
    """
    each = [ACTIONS.get(action, Title(zh=action, en=action)) for action in actions]
    what = Title(zh="、".join(one.zh for one in each), en=", ".join(one.en for one in each))
    values = {"source": alert.source, "destination": alert.destination}
    return Title(
        zh=f"{playbook.zh}（告警{alert.id}，{alert.rule}，来源{alert.source}）：是否{what.zh.format(**values)}？",
        en=f"{playbook.en} (alert {alert.id}, {alert.rule}, from {alert.source}): {what.en.format(**values)}?",
    )
