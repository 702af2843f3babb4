# The words of `tongguan range` in both languages, beside those that all commands share.
from __future__ import annotations

__all__ = ["range_said", "range_word"]

_WORDS = {
    "lab": ("靶场", "lab"),
    "alive": ("运行中", "alive"),
    "services": ("服务数", "services"),
    "seconds": ("启动用时（秒）", "up in (s)"),
    "process": ("进程", "process"),
    "host": ("主机", "host"),
    "address": ("地址", "address"),
    "network": ("网络命名空间", "network"),
    "feature": ("条件", "feature"),
    "present": ("具备", "present"),
    "why": ("原因", "why not"),
    "namespaces": ("网络命名空间", "network namespaces"),
    "bridge": ("网桥", "bridges"),
    "veth": ("虚拟网线", "virtual cables (veth)"),
    "nft": ("nft程序", "the nft program"),
    "policy": ("区域策略（nftables）", "zone policy (nftables)"),
    "capture": ("抓包", "capture"),
    "unserved_mwh": ("未供电量（兆瓦时）", "not supplied (MWh)"),
    "masked_records_leaked": ("泄露脱敏记录数", "masked records leaked"),
    "records_lost": ("毁损记录数", "records lost or changed"),
    "decide": ("研判决策", "decisions"),
    "case": ("编号", "case"),
    "group": ("类别", "group"),
    "what": ("内容", "what"),
    "outcome": ("结果", "outcome"),
    "opened": ("建立", "opened"),
    "sent": ("发送", "sent"),
    "received": ("收到", "received"),
    "closed": ("关闭", "closed"),
    "port": ("端口", "port"),
    "declared": ("已声明", "declared"),
    "undeclared": ("开放但未声明", "open and not declared"),
}
_SAID = {
    "lab-up": (
        "{scenario}已启动（{fidelity}）：{hosts}台主机、{services}个服务均已应答，用时{seconds}秒，编号{id}",
        (
            "{scenario} is up ({fidelity}): {hosts|host|hosts}, {services|service|services}, all "
            "answering after {seconds} s; its id is {id}"
        ),
    ),
    "lab-captures": ("抓包文件在{folder}", "captures in {folder}"),
    "labs-down": ("已停止：{labs}", "taken down: {labs}"),
    "labs-left": ("已清理中断遗留：{labs}", "what killed ones left is cleared away: {labs}"),
    "labs-strays": ("已终止无记录的靶场进程：{pids}", "processes without papers ended: {pids}"),
    "device-tested": (
        "{target}：{cases}个用例，{fails}个不通过，{weak}个薄弱项",
        "{target}: {cases|case|cases}, {fails} failed, {weak} weak",
    ),
    "device-page": ("报告 -> {output}", "report -> {output}"),
    "none-up": ("没有靶场在运行", "no lab is up"),
    "labs-none": ("没有靶场在运行，也没有遗留", "no lab is up, and none left anything"),
}


def range_word(key: str, language: str) -> str:
    """The word for a heading or a figure of harm."""
    if key not in _WORDS:
        from .words import word

        return word(key, language)
    return _WORDS[key][0 if language == "zh" else 1]


def range_said(key: str, language: str, /, **values: object) -> str:
    """A sentence with its values in place.

    >>> range_said("labs-down", "en", labs="lab-1")
    'taken down: lab-1'
    """
    from schema import filled

    chinese, english = _SAID[key]
    return filled(
        chinese if language == "zh" else english,
        {
            name: f"{value:,}" if isinstance(value, int) else str(value)
            for name, value in values.items()
        },
    )
