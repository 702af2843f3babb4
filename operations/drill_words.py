# What is said of drills in both languages: what is wrong in a drill's file, and what cannot be
# run.
from __future__ import annotations

from collections.abc import Mapping

from policies import IncidentLevel, Title

__all__ = ["DRILL_REFUSALS", "INCIDENT_LEVELS"]

INCIDENT_LEVELS: Mapping[IncidentLevel, Title] = {
    "ordinary": Title(zh="一般", en="ordinary"),
    "fairly-serious": Title(zh="较大", en="fairly serious"),
    "serious": Title(zh="重大", en="serious"),
    "particularly-serious": Title(zh="特别重大", en="particularly serious"),
}


DRILL_REFUSALS: Mapping[str, str] = {
    "there is no drill {name}, there are {known}": "没有演练{name}；现有：{known}",
    "no drill is recorded as {id}": "没有编号为{id}的演练记录",
    "{place} is in use on this machine: end what holds it (another drill on loopback), then run it again": (
        "{place}在本机已被占用：请先结束占用者（如另一个loopback演练）再运行"
    ),
    "a drill's id is letters, digits and hyphens, as water-works-2": (
        "演练标识由字母、数字和连字符组成，如water-works-2"
    ),
    "the drill is made for {known}, not for {fidelity}": "该演练适用于{known}，不适用于{fidelity}",
    "step {step}: there is no action {action}, there are {known}": (
        "步骤{step}：没有动作{action}；现有：{known}"
    ),
    "step {step}: ATT&CK has revoked {technique}, it is {now} now": (
        "步骤{step}：ATT&CK已撤销{technique}，现为{now}"
    ),
    "step {step}: {action} plays {known}, not {technique}": (
        "步骤{step}：{action}对应技术{known}，而不是{technique}"
    ),
    "step {step}: {action} cannot be played in {fidelity}": (
        "步骤{step}：{action}不能在{fidelity}下执行"
    ),
    "step {step}: an archive is a .zip or a .tar.gz": "步骤{step}：归档文件须为.zip或.tar.gz",
    "step {step}: parameter {name} is a number": "步骤{step}：参数{name}应为数值",
    # A drill's file.
    "zone {zone}: {network} is outside the lab, {lab}": "区域{zone}：{network}在靶场地址{lab}之外",
    "zones {first} ({one}) and {second} ({other}) overlap": (
        "区域{first}（{one}）与区域{second}（{other}）地址重叠"
    ),
    "host {host}: {address} is outside zone {zone}, {network}": (
        "主机{host}：{address}在区域{zone}（{network}）之外"
    ),
    "hosts {first} and {second} have the address {address}": "主机{first}与{second}地址同为{address}",
    "host {host}: a register is a point of the plant or a setting, one of them": (
        "主机{host}：寄存器或为测点，或为设定值，二者取一"
    ),
    "host {host}: {table} {at} is given twice": "主机{host}：{table} {at}重复",
    "host {host}: signal {at} is given twice": "主机{host}：信号{at}重复",
    "host {host}: a setpoint has a setting, and nothing else has one": (
        "主机{host}：设定点须有设定值，其他信号不得有"
    ),
    "host {host}: only a command or a setpoint can be one to select": (
        "主机{host}：只有命令或设定点可要求先选择"
    ),
    "host {host}: what is told has a group, a measured value a band": (
        "主机{host}：只有上送的信号可有分组，只有测量值可有死区"
    ),
    "there is no part {name}, there are {known}": "没有部件{name}；现有：{known}",
    "a table-top has no attack: its injects say what happened": (
        "桌面推演没有攻击步骤：情况由导调注入给出"
    ),
    "a table-top has injects with choices, and this has none": "桌面推演须有带选项的导调注入",
    "a drill has steps of attack, and its truth says which work and harm what": (
        "演练须有攻击步骤，且truth须说明哪些奏效、造成哪些损害"
    ),
    "a choice is given twice": "选项重复",
    "step {step} is given twice": "步骤{step}重复",
    "step {step}: host {host} is not the attack team's (attack: true)": (
        "步骤{step}：主机{host}不属于攻击队（attack: true）"
    ),
    "step {step} begins at a time or after a step, one of them": (
        "步骤{step}须给出开始时刻或前序步骤，二者取一"
    ),
    "step {name}: a drill's playbook plays no other": "步骤{name}：演练的预案不再调用其他预案",
    "step {name}: in a drill commands go to the agent lab": "步骤{name}：演练中命令只发给lab",
    "the steps wait for each other: {steps}": "步骤互相等待：{steps}",
    "there is no host {name}, there are {known}": "没有主机{name}；现有：{known}",
    "there is no zone {name}, there are {known}": "没有区域{name}；现有：{known}",
    "there is no persona {name}, there are {known}": "没有设备画像{name}；现有：{known}",
    "there is no plant {name}, there are {known}": "没有工艺过程{name}；现有：{known}",
    "there is no data set {name}, there are {known}": "没有数据集{name}；现有：{known}",
    "there is no setting {name}, there are {known}": "没有设定值{name}；现有：{known}",
    "there is no pump {name}, there are {known}": "没有水泵{name}；现有：{known}",
    "there is no tank {name}, there are {known}": "没有水池{name}；现有：{known}",
    "there is no step {name}, there are {known}": "没有步骤{name}；现有：{known}",
    "there is no role {name}, there are {known}": "没有角色{name}；现有：{known}",
    "there is no figure {name}, there are {known}": "没有指标{name}；现有：{known}",
    "there is no regime {name}, there are {known}": "没有报告规则{name}；现有：{known}",
}
